import { failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { gitFailure, gitText, messageOf, zeroSeparated } from './git.ts'
import type { Git, GitRun } from './git.ts'
import { identityEnv } from './identity.ts'
import { moveTree } from './move-tree.ts'
import { named } from './named.ts'
import type { Landing } from './repo.ts'
import { listWorktrees } from './worktrees.ts'

const CONFLICT_CODE = 1
const USAGE_CODE = 129

/**
 * The squash commit of `head` on `target`, made of objects alone. Where `target` holds all of it already, `sha` is `onto`.
 * Fails with `merge-conflict`, naming the files.
 */
export async function squash(
  git: Git,
  head: string,
  target: string,
  message: string,
): Promise<Result<{ readonly sha: string; readonly onto: string }>> {
  const onto = await targetSha(git, target)
  if (!onto.ok) return onto
  const merge = await git.run(['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', onto.value, head])
  if (merge.code !== 0) return failed(mergeFailure(merge, target))
  const tree = zeroSeparated(merge.stdout)[0] ?? ''
  const before = await gitText(git, ['rev-parse', '--verify', `${onto.value}^{tree}`])
  if (!before.ok) return before
  if (before.value === tree) return ok({ sha: onto.value, onto: onto.value })
  const signed = await git.run(['config', '--type=bool', '--get', 'commit.gpgsign'])
  const sign = signed.stdout.trim() === 'true' ? ['-S'] : []
  const made = await gitText(git, ['commit-tree', ...sign, '-p', onto.value, tree], { input: message, env: await identityEnv(git) })
  return made.ok ? ok({ sha: made.value, onto: onto.value }) : made
}

/** Moves the branch `target` from `onto` to `sha`, and the main tree where it is on it. Either all of it happens or nothing. */
export async function advance(git: Git, ours: readonly string[], target: string, sha: string, onto: string): Promise<Result<Landing>> {
  const current = await targetSha(git, target)
  if (!current.ok) return current
  if (current.value !== onto) return failed(movedMeanwhile(target))
  if (sha === onto) return ok({ sha, target, treeMoved: false })
  const listed = await listWorktrees(git)
  if (!listed.ok) return listed
  const holder = listed.value.find((worktree) => worktree.branch === `refs/heads/${target}`)
  if (holder && holder.path !== git.folder) return failed(heldElsewhere(target, holder.path))
  const treeMoved = holder !== undefined
  const done = treeMoved
    ? await moveTree(git, ours, { sha, onto }, () => moveRef(git, target, sha, onto))
    : await moveRef(git, target, sha, onto)
  return done.ok ? ok({ sha, target, treeMoved }) : done
}

async function targetSha(git: Git, target: string): Promise<Result<string>> {
  const sha = await git.run(['show-ref', '--verify', '--hash', `refs/heads/${target}`])
  if (sha.code === 0) return ok(sha.stdout.trim())
  return failed(
    failure(
      'not-ready',
      `There is no branch ${target} to land on.`,
      'Git does not know it.',
      'Name a branch of this repository, then run forge land again.',
    ),
  )
}

/** Succeeds only where nobody moved the branch meanwhile. */
async function moveRef(git: Git, target: string, sha: string, onto: string): Promise<Result<void>> {
  const run = await git.run(['update-ref', '-m', 'forge: land', `refs/heads/${target}`, sha, onto])
  if (run.code === 0) return ok(undefined)
  const current = await targetSha(git, target)
  const moved = !current.ok || current.value !== onto
  return failed(moved ? movedMeanwhile(target) : gitFailure(`Git could not move ${target}`, run))
}

function movedMeanwhile(target: string) {
  return failure(
    'not-ready',
    `Nothing has landed: ${target} moved meanwhile.`,
    'Somebody committed to it after the merge was made and checked.',
    'Run forge land again: it merges onto the new commit.',
  )
}

function heldElsewhere(target: string, path: string) {
  const next = 'Check out another branch there, then run forge land again.'
  return failure(
    'not-ready',
    `Forge did not land on ${target}.`,
    `It is checked out in another worktree, ${path}, whose files would no longer fit.`,
    next,
  )
}

function mergeFailure(merge: GitRun, target: string) {
  if (merge.code === USAGE_CODE) {
    return failure(
      'not-ready',
      'This version of git cannot land.',
      'Landing needs git merge-tree --write-tree, which came with Git 2.38.',
      'Update git, or merge the branch by hand.',
    )
  }
  if (merge.code !== CONFLICT_CODE) return gitFailure(`Git could not merge onto ${target}`, merge)
  const files = zeroSeparated(merge.stdout).slice(1)
  const why = files.length > 0 ? `Both sides changed ${named(files)}.` : messageOf(merge)
  const next = `Merge ${target} into the feature's branch in its worktree and commit, record the new commit as head_sha in the implement note, then run forge critique.`
  return failure('merge-conflict', `The work does not merge onto ${target}.`, why, next)
}
