import { failed, ok, type Result } from '../basics/result.ts'
import { readFeatures, type Feature, type FeatureList } from '../feature/feature.ts'
import type { LogLine } from '../runs/log-line.ts'
import { listRuns, readRun, type PastRun } from '../runs/past-runs.ts'
import { openLinkedRepo } from './linked-repo.ts'
import { noSuchFeature, pickFeature } from './pick-feature.ts'
import { repoOf, type Workplace } from './workplace.ts'

/** The past runs on the repo where the person stands, newest first; of one feature, in its own repo, where its name or an unambiguous beginning is said. */
export async function readRuns(workplace: Workplace, said: string | null): Promise<Result<readonly PastRun[]>> {
  const list = await readFeatures(workplace.vault)
  const picked = said === null ? ok({ feature: null }) : pickFeature(list.features, said, 'any')
  const folder = await commonDir(workplace, picked.ok ? picked.value.feature : null)
  if (!folder.ok) return folder
  const all = await listRuns(folder.value)
  if (!all.ok || said === null) return all
  const feature = pickName(list, said, new Set(all.value.map((run) => run.feature)))
  return feature.ok ? ok(all.value.filter((run) => run.feature === feature.value)) : feature
}

/** A feature of the vault, or one whose notes are gone and whose runs are not. */
function pickName(list: FeatureList, said: string, logged: ReadonlySet<string>): Result<string> {
  if (logged.has(said)) return ok(said)
  const picked = pickFeature(list.features, said, 'any')
  if (!picked.ok) return picked
  if (picked.value.feature !== null) return ok(picked.value.name)
  const [only, ...more] = [...logged].filter((name) => name.startsWith(said))
  return only === undefined || more.length > 0 ? failed(noSuchFeature(said, list)) : ok(only)
}

/** Every line of one run's log. */
export async function readLog(workplace: Workplace, run: string): Promise<Result<readonly LogLine[]>> {
  const folder = await commonDir(workplace, null)
  if (!folder.ok) return folder
  const read = await readRun(folder.value, run)
  return read.ok ? ok(read.value.lines) : read
}

async function commonDir(workplace: Workplace, feature: Feature | null): Promise<Result<string>> {
  const linked = repoOf(workplace, feature)
  if (!linked.ok) return linked
  const repo = await openLinkedRepo(workplace.config, workplace.device, linked.value, null)
  return repo.ok ? ok(repo.value.commonDir) : repo
}
