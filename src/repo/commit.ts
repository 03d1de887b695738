import { failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { readChanges } from './changes.ts'
import { gitFailure, gitText } from './git.ts'
import type { Git } from './git.ts'
import { revealHidden } from './hidden-files.ts'
import { hooksAsAt } from './hooks.ts'
import { identityEnv } from './identity.ts'
import { named } from './named.ts'

/** Commits everything in the worktree on `branch`; null where there is nothing to commit. Hooks run only as they were at `base`. */
export async function commitBench(git: Git, branch: string, base: string, message: string): Promise<Result<string | null>> {
  if (message.trim() === '')
    return failed(failure('git-failed', 'There is no commit message.', 'It is empty.', 'Run the same command again.'))
  const onBranch = await checkBranch(git, branch)
  if (!onBranch.ok) return onBranch
  const staged = await stageAll(git)
  if (!staged.ok || !staged.value) return staged.ok ? ok(null) : staged
  const env = await identityEnv(git)
  const hooks = await hooksAsAt(git, base)
  const run = await git.run(['commit', '--quiet', '--cleanup=verbatim', '-F', '-'], { env, hooks, input: message })
  if (run.code !== 0)
    return failed(
      gitFailure(
        'Git could not commit',
        run,
        'Put right what git or its hook says, then run the same command again: the work is still in the worktree.',
      ),
    )
  return gitText(git, ['rev-parse', '--verify', 'HEAD^{commit}'])
}

/** A commit goes to the feature's branch or nowhere. */
async function checkBranch(git: Git, branch: string): Promise<Result<void>> {
  const head = await git.run(['symbolic-ref', '--quiet', 'HEAD'])
  const on = head.stdout.trim()
  if (on === `refs/heads/${branch}`) return ok(undefined)
  const why = on === '' ? 'It is on no branch.' : `It is on ${on}.`
  const next = `Check out ${branch} in ${git.folder}, then run the same command again.`
  return failed(failure('breach', `The worktree is not on ${branch}.`, why, next))
}

/** True where there is something to commit. */
async function stageAll(git: Git): Promise<Result<boolean>> {
  await revealHidden(git)
  const add = await git.run(['add', '-A'])
  if (add.code !== 0) return failed(gitFailure('Git could not add the changes', add))
  const changes = await readChanges(git, ['diff-index', '--cached', 'HEAD'])
  if (!changes.ok) return changes
  const nested = changes.value.filter((change) => change.nested).map((change) => change.file.path)
  return nested.length === 0 ? ok(changes.value.length > 0) : failed(nestedRepository(nested))
}

function nestedRepository(paths: readonly string[]) {
  const why = `Git would record only a pointer, not the files: ${named(paths)}.`
  return failure(
    'not-ready',
    'The worktree holds a repository of its own.',
    why,
    'Remove the .git folder inside it, then run the same command again.',
  )
}
