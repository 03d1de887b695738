import type { Feature } from '../../feature/feature.ts'
import { latest } from '../../feature/latest.ts'
import { proposed, type NextCommand } from '../../feature/next.ts'
import { critiqueOf, isLanded } from '../../feature/state.ts'
import type { NoteHead } from '../../notes/head.ts'
import type { NoteStage, Status } from '../../notes/vocabulary.ts'
import { actionOf, ACTIONS, type ActionId, type Moment } from '../actions.ts'
import type { Standing } from '../feature-index.ts'
import { dollars, tokens } from './amounts.ts'
import { shelfOf, type ShelfName } from './shelf-of.ts'

/** Colour of a verdict. */
export type Tone = 'good' | 'doubt' | 'bad'

/** What the next step is and whether it can be taken here and now. */
export interface StepModel {
  readonly id: ActionId
  readonly label: string
  /** Why it cannot run, one sentence; null where it can. */
  readonly against: string | null
  /** It is what the person was asked for. */
  readonly calls: boolean
}

/** A note that can be opened, by the name that people know it by. */
export interface NoteLink {
  readonly label: string
  readonly path: string
}

/** Everything that a feature's row shows. */
export interface RowModel {
  readonly name: string
  readonly title: string
  readonly shelf: ShelfName
  /** The note that tells most; null where the feature has none. */
  readonly path: string | null
  readonly verdict: { readonly text: string; readonly tone: Tone } | null
  /** What else is known, each a few words. */
  readonly facts: readonly string[]
  readonly cost: string | null
  /** Tokens and time in words; empty where nothing was counted. */
  readonly spent: string
  /** Questions that wait, each with the note that asks. */
  readonly questions: readonly NoteLink[]
  readonly step: StepModel | null
  /** One sentence that stands where no step does. */
  readonly remark: string | null
  /** What the menu offers beside the step. */
  readonly others: readonly ActionId[]
  readonly notes: readonly NoteLink[]
  /** The court note whose sum can be drawn. */
  readonly court: string | null
}

/** What the board shows of a feature in this moment. Pure. */
export function rowModel(standing: Standing, moment: Moment): RowModel {
  const { feature } = standing
  const shelf = shelfOf(standing)
  const step = stepOf(standing, moment, shelf)
  const court = latest(feature, 'court')
  return {
    name: feature.name,
    title: titleOf(feature),
    shelf,
    path: tellingNote(feature)?.path ?? null,
    verdict: feature.verdict === null ? null : { text: verdictText(feature, court), tone: TONES[feature.verdict] ?? 'doubt' },
    facts: factsOf(feature, court, shelf),
    cost: dollars(costOf(feature)),
    spent: spentOn(feature),
    questions: shelf === 'waits' ? standing.awaiting.map((name) => questionLink(feature, name)) : [],
    step,
    remark: shelf === 'answered' && !moment.canRun ? WAITS_FOR_DESKTOP : null,
    others: ACTIONS.filter((one) => one.about === 'feature' && one.id !== step?.id && one.against(standing, moment) === null).map(
      (one) => one.id,
    ),
    notes: notesOf(feature),
    court: court?.verdict ? court.path : null,
  }
}

export const WAITS_FOR_DESKTOP = 'Answered, waits for the desktop.'

/** The title that the spec gave, else what another note calls it, else its name. */
export function titleOf(feature: Feature): string {
  const spec = latest(feature, 'spec')?.title
  if (spec) return spec
  const other = feature.heads.find((head) => head.title !== null)?.title
  return other?.replace(/^[^·]{1,20} · /, '') ?? feature.name
}

const TONES: Readonly<Record<string, Tone>> = { GO: 'good', PASS: 'good', DEFER: 'doubt', KILL: 'bad', REJECTED: 'bad' }

/** The furthest stage tells most. */
const TELLING: readonly NoteStage[] = ['retro', 'critique', 'implement', 'court', 'spec']

function tellingNote(feature: Feature): NoteHead | null {
  const waiting = feature.awaiting[0]
  const asking = waiting === undefined ? null : askingNote(feature, waiting)
  if (asking !== null) return asking
  const notes = TELLING.map((stage) => (stage === 'critique' ? critiqueOf(feature.heads) : latest(feature, stage)))
  return notes.find((head) => head !== null) ?? feature.heads[0] ?? null
}

function verdictText(feature: Feature, court: NoteHead | null): string {
  const verdict = feature.verdict ?? ''
  const isCourts = court?.verdict === verdict && court.score !== null
  return isCourts ? `${verdict} ${court.score.toFixed(1)}` : verdict
}

function factsOf(feature: Feature, court: NoteHead | null, shelf: ShelfName): readonly string[] {
  const implement = latest(feature, 'implement')
  const facts: readonly (string | false | undefined)[] = [
    shelf !== feature.state && feature.state !== feature.verdict && STATE_WORD[feature.state],
    isDropped(feature) && 'dropped',
    court?.score != null && court.verdict !== feature.verdict && `court ${court.verdict ?? ''} ${court.score.toFixed(1)}`,
    court !== null && court.keys['override'] != null && 'overruled',
    implement?.keys['court_decision'] === 'HOTFIX' && 'hotfix',
    implement !== null && `attempt ${String(implement.attempt ?? 1)}`,
    isLanded(feature) && 'landed',
  ]
  return facts.filter((fact) => typeof fact === 'string')
}

/** A retro looks back on what passed or has landed; only dropping archives anything else. */
function isDropped(feature: Feature): boolean {
  if (feature.state !== 'ARCHIVED' || latest(feature, 'retro')?.keys['step'] !== 'archived') return false
  return feature.verdict !== 'PASS' && !isLanded(feature)
}

/** A state in a sentence. */
const STATE_WORD: Readonly<Record<Status, string>> = {
  SPEC: 'spec',
  DECIDED: 'decided',
  IMPLEMENTING: 'implementing',
  CRITIQUING: 'critiquing',
  PASS: 'passed',
  REJECTED: 'rejected',
  RETRO: 'retro',
  ARCHIVED: 'archived',
}

function costOf({ heads }: Feature): number | null {
  return heads.reduce<number | null>((sum, { usage }) => (usage.costUsd === null ? sum : (sum ?? 0) + usage.costUsd), null)
}

function spentOn({ heads }: Feature): string {
  const sum = (pick: (head: NoteHead) => number): number => heads.reduce((total, head) => total + pick(head), 0)
  const counted = tokens({ tokensIn: sum((head) => head.usage.tokensIn), tokensOut: sum((head) => head.usage.tokensOut) })
  const minutes = Math.round(sum((head) => head.usage.durationS) / 60)
  return counted === '' ? '' : `Tokens: ${counted} · ${minutes === 0 ? 'under a minute' : `${String(minutes)} min`}`
}

/** Where a state leads when all is well; what to say "not yet" about. */
const AHEAD: Readonly<Record<Exclude<Status, 'ARCHIVED'>, NextCommand>> = {
  SPEC: 'court',
  DECIDED: 'implement',
  IMPLEMENTING: 'implement',
  CRITIQUING: 'critique',
  PASS: 'land',
  REJECTED: 'implement',
  RETRO: 'retro',
}

function stepOf(standing: Standing, moment: Moment, shelf: ShelfName): StepModel | null {
  const { feature, next } = standing
  if (feature.state === 'ARCHIVED') return null
  const action = actionOf(proposed(next) ?? AHEAD[feature.state])
  const against = action.against(standing, moment)
  // Where an answer is what is needed, or the desktop, the row says so; a closed button or a way back would only distract.
  if (shelf === 'waits' && (against !== null || action.id !== AHEAD[feature.state])) return null
  if (shelf === 'answered' && !moment.canRun) return null
  const again = action.id === 'court' && feature.state === 'DECIDED'
  const name = again ? 'Hold court again' : action.name
  const goesOn = shelf === 'answered' || isUnderWay(feature, action.id)
  return { id: action.id, label: goesOn ? `Go on: ${name}` : name, against, calls: shelf === 'answered' }
}

const MIDWAY: readonly unknown[] = ['planning', 'approved', 'building', 'verifying']

/** A step that was begun and cut short goes on where it was. */
function isUnderWay(feature: Feature, step: ActionId): boolean {
  if (step === 'critique') return feature.state === 'CRITIQUING'
  if (step === 'retro') return feature.state === 'RETRO'
  if (step === 'implement') return feature.state === 'IMPLEMENTING' && MIDWAY.includes(latest(feature, 'implement')?.keys['step'])
  const court = latest(feature, 'court')
  return step === 'court' && court !== null && court.verdict === null
}

function questionLink(feature: Feature, name: string): NoteLink {
  return { label: questionLabel(name), path: askingNote(feature, name)?.path ?? '' }
}

const QUESTION_LABEL: Readonly<Record<string, string>> = {
  plan: 'Plan to approve',
  spec: 'The spec has changed',
  opinion: 'Your opinion as a juror',
  verdict: 'The verdict',
  hotfix: 'The hotfix, looking back',
}

/** What a question is about, in a few words. */
export function questionLabel(name: string): string {
  const [, kind, number] = /^(finding|conflict)-(\d+)$/.exec(name) ?? []
  if (kind === 'finding') return `Finding ${number ?? ''}`
  if (kind === 'conflict') return `Rule conflict ${number ?? ''}`
  return QUESTION_LABEL[name] ?? name
}

function askingNote(feature: Feature, question: string): NoteHead | null {
  if (question.startsWith('finding-')) return critiqueOf(feature.heads)
  if (question === 'hotfix' || question.startsWith('conflict-')) return latest(feature, 'retro')
  if (question === 'plan') return latest(feature, 'plan')
  if (question === 'opinion') return latest(feature, 'opinion') ?? latest(feature, 'court')
  return latest(feature, question === 'verdict' ? 'court' : 'implement')
}

/** The pipeline's order; of a kind by number. */
const NOTE_ORDER: readonly NoteStage[] = ['spec', 'opinion', 'court', 'plan', 'implement', 'critique', 'retro']

function notesOf({ heads }: Feature): readonly NoteLink[] {
  const sorted = [...heads].sort((a, b) => NOTE_ORDER.indexOf(a.stage) - NOTE_ORDER.indexOf(b.stage) || a.n - b.n)
  const many = (stage: NoteStage): boolean => heads.filter((head) => head.stage === stage).length > 1
  return sorted.map(({ stage, n, path }) => ({ label: `${capital(stage)}${many(stage) ? ` ${String(n)}` : ''}`, path }))
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
