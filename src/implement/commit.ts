import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import type { Build, BuiltFile, Committed, GatesRun } from '../notes/implement-entries.ts'
import type { Attempt } from '../notes/implement-record.ts'
import { planFiles } from '../notes/plan-note.ts'
import type { Bench, ChangedFile } from '../repo/repo.ts'
import type { Run } from '../runs/run.ts'
import { changedIn, openBench } from './bench.ts'
import { commitMessage, commitSubject } from './commit-message.ts'
import type { NoteOnDesk, PlanOnDesk } from './desk.ts'
import { overLimit, protectedFiles } from './limits.ts'
import { namingBuild } from './move.ts'
import { renew } from './plan.ts'
import { outside } from './scope.ts'
import { done, stopsFor, type Outcome, type Shift } from './shift.ts'
import { remark, write } from './write.ts'

/** Work whose gates came out well in this process. */
export interface Proved {
  readonly implement: NoteOnDesk
  readonly attempt: Attempt
  readonly plan: PlanOnDesk
  readonly build: Build
  readonly gates: GatesRun
}

/** Holds the work against policy and plan, both from git, commits it, and records what git says. */
export async function commitWork({ run }: Shift, work: Proved): Promise<Outcome> {
  const bench = await openBench(run, work.implement, work.attempt)
  if (!bench.ok) return stopsFor(bench.error)
  const allowed = await checkPolicy(run, work, bench.value)
  if (!allowed.ok) return refuse(run, work, allowed.error)
  const changed = await changedIn(bench.value, work.attempt)
  if (!changed.ok) return stopsFor(changed.error)
  const strangers = outside(changed.value, allowedPaths(work))
  if (strangers.length > 0 && work.attempt.n > 1) return askForMore(run, work, strangers)
  const sha = await commit(run, work, bench.value)
  if (!sha.ok) return stopsFor(sha.error)
  return record(run, work, { sha: sha.value, files: changed.value.map(builtFile), outsidePlan: strangers })
}

/** The whole of the feature counts against the policy, because the whole of it lands. */
async function checkPolicy(run: Run, work: Proved, bench: Bench): Promise<Result<void>> {
  const files = await bench.changedSince(work.implement.note.baseSha ?? work.attempt.from)
  if (!files.ok) return files
  const touched = protectedFiles(files.value, run.policy.protected_paths)
  if (touched.length > 0) return failed(protectedPath(touched))
  const over = overLimit(files.value, run.policy)
  return over === null ? ok(undefined) : failed(tooLarge(over))
}

async function refuse(run: Run, work: Proved, error: Failure): Promise<Outcome> {
  if (error.code !== 'protected-path' && error.code !== 'limit-reached') return stopsFor(error)
  const told = await write(run, work.implement.path, { keys: { step: 'building' }, entry: remark(run, 'Over a limit', [error.what]) })
  return stopsFor(told.ok ? error : told.error)
}

/** What this attempt may change without asking: the plan, the findings it starts from, and what earlier attempts committed. */
function allowedPaths(work: Proved): readonly string[] {
  const earlier = work.implement.note.attempts
    .flatMap((attempt) => attempt.entries)
    .flatMap((entry) => (entry.kind === 'commit' ? entry.files.map((file) => file.path) : []))
  return [...planFiles(work.plan.note.plan), ...work.attempt.findings.map((finding) => finding.file), ...earlier]
}

/** A later attempt was not planned anew, so what it did beyond the plan is put to the person before it is committed. */
async function askForMore(run: Run, work: Proved, strangers: readonly string[]): Promise<Outcome> {
  const told = await write(run, work.implement.path, { entry: remark(run, 'Outside the plan', strangers) })
  if (!told.ok) return stopsFor(told.error)
  return renew(run, work.implement, work.plan, {
    forAttempt: work.attempt.n,
    why: `Attempt ${String(work.attempt.n)} changed files that the plan does not name: ${strangers.join(', ')}. The work is done and its gates came out well; it is committed once you approve.`,
    coversBuild: work.build.n,
    alsoChanges: strangers.map((path) => ({
      path,
      what: `Changed in attempt ${String(work.attempt.n)}, beyond the plan that you approved.`,
    })),
  })
}

/** The new commit; the branch's head where a killed run had committed already. */
async function commit(run: Run, work: Proved, bench: Bench): Promise<Result<string>> {
  run.progress({ type: 'step', text: 'Committing' })
  const made = await bench.commit(commitMessage(naming(work).answer.commit, run.feature))
  if (!made.ok) return made
  return made.value === null ? bench.head() : ok(made.value)
}

function naming(work: Proved): Build {
  return namingBuild(work.attempt) ?? work.build
}

async function record(run: Run, work: Proved, git: Pick<Committed, 'sha' | 'files' | 'outsidePlan'>): Promise<Outcome> {
  const entry: Committed = { kind: 'commit', ...git, subject: commitSubject(naming(work).answer.commit), gates: work.gates.result }
  const keys = { step: 'built', headSha: git.sha, gates: work.gates.result, awaiting: [] } as const
  const told = await write(run, work.implement.path, { keys, entry })
  return told.ok ? done('Built. Run critique.') : stopsFor(told.error)
}

function builtFile({ path, change, added, removed }: ChangedFile): BuiltFile {
  return { path, change, added, removed }
}

function protectedPath(touched: readonly string[]): Failure {
  return failure(
    'protected-path',
    `The work changes protected files: ${touched.join(', ')}.`,
    'The policy protects them (protected_paths), so nothing is committed; the work is kept in the worktree.',
    'Undo those changes in the worktree, or change the policy, then run implement.',
  )
}

function tooLarge(over: string): Failure {
  return failure(
    'limit-reached',
    over,
    'So large a change is hard to review, so nothing is committed; the work is kept in the worktree.',
    'Make the change smaller in the worktree, or raise the limit in the policy, then run implement.',
  )
}
