import { failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { exists, removeFile, statOf } from '../node/files.ts'
import type { FileStat } from '../node/files.ts'
import { join } from '../node/paths.ts'
import { checkClean } from './check-clean.ts'
import type { Paths, Seen } from './check-clean.ts'
import { gitFailure, gitText, zeroSeparated } from './git.ts'
import type { Git } from './git.ts'

/** Files in the git folder that are there while the person is in the middle of something. */
const UNDER_WAY = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply']

/** Half of it in the person's tree would be worse than a late stop. */
const WHOLE = { atStop: 'waits' } as const

interface Step {
  readonly sha: string
  readonly onto: string
}

/** Brings the clean main tree from `onto` to `sha`, then calls `moveRef`; puts the tree back where that fails. */
export async function moveTree(git: Git, ours: readonly string[], step: Step, moveRef: () => Promise<Result<void>>): Promise<Result<void>> {
  const paths = await changedPaths(git, step)
  if (!paths.ok) return paths
  const idle = await checkIdle(git)
  if (!idle.ok) return idle
  if (await isAlreadyThere(git, step)) return moveRef()
  const clean = await checkClean(git, ours, paths.value)
  if (!clean.ok) return clean
  // A file that was only touched would otherwise count as changed.
  await git.run(['update-index', '-q', '--refresh'])
  const read = await git.run(['read-tree', '-m', '-u', step.onto, step.sha], WHOLE)
  if (read.code !== 0) {
    await undo(git, step, paths.value, clean.value)
    return failed(gitFailure('Git could not bring your working tree to the merged commit, so nothing has landed', read))
  }
  const moved = await moveRef()
  if (!moved.ok) await git.run(['read-tree', '-m', '-u', step.sha, step.onto], WHOLE)
  return moved
}

async function changedPaths(git: Git, step: Step): Promise<Result<Paths>> {
  const list = (filter: string): Promise<Result<string>> =>
    gitText(git, ['diff-tree', '-r', '-z', '--name-only', '--no-renames', `--diff-filter=${filter}`, step.onto, step.sha])
  const [added, others] = await Promise.all([list('A'), list('a')])
  if (!added.ok) return added
  return others.ok ? ok({ added: zeroSeparated(added.value), others: zeroSeparated(others.value) }) : others
}

async function checkIdle(git: Git): Promise<Result<void>> {
  const gitDir = await gitText(git, ['rev-parse', '--absolute-git-dir'])
  if (!gitDir.ok) return gitDir
  for (const name of UNDER_WAY) {
    if (!(await exists(join(gitDir.value, name)))) continue
    const why = `Your working tree is in the middle of something (${name}).`
    return failed(failure('dirty-tree', 'Nothing has landed.', why, 'Finish or abort it, then run forge land again.'))
  }
  return ok(undefined)
}

/** True where an earlier landing was killed between moving the tree and moving the branch: the index is written after the files. */
async function isAlreadyThere(git: Git, step: Step): Promise<boolean> {
  return (await git.run(['diff-index', '--cached', '--quiet', '--ignore-submodules=dirty', step.sha, '--'])).code === 0
}

/** Git gave up midway: the index is as it was, some files may not be. Only what git wrote is put back, and only what was not there is removed. */
async function undo(git: Git, step: Step, paths: Paths, seen: Seen): Promise<void> {
  const atStart = await git.run(['diff-index', '--cached', '--quiet', step.onto, '--'])
  if (atStart.code !== 0) {
    await git.run(['read-tree', '-m', '-u', step.sha, step.onto], WHOLE)
    return
  }
  for (const path of paths.added) {
    if (seen.get(path) === null) await removeFile(join(git.folder, path))
  }
  const written: string[] = []
  for (const path of paths.others) {
    if (await isWritten(git, path, seen.get(path))) written.push(path)
  }
  await git.run(['checkout-index', '--force', '-u', '-z', '--stdin'], { ...WHOLE, input: written.map((path) => `${path}\0`).join('') })
}

/** True where the file was there and clean, and is no longer the one that was seen. */
async function isWritten(git: Git, path: string, was: FileStat | null | undefined): Promise<boolean> {
  if (!was) return false
  const now = await statOf(join(git.folder, path))
  if (!now.ok || now.value === null) return true
  const { inode, device, size, changedMs, kind } = now.value
  return inode !== was.inode || device !== was.device || size !== was.size || changedMs !== was.changedMs || kind !== was.kind
}
