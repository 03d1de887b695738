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

/** What a commit in the worktree must agree with. */
export interface CommitTerms {
  readonly branch: string
  /** The commit that the work started from: it stays in the history, and hooks in the tree run only as they were there. */
  readonly base: string
  /** True while git's settings and the hooks outside the tree are as they were when the worktree was first made. */
  readonly hooksAsMade: () => Promise<boolean>
}

/** Commits everything in the worktree; null where there is nothing to commit. */
export async function commitBench(git: Git, terms: CommitTerms, message: string): Promise<Result<string | null>> {
  if (message.trim() === '')
    return failed(failure('git-failed', 'There is no commit message.', 'It is empty.', 'Run the same command again.'))
  const onBranch = await checkBranch(git, terms)
  if (!onBranch.ok) return onBranch
  const staged = await stageAll(git)
  if (!staged.ok || !staged.value) return staged.ok ? ok(null) : staged
  const env = await identityEnv(git)
  const hooks = (await terms.hooksAsMade()) && (await hooksAsAt(git, terms.base))
  const run = await git.run(['commit', '--quiet', '--cleanup=verbatim', '-F', '-'], { env, hooks, input: message, atStop: 'ends' })
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
async function checkBranch(git: Git, { branch, base }: CommitTerms): Promise<Result<void>> {
  const head = await git.run(['symbolic-ref', '--quiet', 'HEAD'])
  const on = head.stdout.trim()
  if (on === `refs/heads/${branch}`) return checkHistory(git, branch, base)
  const why = on === '' ? 'It is on no branch.' : `It is on ${on}.`
  const next = `Check out ${branch} in ${git.folder}, then run the same command again.`
  return failed(failure('breach', `The worktree is not on ${branch}.`, why, next))
}

async function checkHistory(git: Git, branch: string, base: string): Promise<Result<void>> {
  if ((await git.run(['merge-base', '--is-ancestor', base, 'HEAD'])).code === 0) return ok(undefined)
  const why = `It no longer contains ${base}, the commit that the work started from.`
  const next = `Look at git reflog in ${git.folder}, put the branch back, then run the same command again.`
  return failed(failure('breach', `The branch ${branch} was rewritten.`, why, next))
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
