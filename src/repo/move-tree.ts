import { failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { exists, removeFile, statOf } from '../node/files.ts'
import { join } from '../node/paths.ts'
import { gitFailure, gitText, zeroSeparated } from './git.ts'
import type { Git } from './git.ts'
import { named } from './named.ts'

const STATUS_WIDTH = 3
/** Files in the git folder that are there while the person is in the middle of something. */
const UNDER_WAY = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply']

interface Step {
  readonly sha: string
  readonly onto: string
}

interface Paths {
  /** Not there at `onto`. */
  readonly added: readonly string[]
  /** There at `onto`, and other or gone at `sha`. */
  readonly others: readonly string[]
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
  const read = await git.run(['read-tree', '-m', '-u', step.onto, step.sha])
  if (read.code !== 0) {
    await undo(git, step, paths.value)
    return failed(gitFailure('Git could not bring your working tree to the merged commit, so nothing has landed', read))
  }
  const moved = await moveRef()
  if (!moved.ok) await git.run(['read-tree', '-m', '-u', step.sha, step.onto])
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

async function checkClean(git: Git, ours: readonly string[], paths: Paths): Promise<Result<void>> {
  const status = await gitText(git, ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=no', '--ignore-submodules=dirty'])
  if (!status.ok) return status
  const touched = new Set([...paths.added, ...paths.others])
  const dirty = zeroSeparated(status.value).map((line) => line.slice(STATUS_WIDTH))
  const inTheWay = dirty.filter((path) => touched.has(path) || !ours.some((start) => path.startsWith(start)))
  if (inTheWay.length > 0) return failed(dirtyTree('has changes that are not committed', inTheWay, 'Commit or stash them'))
  const covered = await overwritten(git, paths)
  return covered.length === 0 ? ok(undefined) : failed(dirtyTree('has files that the landing would overwrite', covered, 'Move them away'))
}

/** New paths where something is already, ignored or not, in the whole way down to them. */
async function overwritten(git: Git, paths: Paths): Promise<readonly string[]> {
  // Where the file system does not tell small letters from capitals, a new name may be an old file that the landing takes away.
  const leaving = new Set(paths.others.map((path) => path.toLowerCase()))
  const found = new Set<string>()
  for (const path of paths.added) {
    for (const step of waysTo(path)) {
      const there = await statOf(join(git.folder, step))
      const blocks = !there.ok || (there.value !== null && (step === path || there.value.kind !== 'folder'))
      if (blocks && !leaving.has(step.toLowerCase())) found.add(step)
    }
  }
  return [...found]
}

/** `a`, `a/b`, `a/b/c` for `a/b/c`. */
function waysTo(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** Git gave up midway: the index is as it was, some files may not be. All of them were clean, and the added ones were not there. */
async function undo(git: Git, step: Step, paths: Paths): Promise<void> {
  const atStart = await git.run(['diff-index', '--cached', '--quiet', step.onto, '--'])
  if (atStart.code !== 0) {
    await git.run(['read-tree', '-m', '-u', step.sha, step.onto])
    return
  }
  for (const path of paths.added) {
    await removeFile(join(git.folder, path))
  }
  await git.run(['checkout-index', '--force', '-u', '-z', '--stdin'], { input: paths.others.map((path) => `${path}\0`).join('') })
}

function dirtyTree(what: string, paths: readonly string[], doThis: string) {
  const why = `The branch is checked out in your working tree, which ${what}: ${named(paths)}.`
  return failure('dirty-tree', 'Nothing has landed, and your working tree is as it was.', why, `${doThis}, then run forge land again.`)
}
