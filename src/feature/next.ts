import { effectiveVerdict } from './gate.ts'
import type { Feature } from './feature.ts'
import { latest } from './latest.ts'
import { critiqueOf, isLanded } from './state.ts'

export const NEXT_COMMANDS = ['court', 'implement', 'critique', 'land', 'retro'] as const
export type NextCommand = (typeof NEXT_COMMANDS)[number]

/** Whether a command may run on a feature now, and if not, why: one sentence. */
export interface NextStep {
  readonly command: NextCommand
  readonly allowed: boolean
  readonly reason: string | null
}

/** What may run next, always all five, from frontmatter alone. `awaiting` may be fresher than the feature's own. */
export function nextSteps(feature: Feature, awaiting: readonly string[] = feature.awaiting): readonly NextStep[] {
  return NEXT_COMMANDS.map((command) => {
    const reason = REASONS[command](feature, awaiting)
    return { command, allowed: reason === null, reason }
  })
}

/** The furthest step comes first: what is nearly done is worth finishing. */
const PROPOSED: readonly NextCommand[] = ['land', 'retro', 'critique', 'implement', 'court']

/** The one step to propose, null where none may run. */
export function proposed(steps: readonly NextStep[]): NextCommand | null {
  return PROPOSED.find((command) => steps.some((step) => step.command === command && step.allowed)) ?? null
}

type ReasonAgainst = (feature: Feature, awaiting: readonly string[]) => string | null

const REASONS: Record<NextCommand, ReasonAgainst> = {
  court: againstCourt,
  implement: againstImplement,
  critique: againstCritique,
  land: againstLand,
  retro: againstRetro,
}

function againstCourt(feature: Feature, awaiting: readonly string[]): string | null {
  if (isOver(feature)) return OVER
  if (feature.state === 'PASS' || feature.state === 'CRITIQUING') return 'The work is under way and needs no other court.'
  if (latest(feature, 'spec') === null) return 'There is no spec yet.'
  return waitsFor(awaiting, ['opinion'])
}

function againstImplement(feature: Feature, awaiting: readonly string[]): string | null {
  if (isOver(feature)) return OVER
  if (feature.state === 'PASS') return 'The critique passed; there is nothing to build.'
  if (feature.state === 'CRITIQUING') return 'The critique is not finished.'
  const implement = latest(feature, 'implement')
  if (implement?.keys['court_decision'] !== 'HOTFIX' && courtVerdict(feature) !== 'GO') return noGo(feature)
  const built = feature.state === 'IMPLEMENTING' && implement?.keys['step'] === 'built'
  if (built) return 'It is built; the critique comes next.'
  return waitsFor(awaiting, ['plan', 'spec'])
}

function againstCritique(feature: Feature): string | null {
  if (isOver(feature)) return OVER
  if (feature.state === 'CRITIQUING') return null
  if (feature.state === 'PASS') return 'This work has already passed.'
  if (feature.state === 'REJECTED') return 'This work is already reviewed; implement starts the next attempt.'
  return latest(feature, 'implement')?.keys['step'] === 'built' ? null : 'Nothing is built yet.'
}

function againstLand(feature: Feature): string | null {
  if (isLanded(feature)) return 'It has landed.'
  if (isOver(feature)) return OVER
  return feature.state === 'PASS' && isReviewed(feature) ? null : 'There is no PASS for the current work.'
}

/** A PASS is for one commit; notes of the original skills name none. */
function isReviewed(feature: Feature): boolean {
  const reviewed = critiqueOf(feature.heads)?.keys['git_sha_reviewed']
  const head = latest(feature, 'implement')?.keys['head_sha']
  return reviewed === undefined || head === undefined || reviewed === head
}

function againstRetro(feature: Feature, awaiting: readonly string[]): string | null {
  if (feature.state === 'ARCHIVED') return 'The feature is archived.'
  const open = awaiting.filter((name) => name === 'hotfix' || name.startsWith('conflict-'))
  if (feature.state === 'RETRO') return waitsFor(open, open)
  return feature.state === 'PASS' || isLanded(feature) ? null : 'A retro looks back on work that passed its critique or has landed.'
}

const OVER = 'The feature is in its retro or archived.'

/** It is in its retro or archived: nothing more is judged, built or landed. */
export function isOver(feature: Feature): boolean {
  return feature.state === 'RETRO' || feature.state === 'ARCHIVED'
}

function courtVerdict(feature: Feature): string | null {
  const court = latest(feature, 'court')
  return court ? effectiveVerdict(court) : null
}

function noGo(feature: Feature): string {
  const verdict = courtVerdict(feature)
  return verdict === null ? 'There is no court verdict yet.' : `The court said ${verdict}, not GO.`
}

function waitsFor(awaiting: readonly string[], names: readonly string[]): string | null {
  const open = awaiting.filter((name) => names.includes(name))
  return open.length === 0 ? null : `It waits for your answer: ${open.join(', ')}.`
}
