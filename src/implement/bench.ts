import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { watchNotes } from '../feature/note-watch.ts'
import type { Attempt } from '../notes/implement-record.ts'
import type { Bench, ChangedFile } from '../repo/repo.ts'
import type { Run } from '../runs/run.ts'
import type { NoteOnDesk } from './desk.ts'
import { tellGates } from './breach.ts'
import { buildsOf } from './move.ts'
import { remark, write } from './write.ts'

/** The feature's worktree, set up. Fails where its branch holds commits that this work does not know. */
export async function openBench(run: Run, implement: NoteOnDesk, attempt: Attempt): Promise<Result<Bench>> {
  const bench = await run.repo.bench(run.feature, implement.note.baseSha ?? attempt.from)
  if (!bench.ok) return bench
  const ours = await isOurs(bench.value, implement, attempt)
  if (!ours.ok) return ours
  const setUp = await setUpOnce(run, implement, bench.value)
  return setUp.ok ? bench : setUp
}

/** What this attempt changed so far, committed or not, from git. */
export function changedIn(bench: Bench, attempt: Attempt): Promise<Result<readonly ChangedFile[]>> {
  return bench.changedSince(attempt.from)
}

async function isOurs(bench: Bench, implement: NoteOnDesk, attempt: Attempt): Promise<Result<void>> {
  if (attempt.n > 1 || buildsOf(attempt).length > 0 || implement.note.step === 'building') return ok(undefined)
  const head = await bench.head()
  if (!head.ok) return head
  return head.value === attempt.from ? ok(undefined) : failed(strangeBranch(bench.branch))
}

function strangeBranch(branch: string): Failure {
  return failure(
    'not-ready',
    `The branch ${branch} already has commits.`,
    'No note of this feature knows them, so they may be somebody’s work.',
    `Rename or delete the branch ${branch}, then run implement.`,
  )
}

/** Once per worktree and device: the note says where it was done, a new folder needs it again. */
async function setUpOnce(run: Run, implement: NoteOnDesk, bench: Bench): Promise<Result<void>> {
  if (run.policy.setup.length === 0 || (!bench.fresh && isSetUp(run, implement))) return ok(undefined)
  run.progress({ type: 'step', text: 'Setting up the worktree' })
  const [seal, notes] = [await run.repo.seal(bench), await watchNotes(run)]
  const report = await run.gates.setup(bench.path)
  const breach = await tellGates(run, implement.path, seal, notes)
  if (breach.kind === 'end' && breach.error !== null) return failed(breach.error)
  if (!report.ok) return report
  const broken = report.value.runs.find((one) => one.exitCode !== 0)
  if (report.value.result === 'failed' && broken !== undefined) return failed(setupFailed(broken))
  const told = await write(run, implement.path, { entry: remark(run, 'Set up', [run.deviceName]) })
  return told.ok ? ok(undefined) : told
}

function isSetUp(run: Run, implement: NoteOnDesk): boolean {
  const entries = implement.note.attempts.flatMap((attempt) => attempt.entries)
  return entries.some((entry) => entry.kind === 'remark' && entry.about === 'Set up' && entry.lines[0] === run.deviceName)
}

function setupFailed(broken: { readonly command: string; readonly tail: string }): Failure {
  const last = broken.tail.trim().split('\n').at(-1) ?? ''
  return failure(
    'not-ready',
    `The setup command "${broken.command}" failed.`,
    last === '' ? 'It said nothing.' : `Its last line: ${last}`,
    'Put it right in the policy or in the repository, then run implement.',
  )
}
