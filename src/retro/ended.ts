import { exitOf, failure, type ExitCode, type Failure } from '../basics/failure.ts'
import type { Feature } from '../feature/feature.ts'
import type { Run, StageReport } from '../runs/run.ts'

/** How far a retro came in this run. */
export interface Ended {
  readonly note: string | null
  readonly exit: ExitCode
  readonly awaiting: readonly string[]
  /** One sentence: what to do now. */
  readonly next: string
}

export function endedReport(run: Run, feature: Feature, ended: Ended): StageReport {
  return { feature: run.feature, stage: run.stage, state: feature.state, verdict: feature.verdict, error: null, ...ended }
}

export function failedReport(run: Run, feature: Feature | null, note: string | null, error: Failure): StageReport {
  return {
    feature: run.feature,
    stage: run.stage,
    state: feature?.state ?? 'SPEC',
    verdict: feature?.verdict ?? null,
    note,
    awaiting: feature?.awaiting ?? [],
    exit: exitOf(error.code),
    error,
    next: error.next,
  }
}

/** A retro note that cannot be read or spliced. */
export function badNote(path: string, why: string): Failure {
  return failure('bad-note', `${path} cannot be read as Forge wrote it.`, why, 'Mend that part of the note, then run forge retro again.')
}
