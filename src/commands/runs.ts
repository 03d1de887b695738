import { failed, ok, type Result } from '../basics/result.ts'
import { readFeatures } from '../feature/feature.ts'
import type { LogLine } from '../runs/log-line.ts'
import { listRuns, readRun, type PastRun } from '../runs/past-runs.ts'
import { openLinkedRepo } from './linked-repo.ts'
import { noSuchFeature, pickFeature } from './pick-feature.ts'
import { repoOf, type Workplace } from './workplace.ts'

/** The past runs on the repo where the person stands, newest first; of one feature where its name or an unambiguous beginning is said. */
export async function readRuns(workplace: Workplace, said: string | null): Promise<Result<readonly PastRun[]>> {
  const folder = await commonDir(workplace)
  if (!folder.ok) return folder
  const all = await listRuns(folder.value)
  if (!all.ok || said === null) return all
  const feature = await pickName(workplace, said, new Set(all.value.map((run) => run.feature)))
  return feature.ok ? ok(all.value.filter((run) => run.feature === feature.value)) : feature
}

/** A feature of the vault, or one whose notes are gone and whose runs are not. */
async function pickName(workplace: Workplace, said: string, logged: ReadonlySet<string>): Promise<Result<string>> {
  if (logged.has(said)) return ok(said)
  const { features } = await readFeatures(workplace.vault)
  const picked = pickFeature(features, said, 'any')
  if (!picked.ok) return picked
  if (picked.value.feature !== null) return ok(picked.value.name)
  const [only, ...more] = [...logged].filter((name) => name.startsWith(said))
  return only === undefined || more.length > 0 ? failed(noSuchFeature(said, features)) : ok(only)
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
