import { ABSENT, fileMarks } from './fingerprint.ts'
import { zeroSeparated } from './git.ts'
import type { Git } from './git.ts'
import { isHidden, isSparse, readFlags } from './hidden-files.ts'

/** What differs in the main tree from its commit. */
export interface TreeState {
  /** The commit checked out; '' where there is none. */
  readonly head: string
  /** Path to what git says about it and a mark of its content. */
  readonly files: ReadonlyMap<string, { readonly status: string; readonly mark: string }>
}

/** Where git cannot tell, for example because the index was damaged. */
const UNREADABLE: TreeState = { head: '', files: new Map([['.git', { status: 'unreadable', mark: 'unreadable' }]]) }

/** `--porcelain` writes two letters and a space before the path. */
const STATUS_WIDTH = 3

/** Paths that begin with one of `ours` are left out. */
export async function readTree(git: Git, ours: readonly string[]): Promise<TreeState> {
  const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD'])
  const status = await git.run(['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all', '--ignore-submodules=dirty'])
  if (status.code !== 0) return UNREADABLE
  const lines = zeroSeparated(status.stdout).filter((line) => !ours.some((start) => pathOf(line).startsWith(start)))
  const marks = await fileMarks(git.folder, lines.map(pathOf))
  const entries = lines.map(
    (line) => [pathOf(line), { status: line.slice(0, STATUS_WIDTH - 1), mark: marks.get(pathOf(line)) ?? '' }] as const,
  )
  return { head: head.stdout.trim(), files: new Map([...entries, ...(await readHidden(git, ours))]) }
}

/** Files that git was told to look away from: status says nothing of them. What a sparse checkout leaves out is none. */
async function readHidden(git: Git, ours: readonly string[]): Promise<TreeState['files']> {
  const flags = await readFlags(git)
  const hidden = (flags.ok ? flags.value : []).filter(({ flag, path }) => isHidden(flag) && !ours.some((start) => path.startsWith(start)))
  if (hidden.length === 0) return new Map()
  const paths = hidden.map(({ path }) => path)
  const marks = await fileMarks(git.folder, paths)
  const leavesOut = await isSparse(git)
  const there = paths.filter((path) => !leavesOut || marks.get(path) !== ABSENT)
  return new Map(there.map((path) => [path, { status: 'hidden', mark: `hidden ${marks.get(path) ?? ''}` }]))
}

function pathOf(line: string): string {
  return line.slice(STATUS_WIDTH)
}

/**
 * Paths that are changed now and were not, or not so, before. What has become clean is no breach: somebody committed or undid it.
 * A new commit also moves files between staged and not staged, so then content alone counts.
 */
export async function writtenSince(git: Git, ours: readonly string[], before: TreeState): Promise<readonly string[]> {
  const now = await readTree(git, ours)
  const committed = now.head !== before.head
  const written = [...now.files].filter(([path, { status, mark }]) => {
    const was = before.files.get(path)
    return was?.mark !== mark || (!committed && was.status !== status)
  })
  return written.map(([path]) => path).sort()
}
