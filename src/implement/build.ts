import { failure } from '../basics/failure.ts'
import { answererOf } from '../agents/answerer.ts'
import type { Reply } from '../agents/port.ts'
import { watchNotes } from '../feature/note-watch.ts'
import type { Build, BuildAnswer, GatesRun } from '../notes/implement-entries.ts'
import type { Attempt } from '../notes/implement-record.ts'
import { planFiles, planProse } from '../notes/plan-note.ts'
import type { Bench } from '../repo/repo.ts'
import { changedIn, openBench } from './bench.ts'
import { tellBuilding } from './breach.ts'
import { briefFor } from './brief.ts'
import { BUILDER_CONTRACT } from './contract.ts'
import type { Desk, NoteOnDesk, PlanOnDesk } from './desk.ts'
import { lastBuild } from './move.ts'
import { builderPrompt } from './prompt.ts'
import { isPerson, payOnce, readyToAsk, stopsFor, afterWrite, waits, type Outcome, type Shift } from './shift.ts'
import { write } from './write.ts'

/** What a build is for. */
export interface Work {
  readonly desk: Desk
  readonly implement: NoteOnDesk
  readonly attempt: Attempt
  readonly plan: PlanOnDesk
  /** The gates to repair, null where it is no repair. */
  readonly failed: GatesRun | null
  /** True where the plan changed after the work began. */
  readonly leftPlan: boolean
}

/** Asks the builder in the feature's worktree and saves the answer at once; what it did to files is looked at later, from git. */
export async function build(shift: Shift, work: Work): Promise<Outcome> {
  const { run } = shift
  const ready = await readyToAsk(shift, [run.policy.builder])
  if (!ready.ok) return stopsFor(ready.error)
  const bench = await openBench(run, work.implement, work.attempt)
  if (!bench.ok) return stopsFor(bench.error)
  const n = (lastBuild(work.attempt)?.n ?? 0) + 1
  if (isPerson(shift, run.policy.builder)) return buildByHand(shift, work, bench.value, n)
  run.progress({
    type: 'step',
    text: work.failed === null ? `Building, attempt ${String(work.attempt.n)}` : 'Repairing what the gates found',
  })
  const begun = await write(run, work.implement.path, { keys: { step: 'building', device: run.deviceName } })
  if (!begun.ok) return stopsFor(begun.error)
  return askBuilder(shift, work, bench.value, n)
}

async function askBuilder(shift: Shift, work: Work, bench: Bench, n: number): Promise<Outcome> {
  const { run } = shift
  const prompt = await promptFor(shift, work, bench)
  const [seal, notes] = [await run.repo.seal(bench), await watchNotes(run)]
  payOnce(shift, `attempt ${String(work.attempt.n)} build ${String(n)}`)
  const reply = await run.agents.ask({
    agent: run.policy.builder,
    role: 'builder',
    focus: null,
    line: 'builder',
    prompt,
    folder: bench.path,
    access: 'edit',
    contract: BUILDER_CONTRACT,
    attempt: work.attempt.n,
    allowedCommands: run.policy.gates,
  })
  const saved = await save(shift, work, n, reply)
  if (saved.kind === 'end' && reply.answer.ok) return saved
  const breach = await tellBuilding(run, work.implement.path, seal, notes)
  return breach.kind === 'end' ? breach : saved
}

async function save(shift: Shift, work: Work, n: number, reply: Reply<BuildAnswer>): Promise<Outcome> {
  const { run } = shift
  const { path } = work.implement
  if (reply.answer.ok)
    return afterWrite(
      await write(run, path, { usage: reply.usage, entry: entryOf(work, n, reply.answer.value, answererOf(run.policy.builder, reply)) }),
    )
  const counted = await write(run, path, { usage: reply.usage })
  return stopsFor(counted.ok ? reply.answer.error : counted.error)
}

function entryOf(work: Work, n: number, answer: BuildAnswer, builder: string): Build {
  return { kind: 'build', n, builder, plan: work.plan.note.version, repair: work.failed !== null, answer }
}

async function promptFor({ run }: Shift, work: Work, bench: Bench): Promise<string> {
  const brief = await briefFor(run, work.desk, [...planFiles(work.plan.note.plan), ...work.attempt.findings.map((finding) => finding.file)])
  const changed = await changedIn(bench, work.attempt)
  return builderPrompt(brief, {
    plan: planProse(work.plan.text),
    said: work.plan.words,
    findings: work.attempt.findings,
    failing: work.failed?.runs.filter((one) => one.exitCode !== 0) ?? [],
    isUnderway: changed.ok && changed.value.length > 0,
    leftPlan: work.leftPlan,
  })
}

/** A person builds in the worktree between two runs; their work counts as a build once there is any. */
async function buildByHand(shift: Shift, work: Work, bench: Bench, n: number): Promise<Outcome> {
  const { run } = shift
  const changed = await changedIn(bench, work.attempt)
  if (!changed.ok) return stopsFor(changed.error)
  const isRepairNow = work.failed !== null && shift.gatesSeenFor === n - 1
  if (changed.value.length === 0 || isRepairNow) return waitForHands(shift, work, bench)
  const what = { type: work.implement.note.hotfixReason === null ? 'feat' : 'fix', scope: '', subject: work.implement.note.title, body: '' }
  const answer = { summary: 'Built by hand.', decisions: [], commit: what }
  return afterWrite(
    await write(run, work.implement.path, {
      keys: { step: 'building', device: run.deviceName },
      entry: entryOf(work, n, answer, run.policy.builder),
    }),
  )
}

async function waitForHands({ run }: Shift, work: Work, bench: Bench): Promise<Outcome> {
  const told = await write(run, work.implement.path, { keys: { step: 'building', device: run.deviceName } })
  if (!told.ok) return stopsFor(told.error)
  const why = work.failed === null ? `${run.policy.builder} is a person.` : 'The gates failed on the work as it is.'
  return stopsFor(
    failure('waits-for-person', 'The work waits for your hands.', why, `Edit the files in ${bench.path}, then run implement.`),
  )
}

/** One command, one step: where the policy asks before every step, the next one is the person's to start. */
export function pauseIfSupervised({ run }: Shift, outcome: Outcome, next: string): Outcome {
  return outcome.kind === 'look-again' && run.policy.autonomy === 'supervised' ? waits([], next) : outcome
}
