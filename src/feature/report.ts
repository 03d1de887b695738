import { exitOf, type ExitCode, type Failure } from '../basics/failure.ts'
import type { Errand, StageReport } from '../runs/run.ts'
import type { Feature } from './feature.ts'

/** What is reported about: a run, or the run that could not be opened. */
export interface Errander {
  readonly feature: string
  readonly stage: Errand
}

/** What a stage adds to what the feature's notes say; `verdict` and `awaiting` only where it knows better. */
export interface ReportParts {
  readonly note: string | null
  readonly exit: ExitCode
  /** One sentence: what to do now. */
  readonly next: string
  readonly verdict?: string | null
  readonly awaiting?: readonly string[]
}

/** What a feature has come to. `feature` is null where its notes cannot be read. */
export function stageReport(run: Errander, feature: Feature | null, parts: ReportParts): StageReport {
  const known = {
    feature: run.feature,
    stage: run.stage,
    state: feature?.state ?? 'SPEC',
    verdict: feature?.verdict ?? null,
    awaiting: feature?.awaiting ?? [],
    error: null,
  } as const
  return { ...known, ...parts }
}

/** What went wrong; what the feature is stays told. `note`: the note that tells more, where it is there. */
export function failedReport(run: Errander, feature: Feature | null, error: Failure, note: string | null | undefined = null): StageReport {
  const there = feature?.heads.some((head) => head.path === note) === true ? (note ?? null) : null
  return { ...stageReport(run, feature, { note: there, exit: exitOf(error.code), next: error.next }), error }
}
