import { answererRemarks } from '../agents/answerer.ts'
import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { NO_USAGE, type Usage } from '../agents/port.ts'
import { openSealedRoom } from '../feature/sealed-room.ts'
import { proseHash } from '../markdown/prose.ts'
import { ACTIVE, noteName } from '../notes/names.ts'
import { planProse, renderPlan, renewPlan, type Plan, type PlanNote, type Renewal } from '../notes/plan-note.ts'
import type { Room } from '../repo/repo.ts'
import type { Run } from '../runs/run.ts'
import { tellReading } from './breach.ts'
import { briefFor } from './brief.ts'
import { PLANNER_CONTRACT } from './contract.ts'
import { badNote, type Desk, type NoteOnDesk, type PlanOnDesk } from './desk.ts'
import { plannerPrompt } from './prompt.ts'
import { isPerson, payOnce, readyToAsk, stopsFor, afterWrite, type Outcome, type Shift } from './shift.ts'
import { remark, write } from './write.ts'

/** Has a plan made and writes it as a note of its own; `sentBack` is the version that the person wants revised. */
export async function makePlan(shift: Shift, desk: Desk, implement: NoteOnDesk, sentBack: PlanOnDesk | null): Promise<Outcome> {
  const { run } = shift
  const ready = await readyToAsk(shift, [run.policy.planner, run.policy.builder])
  if (!ready.ok) return stopsFor(ready.error)
  const told = await tellPlanning(run, implement, sentBack)
  if (!told.ok) return stopsFor(told.error)
  const path = planPath(run, (sentBack?.note.version ?? 0) + 1)
  const free = await checkFree(run, path)
  if (!free.ok) return stopsFor(free.error)
  if (isPerson(shift, run.policy.planner))
    return afterWrite(await putDown(run, implement, path, renderPlan(planNote(run, implement, sentBack, BLANK, NO_USAGE))))
  return askInRoom(shift, desk, implement, sentBack, path)
}

/** What the planner did beyond reading is told whether it gave a plan or not; the plan that was paid is kept in any case. */
async function askInRoom(shift: Shift, desk: Desk, implement: NoteOnDesk, sentBack: PlanOnDesk | null, path: string): Promise<Outcome> {
  const { run } = shift
  const sealed = await openSealedRoom(run, `${run.feature}-plan`, implement.note.headSha ?? implement.note.baseSha ?? '')
  if (!sealed.ok) return stopsFor(sealed.error)
  let isClosed = false
  try {
    const outcome = await askPlanner(shift, desk, implement, sentBack, sealed.value.room)
    isClosed = true
    const seen = await sealed.value.close(outcome.kind === 'look-again' ? [path] : [])
    return await tellReading(run, implement.path, seen, outcome)
  } finally {
    if (!isClosed) await sealed.value.room.leave()
  }
}

async function checkFree(run: Run, path: string): Promise<Result<void>> {
  const there = await run.vault.read(path)
  if (!there.ok) return there
  return there.value === null ? ok(undefined) : failed(planTaken(path))
}

/** A version that code derives from the newest one: it was edited after its approval, or a build left it. */
export async function renew(
  run: Run,
  implement: NoteOnDesk,
  plan: PlanOnDesk,
  change: Omit<Renewal, 'version' | 'date'> & { readonly forAttempt: number },
): Promise<Outcome> {
  const version = plan.note.version + 1
  const text = renewPlan(plan.text, { ...change, version, date: run.today })
  if (!text.ok) return stopsFor(badNote(plan.path, text.error))
  return afterWrite(await putDown(run, implement, planPath(run, version), text.value))
}

/**
 * For an implement note that is made anew while plans are there: nobody knows any more who wrote or answered them, so the newest one
 * is put to the person again, its boxes cleared. Gives the new version's hash; null where there is no plan.
 */
export async function askAnew(run: Run, plan: PlanOnDesk | null): Promise<Result<string | null>> {
  if (plan === null) return ok(null)
  const version = plan.note.version + 1
  const why = `The implement note was made anew, so an answer to plan ${String(plan.note.version)} does not count.`
  const text = renewPlan(plan.text, { version, date: run.today, why, coversBuild: null, alsoChanges: [] })
  if (!text.ok) return failed(badNote(plan.path, text.error))
  const created = await run.vault.create(planPath(run, version), text.value)
  return created.ok ? ok(await proseHash(text.value)) : created
}

/** Where a person plans, the version is theirs to fill in. */
const BLANK: Plan = {
  summary: 'Write here what is to be done, and the files below; then approve it.',
  changes: [],
  newFiles: [],
  tests: [],
  risks: [],
}

async function tellPlanning(run: Run, implement: NoteOnDesk, sentBack: PlanOnDesk | null): Promise<Result<unknown>> {
  run.progress({ type: 'step', text: sentBack === null ? 'Planning' : `Revising plan ${String(sentBack.note.version)}` })
  if (implement.note.step === 'planning' && implement.note.planHash === null) return ok(null)
  const words = sentBack === null || sentBack.words === '' ? [] : [sentBack.words]
  const entry = sentBack === null ? {} : { entry: remark(run, 'Plan sent back', words) }
  return write(run, implement.path, { keys: { step: 'planning', awaiting: [], planHash: null }, ...entry })
}

async function askPlanner(shift: Shift, desk: Desk, implement: NoteOnDesk, sentBack: PlanOnDesk | null, room: Room): Promise<Outcome> {
  const { run } = shift
  const brief = await briefFor(run, desk, [])
  payOnce(shift, 'plan')
  const reply = await run.agents.ask({
    agent: run.policy.planner,
    role: 'planner',
    focus: null,
    line: 'planner',
    prompt: plannerPrompt(brief, sentBack === null ? null : { plan: planProse(sentBack.text), words: sentBack.words }),
    folder: room.path,
    access: 'read',
    contract: PLANNER_CONTRACT,
    attempt: implement.note.attempt,
    allowedCommands: [],
  })
  if (!reply.answer.ok) return noPlan(run, implement, reply.usage, stopsFor(reply.answer.error))
  const made = planNote(run, implement, sentBack, reply.answer.value, reply.usage)
  return afterWrite(
    await putDown(run, implement, planPath(run, made.version), renderPlan(made), answererRemarks(run.policy.planner, reply)),
  )
}

/** What was paid counts even where no plan came of it. */
async function noPlan(run: Run, implement: NoteOnDesk, usage: Usage, outcome: Outcome): Promise<Outcome> {
  const counted = await write(run, implement.path, { usage })
  return counted.ok ? outcome : stopsFor(counted.error)
}

/** The implement note learns the hash first, so that a run that is killed in between knows the plan that it finds as Forge's. */
async function putDown(
  run: Run,
  implement: NoteOnDesk,
  path: string,
  text: string,
  planner: readonly string[] = [],
): Promise<Result<void>> {
  const entry = planner.length === 0 ? {} : { entry: remark(run, 'Planner', planner) }
  const recorded = await write(run, implement.path, { keys: { planWritten: await proseHash(text) }, ...entry })
  if (!recorded.ok && recorded.error.code !== 'note-missing') return recorded
  // Where the implement note was deleted meanwhile, the plan that was paid is kept all the same.
  const created = await run.vault.create(path, text)
  return recorded.ok ? created : recorded
}

function planPath(run: Run, version: number): string {
  return `${ACTIVE}/${noteName(run.today, run.feature, 'plan', version)}`
}

function planNote(run: Run, implement: NoteOnDesk, sentBack: PlanOnDesk | null, plan: Plan, usage: Usage): PlanNote {
  const { note } = implement
  return {
    feature: run.feature,
    title: note.title,
    date: run.today,
    repo: note.repo,
    version: (sentBack?.note.version ?? 0) + 1,
    forAttempt: note.attempt,
    coversBuild: null,
    why:
      sentBack === null
        ? null
        : `You sent plan ${String(sentBack.note.version)} back${sentBack.words === '' ? '.' : `: ${sentBack.words}`}`,
    plan,
    usage,
  }
}

/** The failure where the plan that the work hangs on is not there to be read. */
export function planMissing(link: string) {
  return failure(
    'note-missing',
    `The plan ${link} is not in the vault.`,
    'The implement note names it; it was moved or deleted, or has not been synced yet.',
    'Restore it or wait for the sync, or delete the property "plan" of the implement note to have a new plan made; then run implement.',
  )
}

function planTaken(path: string) {
  return failure(
    'note-exists',
    `${path} is there already.`,
    'It is not a plan of this feature as Forge reads it, so no plan was asked for.',
    'Rename or remove that note, then run implement.',
  )
}

/** The failure for a plan that nobody knows to be Forge's or the person's: an agent may have written it to approve itself. */
export function planForged(path: string, link: string) {
  return failure(
    'breach',
    `Forge did not write ${path}.`,
    'It is newer than the plan that the implement note names, so its answer does not count. Nothing was deleted.',
    `Look at it, then delete it. If it is yours, set the key "plan" of the implement note to "${link}". Then run implement.`,
  )
}
