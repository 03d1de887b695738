import { failure } from '../basics/failure.ts'
import { latest, readFeature, type Feature } from '../feature/feature.ts'
import { failedReport, stageReport } from '../feature/report.ts'
import { ACTIVE, noteName } from '../notes/names.ts'
import { renderRetro } from '../notes/retro-note.ts'
import type { Retro } from '../notes/retro-record.ts'
import { titleOf } from '../notes/spec-note.ts'
import { ok, type Result } from '../basics/result.ts'
import type { Run, StageReport } from '../runs/run.ts'
import { archive, checkArchive } from './archive.ts'

/** Gives a feature up: archives its notes under a retro that says so, keeps branch and decision. Cut short, it goes on when run again. */
export async function drop(run: Run): Promise<StageReport> {
  const feature = await readFeature(run.vault, run.feature)
  if (!feature.ok) return failedReport(run, null, feature.error)
  if (feature.value.state === 'ARCHIVED') return failedReport(run, feature.value, alreadyOver())
  const kept = await staying(run, feature.value)
  const dropped = await archiveAll(run, feature.value, kept)
  const after = await readFeature(run.vault, run.feature)
  const now = after.ok ? after.value : feature.value
  if (!dropped.ok) return failedReport(run, now, dropped.error)
  const next = ['Dropped: the notes are in the archive.', stayWords(kept)].join(' ').trim()
  return stageReport(run, now, { note: dropped.value, exit: 0, awaiting: [], next })
}

/** What is left in its place. */
interface Kept {
  /** The branch's name; null where nothing was built. */
  readonly branch: string | null
  readonly hasDecision: boolean
}

async function staying(run: Run, feature: Feature): Promise<Kept> {
  const branch = `forge/${run.feature}`
  const tip = await run.repo.resolve(`refs/heads/${branch}`)
  return { branch: tip === null ? null : branch, hasDecision: latest(feature, 'court') !== null }
}

function stayWords({ branch, hasDecision }: Kept): string {
  if (branch === null) return hasDecision ? 'The decision stays.' : ''
  return hasDecision ? `The branch ${branch} and the decision stay.` : `The branch ${branch} stays.`
}

async function archiveAll(run: Run, feature: Feature, kept: Kept): Promise<Result<string>> {
  const free = await checkArchive(run, feature)
  if (!free.ok) return free
  const path = await beginRetro(run, feature, kept)
  if (!path.ok) return path
  const archived = await archive(run, path.value)
  await run.repo.clearBench(run.feature)
  return archived
}

/** The retro note that tells of the dropping; one that is there already is closed as it stands. */
async function beginRetro(run: Run, feature: Feature, kept: Kept): Promise<Result<string>> {
  const there = latest(feature, 'retro')
  if (there !== null) return ok(there.path)
  const path = `${ACTIVE}/${noteName(run.today, run.feature, 'retro')}`
  const created = await run.vault.create(path, renderRetro(droppedRetro(run, feature, kept)))
  return created.ok ? ok(path) : created
}

/** `applied`: nothing is proposed and nothing asked, so only the archiving is left, whichever command goes on with it. */
function droppedRetro(run: Run, feature: Feature, { branch }: Kept): Retro {
  const nothing = { learnedFrom: [], rules: [], whatWorked: [], whatBroke: [], comparisons: [], conflicts: [], outcomes: [], awaiting: [] }
  return {
    ...nothing,
    feature: run.feature,
    title: latest(feature, 'spec')?.title ?? titleOf(run.feature),
    date: run.today,
    repo: feature.repo,
    step: 'applied',
    advice: null,
    remarks: [`Dropped on ${run.today}, while it was ${feature.state}.${branch === null ? '' : ' The branch stays.'}`],
    hotfixAsked: false,
    hotfixAudit: null,
  }
}

function alreadyOver() {
  return failure('not-ready', 'The feature is archived already.', 'There is nothing left to drop.', 'Run forge status to see what is open.')
}
