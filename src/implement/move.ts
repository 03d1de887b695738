import type { Build, GatesRun } from '../notes/implement-entries.ts'
import type { Attempt } from '../notes/implement-record.ts'

/** What comes next once a plan is approved. */
export type Move =
  | { readonly do: 'build'; readonly why: 'first' | 'new-plan' }
  | { readonly do: 'repair'; readonly failed: GatesRun }
  | { readonly do: 'gates'; readonly build: Build }
  | { readonly do: 'commit'; readonly build: Build; readonly gates: GatesRun }
  | { readonly do: 'give-up'; readonly failed: GatesRun }

export interface Situation {
  readonly attempt: Attempt
  /** The approved version, and the build that it was asked for after the fact. */
  readonly plan: { readonly version: number; readonly coversBuild: number | null }
  readonly healAttempts: number
  /** The build whose gates ran in this process. */
  readonly gatesSeenFor: number | null
}

/**
 * The next move, from the note alone: a paid answer that is there is never asked for again. Gates that passed in an earlier process
 * run again, because the files may have changed since. After giving up, a new run starts a new round: gates first, then repairs.
 */
export function nextMove({ attempt, plan, healAttempts, gatesSeenFor }: Situation): Move {
  const build = lastBuild(attempt)
  if (build === null || isVoid(attempt, build)) return { do: 'build', why: 'first' }
  if (plan.version > build.plan && plan.coversBuild !== build.n) return { do: 'build', why: 'new-plan' }
  const gates = gatesOf(attempt, build.n).at(-1)
  if (gates === undefined) return { do: 'gates', build }
  const seen = gatesSeenFor === build.n
  if (gates.result !== 'failed') return seen ? { do: 'commit', build, gates } : { do: 'gates', build }
  if (repairsInRound(attempt) < healAttempts) return { do: 'repair', failed: gates }
  return seen ? { do: 'give-up', failed: gates } : { do: 'gates', build }
}

export function buildsOf(attempt: Attempt): readonly Build[] {
  return attempt.entries.filter((entry) => entry.kind === 'build')
}

export function lastBuild(attempt: Attempt): Build | null {
  return buildsOf(attempt).at(-1) ?? null
}

/** The build that the commit is named after: the newest that was no repair. */
export function namingBuild(attempt: Attempt): Build | null {
  return buildsOf(attempt).findLast((build) => !build.repair) ?? lastBuild(attempt)
}

function gatesOf(attempt: Attempt, n: number): readonly GatesRun[] {
  return attempt.entries.filter((entry) => entry.kind === 'gates').filter((gates) => gates.afterBuild === n)
}

/** A build that turned out to have changed nothing. */
function isVoid(attempt: Attempt, build: Build): boolean {
  const after = attempt.entries.slice(attempt.entries.indexOf(build) + 1)
  return after.some((entry) => entry.kind === 'remark' && entry.about === 'Nothing changed')
}

/** Repairs since the last build that was none, or since the gates were run a second time on one build. */
function repairsInRound(attempt: Attempt): number {
  const builds = buildsOf(attempt)
  const start = builds.findLastIndex((build) => !build.repair || gatesOf(attempt, build.n).length > 1)
  return builds.length - 1 - start
}
