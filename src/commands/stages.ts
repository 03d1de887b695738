import { holdCourt } from '../court/run.ts'
import { critique } from '../critique/run.ts'
import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { readFeature, readFeatures, type Feature, type FeatureList } from '../feature/feature.ts'
import { implement } from '../implement/run.ts'
import type { Seat } from '../policy/policy.ts'
import { readSeats } from '../policy/seats.ts'
import { drop } from '../retro/drop.ts'
import { holdRetro } from '../retro/run.ts'
import type { Errand, Run, StageReport } from '../runs/run.ts'
import { land } from './land.ts'
import { stillAwaiting } from './open-questions.ts'
import { brokenNoteOf, noSuchFeature, pickFeature, type Purpose } from './pick-feature.ts'
import { failedReport } from '../feature/report.ts'
import { settleStanding } from './settle.ts'
import { withRun } from './start-run.ts'
import { personMayAnswer, type Workplace } from './workplace.ts'

/** What a person says with a stage's command; each stage reads its own part. */
export interface StageOrder {
  readonly feature: string | null
  /** `agent:lens,agent:lens` */
  readonly jurors: string | null
  readonly hotfix: string | null
  readonly full: boolean
  readonly focus: readonly string[]
  readonly force: string | null
}

export type StageCommand = (workplace: Workplace, order: StageOrder) => Promise<StageReport>

export const holdCourtOn: StageCommand = async (workplace, order) => {
  const seats = order.jurors === null ? ok(null) : parseSeats(order.jurors)
  if (!seats.ok) return failedReport(errand(order, 'court'), null, seats.error)
  return onFeature(workplace, order, 'court', 'court', (run) => holdCourt(run, { jurors: seats.value }))
}

export const implementFeature: StageCommand = (workplace, order) =>
  onFeature(workplace, order, 'implement', 'implement', (run) => implement(run, { hotfix: order.hotfix }))

export const critiqueFeature: StageCommand = (workplace, order) =>
  onFeature(workplace, order, 'critique', 'critique', (run) => critique(run, { full: order.full, focus: order.focus }))

export const holdRetroOn: StageCommand = (workplace, order) => onFeature(workplace, order, 'retro', 'retro', settledFirst(holdRetro))

export const dropFeature: StageCommand = (workplace, order) => onFeature(workplace, order, 'drop', 'drop', drop)

export const landFeature: StageCommand = async (workplace, order) => {
  const person = order.force === null ? ok(undefined) : await personMayAnswer(workplace)
  if (!person.ok) return failedReport(errand(order, 'land'), null, person.error)
  if (order.force?.trim() === '') {
    const empty = failure('reason-needed', 'Landing without a PASS needs a reason.', 'The note records why.', 'Write it after --force.')
    return failedReport(errand(order, 'land'), null, empty)
  }
  return onFeature(
    workplace,
    order,
    'land',
    'land',
    settledFirst((run) => land(run, { force: order.force })),
  )
}

/** Ticks that came since count before anything is landed or archived. */
function settledFirst(act: (run: Run) => Promise<StageReport>): (run: Run) => Promise<StageReport> {
  return async (run) => {
    const feature = await readFeature(run.vault, run.feature)
    const settled = feature.ok ? await settleStanding(run.vault, feature.value) : feature
    return settled.ok ? act(run) : failedReport(run, feature.ok ? feature.value : null, settled.error)
  }
}

async function onFeature(
  workplace: Workplace,
  order: StageOrder,
  stage: Errand,
  purpose: Purpose,
  act: (run: Run) => Promise<StageReport>,
): Promise<StageReport> {
  const { features, problems } = await readFeatures(workplace.vault)
  const picked = pick({ features: await withFreshQuestions(workplace, features), problems }, order, purpose)
  if (!picked.ok) return failedReport(errand(order, stage), null, picked.error)
  const broken = brokenNoteOf(picked.value.name, problems)
  if (broken !== null) return failedReport({ feature: picked.value.name, stage }, picked.value.feature, broken)
  return withRun(workplace, { name: picked.value.name, feature: picked.value.feature, stage }, act)
}

/** A tick that no stage has taken in yet has answered its question all the same. */
function withFreshQuestions(workplace: Workplace, features: readonly Feature[]): Promise<readonly Feature[]> {
  return Promise.all(features.map(async (feature) => ({ ...feature, awaiting: await stillAwaiting(workplace.vault, feature) })))
}

/** A hotfix may begin a feature, so its name is taken as it stands; everything else needs notes. */
function pick(
  { features, problems }: FeatureList,
  order: StageOrder,
  purpose: Purpose,
): Result<{ readonly name: string; readonly feature: Feature | null }> {
  if (order.hotfix !== null && order.feature === null) return failed(namelessHotfix())
  const known = order.hotfix === null ? features : features.filter((feature) => feature.name === order.feature)
  const picked = pickFeature(known, order.feature, purpose)
  if (!picked.ok || picked.value.feature !== null || order.hotfix !== null) return picked
  return failed(noSuchFeature(picked.value.name, { features, problems }))
}

function parseSeats(text: string): Result<readonly Seat[]> {
  const seats = readSeats(text.split(','))
  return seats.ok
    ? seats
    : failed(failure('bad-usage', 'The jurors cannot be read.', seats.error, 'Write for example --jurors claude:value,codex:cost.'))
}

function namelessHotfix() {
  const why = 'It may begin a new feature, so Forge cannot guess which one is meant.'
  return failure('bad-usage', 'A hotfix needs the name of its feature.', why, 'Run forge implement NAME --hotfix REASON.')
}

function errand(order: StageOrder, stage: Errand): { readonly feature: string; readonly stage: Errand } {
  return { feature: order.feature ?? '', stage }
}
