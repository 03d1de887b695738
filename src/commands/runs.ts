import { ok, type Result } from '../basics/result.ts'
import type { LogLine } from '../runs/log-line.ts'
import { listRuns, readRun, type PastRun } from '../runs/past-runs.ts'
import { openLinkedRepo } from './linked-repo.ts'
import { repoOf, type Workplace } from './workplace.ts'

/** The past runs on the repo where the person stands, newest first. */
export async function readRuns(workplace: Workplace, feature: string | null): Promise<Result<readonly PastRun[]>> {
  const folder = await commonDir(workplace)
  return folder.ok ? listRuns(folder.value, feature) : folder
}

/** Every line of one run's log. */
export async function readLog(workplace: Workplace, run: string): Promise<Result<readonly LogLine[]>> {
  const folder = await commonDir(workplace)
  if (!folder.ok) return folder
  const read = await readRun(folder.value, run)
  return read.ok ? ok(read.value.lines) : read
}

async function commonDir(workplace: Workplace): Promise<Result<string>> {
  const linked = repoOf(workplace, null)
  if (!linked.ok) return linked
  const repo = await openLinkedRepo(workplace.config, workplace.device, linked.value, null)
  return repo.ok ? ok(repo.value.commonDir) : repo
}
