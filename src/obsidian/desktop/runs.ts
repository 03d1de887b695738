import type { App } from 'obsidian'
import type { Result } from '../../basics/result.ts'
import { readLog, readRuns } from '../../commands/runs.ts'
import type { LogLine } from '../../runs/log-line.ts'
import type { PastRun } from '../../runs/past-runs.ts'
import { openWorkplace } from './workplace.ts'

/** The past runs of the linked repo, newest first; those of one feature where it is named. */
export async function pastRunsHere(app: App, feature: string | null): Promise<Result<readonly PastRun[]>> {
  const workplace = await openWorkplace(app)
  return workplace.ok ? readRuns(workplace.value, feature) : workplace
}

/** Every line of one run's log. */
export async function logHere(app: App, run: string): Promise<Result<readonly LogLine[]>> {
  const workplace = await openWorkplace(app)
  return workplace.ok ? readLog(workplace.value, run) : workplace
}
