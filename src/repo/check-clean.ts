import { failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { statOf } from '../node/files.ts'
import type { FileStat } from '../node/files.ts'
import { join } from '../node/paths.ts'
import { gitText, zeroSeparated } from './git.ts'
import type { Git } from './git.ts'
import { isHidden, readFlags } from './hidden-files.ts'
import { named } from './named.ts'

const STATUS_WIDTH = 3

/** What a move from one commit to another touches. */
export interface Paths {
  /** Not there at the first commit. */
  readonly added: readonly string[]
  /** There at the first commit, and other or gone at the second. */
  readonly others: readonly string[]
}

/** The touched files as they were just before git said that they are clean: null where nothing was there. */
export type Seen = ReadonlyMap<string, FileStat | null>

/** Fails with `dirty-tree` where the move could lose a byte that no commit holds. */
export async function checkClean(git: Git, ours: readonly string[], paths: Paths): Promise<Result<Seen>> {
  const seen = await lookAtAll(git, paths)
  const status = await gitText(git, ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=no', '--ignore-submodules=dirty'])
  if (!status.ok) return status
  const touched = new Set([...paths.added, ...paths.others])
  const dirty = zeroSeparated(status.value).map((line) => line.slice(STATUS_WIDTH))
  const inTheWay = dirty.filter((path) => touched.has(path) || !ours.some((start) => path.startsWith(start)))
  if (inTheWay.length > 0) return failed(dirtyTree('has changes that are not committed', inTheWay, 'Commit or stash them'))
  const hidden = await hiddenAmong(git, touched)
  if (!hidden.ok) return hidden
  if (hidden.value.length > 0) return failed(hiddenFiles(hidden.value))
  const covered = await overwritten(git, paths)
  return covered.length === 0 ? ok(seen) : failed(dirtyTree('has files that the landing would overwrite', covered, 'Move them away'))
}

async function lookAtAll(git: Git, paths: Paths): Promise<Seen> {
  const seen = new Map<string, FileStat | null>()
  for (const path of [...paths.added, ...paths.others]) {
    const there = await statOf(join(git.folder, path))
    if (there.ok) seen.set(path, there.value)
  }
  return seen
}

/** Status says nothing of files that git was told to look away from, and moving the tree would write over them. */
async function hiddenAmong(git: Git, touched: ReadonlySet<string>): Promise<Result<readonly string[]>> {
  const flags = await readFlags(git)
  if (!flags.ok) return flags
  const found: string[] = []
  for (const { flag, path } of flags.value) {
    if (!isHidden(flag) || !touched.has(path)) continue
    const there = await statOf(join(git.folder, path))
    // A part of the tree that is not checked out has nothing to lose.
    if (flag !== 'S' || !there.ok || there.value !== null) found.push(path)
  }
  return ok(found)
}

/** New paths where something is already, ignored or not, in the whole way down to them. */
async function overwritten(git: Git, paths: Paths): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const path of paths.added) {
    for (const step of waysTo(path)) {
      const there = await statOf(join(git.folder, step))
      const blocks = !there.ok || (there.value !== null && (step === path || there.value.kind !== 'folder'))
      if (blocks && !(there.ok && (await isLeaving(git, step, there.value, paths.others)))) found.add(step)
    }
  }
  return [...found]
}

/** Where the file system does not tell small letters from capitals, a new name may be an old file that the landing takes away. */
async function isLeaving(git: Git, step: string, there: FileStat | null, leaving: readonly string[]): Promise<boolean> {
  for (const path of leaving) {
    if (path === step) return true
    if (path.toLowerCase() !== step.toLowerCase()) continue
    const other = await statOf(join(git.folder, path))
    if (other.ok && other.value?.inode === there?.inode && other.value?.device === there?.device) return true
  }
  return false
}

/** `a`, `a/b`, `a/b/c` for `a/b/c`. */
function waysTo(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

function hiddenFiles(paths: readonly string[]) {
  const doThis = 'Take the flags off (git update-index --no-assume-unchanged --no-skip-worktree FILE) and commit or stash what shows up'
  return dirtyTree('has files that git was told to look away from', paths, doThis)
}

function dirtyTree(what: string, paths: readonly string[], doThis: string) {
  const why = `The branch is checked out in your working tree, which ${what}: ${named(paths)}.`
  return failure('dirty-tree', 'Nothing has landed, and your working tree is as it was.', why, `${doThis}, then run forge land again.`)
}
