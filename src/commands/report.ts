import { exitOf, type ExitCode, type Failure } from '../basics/failure.ts'
import type { Feature } from '../feature/feature.ts'
import type { Errand, StageReport } from '../runs/run.ts'

export interface ReportParts {
  readonly note: string | null
  readonly exit: ExitCode
  readonly next: string
}

interface Errander {
  readonly feature: string
  readonly stage: Errand
}

/** A report of what a feature has come to. */
export function report(run: Errander, feature: Feature | null, parts: ReportParts): StageReport {
  return {
    feature: run.feature,
    stage: run.stage,
    state: feature?.state ?? 'SPEC',
    verdict: feature?.verdict ?? null,
    awaiting: feature?.awaiting ?? [],
    error: null,
    ...parts,
  }
}

/** A report of a failure; what the feature is stays told. */
export function failedReport(run: Errander, feature: Feature | null, error: Failure): StageReport {
  return { ...report(run, feature, { note: null, exit: exitOf(error.code), next: error.next }), error }
}
