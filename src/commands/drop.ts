import type { Run, StageReport } from '../runs/run.ts'
import { failedReport } from './report.ts'
import { failure } from '../basics/failure.ts'
export async function drop(run: Run): Promise<StageReport> {
  await Promise.resolve()
  return failedReport(run, null, failure('not-ready', '', '', ''))
}
