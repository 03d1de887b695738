import { failure } from '../basics/failure.ts'
import { ok, type Result } from '../basics/result.ts'
import { NO_USAGE, type Usage } from '../agents/port.ts'
import { ACTIVE, noteName } from '../notes/names.ts'
import { planProse, renderPlan, renewPlan, type Plan, type PlanNote, type Renewal } from '../notes/plan-note.ts'
import type { Room } from '../repo/repo.ts'
import type { Run } from '../runs/run.ts'
import { tellBreach } from './breach.ts'
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
  if (isPerson(shift, run.policy.planner)) return afterWrite(await putDown(run, planNote(run, implement, sentBack, BLANK, NO_USAGE)))
  const room = await run.repo.room(`${run.feature}-plan`, implement.note.headSha ?? implement.note.baseSha ?? '')
  if (!room.ok) return stopsFor(room.error)
  const outcome = await askPlanner(shift, desk, implement, sentBack, room.value)
  await room.value.leave()
  return outcome
}

/** A version that code derives from the newest one: it was edited after its approval, or a build left it. */
export async function renew(
  run: Run,
  plan: PlanOnDesk,
  change: Omit<Renewal, 'version' | 'date'> & { readonly forAttempt: number },
): Promise<Outcome> {
  const version = plan.note.version + 1
  const text = renewPlan(plan.text, { ...change, version, date: run.today })
  if (!text.ok) return stopsFor(badNote(plan.path, text.error))
  return afterWrite(await run.vault.create(planPath(run, version), text.value))
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
  const seal = await run.repo.seal(null)
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
  const written = await putDown(run, planNote(run, implement, sentBack, reply.answer.value, reply.usage))
  if (!written.ok) return stopsFor(written.error)
  const changed = (await room.changed()).map((file) => `The planner changed ${file}, though it may only read.`)
  return tellBreach(run, implement.path, [...changed, ...(await seal.breaches())])
}

/** What was paid counts even where no plan came of it. */
async function noPlan(run: Run, implement: NoteOnDesk, usage: Usage, outcome: Outcome): Promise<Outcome> {
  const counted = await write(run, implement.path, { usage })
  return counted.ok ? outcome : stopsFor(counted.error)
}

function putDown(run: Run, note: PlanNote): Promise<Result<void>> {
  return run.vault.create(planPath(run, note.version), renderPlan(note))
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
    'Restore it or wait for the sync. To have a new plan made, take the key "plan" out of the implement note. Then run implement.',
  )
}
