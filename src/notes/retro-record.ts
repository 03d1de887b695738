import { card, choice, flag, num, optionalText, text, type Card } from '../markdown/cards.ts'

export const RETRO_STEPS = ['proposed', 'asked', 'applied', 'archived'] as const
/** How far a retro is: rules proposed, the person asked, rules written, notes put away. */
export type RetroStep = (typeof RETRO_STEPS)[number]

export const RELATIONS = ['same', 'conflict', 'unrelated'] as const
/** How a proposed rule stands to one that is there. */
export type Relation = (typeof RELATIONS)[number]

export const CONFLICT_ANSWERS = ['keep', 'replace', 'scope'] as const
export type ConflictAnswer = (typeof CONFLICT_ANSWERS)[number]

export const HOTFIX_ANSWERS = ['justified', 'needed-court'] as const
export type HotfixAnswer = (typeof HOTFIX_ANSWERS)[number]

/** A rule as the historian proposed it, with a file and a section that are safe to write. */
export interface ProposedRule {
  readonly name: string
  readonly context: string
  readonly pattern: string
  /** Path below core-rules. */
  readonly file: string
  readonly section: string
  readonly replaces: string | null
}

/** Whether a hotfix should have gone through court, as the historian sees it; the person decides. */
export interface HotfixAdvice {
  readonly neededCourt: boolean
  readonly reason: string
}

/** One proposed rule held against one that is there. */
export interface Comparison {
  /** The proposed rule, from 1. */
  readonly rule: number
  /** Path below core-rules. */
  readonly file: string
  /** Name of the rule that is there. */
  readonly existing: string
  readonly relation: Relation
  readonly reason: string
  /** The agent that said so. */
  readonly by: string
}

/** A conflict as it was put to the person: the rule that is there, as it read then. */
export interface AskedConflict {
  /** As in `conflict-N`. */
  readonly n: number
  readonly rule: number
  readonly file: string
  readonly existing: string
  readonly existingContext: string
  readonly existingPattern: string
  readonly reason: string
}

export const RULE_OUTCOMES = ['added', 'same', 'repeated', 'kept', 'replaced', 'scoped'] as const
/**
 * What became of a proposed rule. `same`: a rule says so already; `repeated`: an earlier proposal does; `kept`: the person kept the
 * rule that is there; `replaced` and `scoped`: added in its place, or beside it.
 */
export type RuleOutcomeKind = (typeof RULE_OUTCOMES)[number]

export interface RuleOutcome {
  readonly rule: number
  readonly kind: RuleOutcomeKind
  /** Path below core-rules. */
  readonly file: string
}

/** A retro note. Links are file names without `.md`. */
export interface Retro {
  readonly feature: string
  readonly title: string
  readonly date: string
  readonly repo: string | null
  readonly step: RetroStep
  readonly awaiting: readonly string[]
  /** The notes that the rules were learned from. */
  readonly learnedFrom: readonly string[]
  readonly rules: readonly ProposedRule[]
  readonly whatWorked: readonly string[]
  readonly whatBroke: readonly string[]
  readonly advice: HotfixAdvice | null
  /** What Forge has to say about the proposal, one sentence each. */
  readonly remarks: readonly string[]
  readonly comparisons: readonly Comparison[]
  readonly conflicts: readonly AskedConflict[]
  readonly hotfixAsked: boolean
  readonly hotfixAudit: HotfixAnswer | null
  readonly outcomes: readonly RuleOutcome[]
}

export const proposedRuleCard: Card<ProposedRule> = card<ProposedRule>({
  name: text('Name'),
  context: text('Context'),
  pattern: text('Pattern'),
  file: text('File'),
  section: text('Section'),
  replaces: optionalText('Replaces'),
})

export const adviceCard: Card<HotfixAdvice> = card<HotfixAdvice>({ neededCourt: flag('Needed a court'), reason: text('Reason') })

export const comparisonCard: Card<Comparison> = card<Comparison>({
  rule: num('Proposed rule'),
  file: text('File'),
  existing: text('Rule that is there'),
  relation: choice('Relation', RELATIONS),
  reason: text('Reason'),
  by: text('Said by'),
})

export const conflictCard: Card<AskedConflict> = card<AskedConflict>({
  n: num('Conflict'),
  rule: num('Proposed rule'),
  file: text('File'),
  existing: text('Rule that is there'),
  existingContext: text('Its context'),
  existingPattern: text('Its pattern'),
  reason: text('Why they clash'),
})

export const outcomeCard: Card<RuleOutcome> = card<RuleOutcome>({
  rule: num('Rule'),
  kind: choice('Outcome', RULE_OUTCOMES),
  file: text('File'),
})

/** Outcomes by which a rule came into core-rules. */
export function isAdded(outcome: RuleOutcome): boolean {
  return outcome.kind === 'added' || outcome.kind === 'replaced' || outcome.kind === 'scoped'
}
