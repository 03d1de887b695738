import { failure } from '../basics/failure.ts'
import { watchNotes } from '../feature/note-watch.ts'
import type { GatesRun } from '../notes/implement-entries.ts'
import type { Build } from '../notes/implement-entries.ts'
import type { Attempt } from '../notes/implement-record.ts'
import { changedIn, openBench } from './bench.ts'
import { tellGates } from './breach.ts'
import type { NoteOnDesk } from './desk.ts'
import { checkTrust, stopsFor, afterWrite, type Outcome, type Shift } from './shift.ts'
import { remark, write } from './write.ts'

/** Runs every gate on the worktree and records what came out; work that changed nothing is not worth a gate. */
export async function verify(shift: Shift, implement: NoteOnDesk, attempt: Attempt, build: Build): Promise<Outcome> {
  const { run } = shift
  const trusted = await checkTrust(shift)
  if (!trusted.ok) return stopsFor(trusted.error)
  const bench = await openBench(run, implement, attempt)
  if (!bench.ok) return stopsFor(bench.error)
  const changed = await changedIn(bench.value, attempt)
  if (!changed.ok) return stopsFor(changed.error)
  if (changed.value.length === 0) return nothingChanged(shift, implement, build)
  const begun = await write(run, implement.path, { keys: { step: 'verifying' } })
  if (!begun.ok) return stopsFor(begun.error)
  run.progress({ type: 'step', text: run.policy.gates.length === 0 ? 'No gates are set' : 'Running the gates' })
  const [seal, notes] = [await run.repo.seal(bench.value), await watchNotes(run)]
  const report = await run.gates.run(bench.value.path)
  const breach = await tellGates(run, implement.path, seal, notes)
  if (breach.kind === 'end') return breach
  if (!report.ok) return stopsFor(report.error)
  const entry: GatesRun = { kind: 'gates', afterBuild: build.n, ...report.value }
  const step = report.value.result === 'failed' ? 'building' : 'verifying'
  const told = await write(run, implement.path, { keys: { step, gates: report.value.result }, entry })
  if (told.ok) shift.gatesSeenFor = build.n
  return afterWrite(told)
}

/** The end of a run whose repairs are used up. The work stays in the worktree, and nothing is committed. */
export function giveUp(shift: Shift, implement: NoteOnDesk, gates: GatesRun): Outcome {
  const red = gates.runs.filter((run) => run.exitCode !== 0).map((run) => run.command)
  const tries = shift.run.policy.heal_attempts
  return stopsFor(
    failure(
      'gates-failed',
      `The gates fail after ${String(tries)} ${tries === 1 ? 'repair' : 'repairs'}: ${red.join(', ')}.`,
      `What they said is in ${implement.path}. The work is kept on ${implement.note.branch}, not committed.`,
      'Run implement to run the gates again and repair further, repair it in the worktree yourself, or have the plan revised.',
    ),
  )
}

async function nothingChanged({ run }: Shift, implement: NoteOnDesk, build: Build): Promise<Outcome> {
  const entry = remark(run, 'Nothing changed', [`Build ${String(build.n)} left every file as it was.`])
  const told = await write(run, implement.path, { keys: { step: 'approved' }, entry })
  if (!told.ok) return stopsFor(told.error)
  return stopsFor(
    failure(
      'agent-failed',
      'The builder changed nothing.',
      `It said: ${build.answer.summary}`,
      'Run implement to ask again, or tick "Revise" in the plan and say what is missing.',
    ),
  )
}
