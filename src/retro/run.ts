import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { latest, readFeature, type Feature } from '../feature/feature.ts'
import { failedReport, stageReport } from '../feature/report.ts'
import { readerBreach, type Seen } from '../feature/sealed-room.ts'
import { isLanded } from '../feature/state.ts'
import { ACTIVE } from '../notes/names.ts'
import { addRemark } from '../notes/retro-note.ts'
import { isAdded } from '../notes/retro-record.ts'
import type { Status } from '../notes/vocabulary.ts'
import type { Run, StageReport } from '../runs/run.ts'
import { addAndAsk, applyAnswers } from './apply.ts'
import { archive, checkArchive } from './archive.ts'
import { cancelled, openAsking, type Asking } from './asking.ts'
import { compare } from './compare.ts'
import type { Ended } from './ended.ts'
import { changeRetroNote, type OpenRetro } from './open-note.ts'
import { isHotfix, propose } from './propose.ts'

/**
 * Keeps what a feature teaches, and puts its notes away: rules proposed, the person asked where they clash, rules written, notes
 * archived. Goes on from the first step that is not done; exit 3 while a question waits.
 */
export async function holdRetro(run: Run): Promise<StageReport> {
  const feature = await readFeature(run.vault, run.feature)
  if (!feature.ok) return failedReport(run, null, feature.error)
  const asking = openAsking(run, feature.value)
  const ended = await holdTo(run, feature.value, asking)
  const after = await readFeature(run.vault, run.feature)
  const now = after.ok ? after.value : feature.value
  return ended.ok ? stageReport(run, now, ended.value) : failedReport(run, now, ended.error, latest(now, 'retro')?.path)
}

async function holdTo(run: Run, feature: Feature, asking: Asking): Promise<Result<Ended>> {
  if (isOver(feature)) return ok(over(feature))
  const ready = await checkReady(run, feature)
  if (!ready.ok) return ready
  const compared = await askAgents(run, feature, asking)
  if (!compared.ok) return compared
  if (isSupervisedPause(run, feature, compared.value))
    return ok(pausedAt(compared.value, 'Read the proposed rules, then run forge retro again to add them.'))
  const asked = await addAndAsk(run, compared.value, isHotfix(feature))
  if (!asked.ok) return asked
  const applied = await applyAnswers(run, asked.value)
  if (!applied.ok) return applied
  if (applied.value.retro.awaiting.length > 0) return ok(waiting(applied.value))
  if (run.stop.aborted) return failed(cancelled())
  const path = await archive(run, applied.value.path)
  return path.ok ? ok(done(path.value, applied.value)) : path
}

/** The steps that cost something, in a room that is left again whatever happens. */
async function askAgents(run: Run, feature: Feature, asking: Asking): Promise<Result<OpenRetro>> {
  try {
    const path = await propose(run, feature, asking)
    const compared = path.ok ? await compare(run, path.value, asking) : path
    const seen = await asking.close(path.ok ? [path.value] : [])
    const told = path.ok ? await tell(run, path.value, seen) : ok(null)
    if (!told.ok) return told
    const clean = readerBreach('An agent', { ...seen, changed: [] }, 'Then run forge retro again; it goes on from here.')
    return clean.ok && compared.ok && told.value !== null ? ok(told.value) : clean.ok ? compared : clean
  } finally {
    await asking.close()
  }
}

/** The note as it is after that; null where there was nothing to tell. */
async function tell(run: Run, path: string, { tampered, written, changed }: Seen): Promise<Result<OpenRetro | null>> {
  const room = `An agent changed files in its room although it may only read; nothing of that is used: ${changed.join(', ')}.`
  let now: OpenRetro | null = null
  for (const words of [...tampered, ...written, ...(changed.length === 0 ? [] : [room])]) {
    const told = await changeRetroNote(run, path, (text) => addRemark(text, words))
    if (!told.ok) return told
    now = told.value
  }
  return ok(now)
}

async function checkReady(run: Run, feature: Feature): Promise<Result<void>> {
  if (run.stop.aborted) return failed(cancelled())
  const passed = feature.state === 'PASS' || feature.state === 'RETRO'
  if (!passed && !isLanded(feature) && !isRetroActive(feature)) return failed(notReady(feature))
  return checkArchive(run, feature)
}

const FIRST: Partial<Record<Status, string>> = {
  SPEC: 'forge court',
  DECIDED: 'forge implement',
  CRITIQUING: 'forge critique',
  REJECTED: 'forge implement, then forge critique,',
}

function notReady(feature: Feature) {
  const why = `The feature is ${feature.state}; a retro looks back on work that passed its critique or has landed.`
  const first = FIRST[feature.state] ?? 'forge implement, then forge critique,'
  return failure('not-ready', `${feature.name} is not ready for a retro.`, why, `Run ${first} first, or forge drop to give the feature up.`)
}

/** The retro note moves last: where it is not left behind, everything is put away. */
function isOver(feature: Feature): boolean {
  return feature.state === 'ARCHIVED' && !isRetroActive(feature)
}

function isRetroActive(feature: Feature): boolean {
  return latest(feature, 'retro')?.path.startsWith(`${ACTIVE}/`) ?? false
}

function over(feature: Feature): Ended {
  return { note: latest(feature, 'retro')?.path ?? null, exit: 0, awaiting: [], next: 'The feature is archived; nothing is left to do.' }
}

/** `supervised` asks before every step: rules are first shown, then added. */
function isSupervisedPause(run: Run, before: Feature, open: OpenRetro): boolean {
  return run.policy.autonomy === 'supervised' && latest(before, 'retro') === null && open.retro.step === 'proposed'
}

function pausedAt(open: OpenRetro, next: string): Ended {
  return { note: open.path, exit: 3, awaiting: [], next }
}

function waiting(open: OpenRetro): Ended {
  const { awaiting, feature } = open.retro
  const next = `Tick one box of each question in the note, or run forge answer ${feature}. Then run forge retro again.`
  return { note: open.path, exit: 3, awaiting, next }
}

function done(path: string, open: OpenRetro): Ended {
  const added = open.retro.outcomes.filter(isAdded).length
  return {
    note: path,
    exit: 0,
    awaiting: [],
    next: `Done: ${String(added)} ${added === 1 ? 'rule' : 'rules'} added, the notes are in the archive.`,
  }
}
