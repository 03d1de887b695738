import { lstatSync, readdirSync, realpathSync, statSync, type Dirent } from 'node:fs'
import path from 'node:path'
import { errorCode, fileFailure, FileTrouble } from './file-failure.ts'
import { isInside } from './paths.ts'

export interface MarkdownFile {
  /** Below the root, with `/`. */
  readonly path: string
  readonly absolute: string
  /** Another one whenever the file was written or replaced. */
  readonly stamp: string
  /** Milliseconds since 1970. */
  readonly changedMs: number
  /** Why it must not be read, or null. */
  readonly trouble: string | null
}

/**
 * Every `.md` file below a folder of a root, in no order; names that begin with a dot are left out, an absent folder is empty.
 * Links are followed as long as they stay inside the root. Throws `FileTrouble` where a folder cannot be read. Synchronous, for speed.
 */
export function listMarkdown(root: string, folder: string): readonly MarkdownFile[] {
  const found: MarkdownFile[] = []
  walk(root, folder, [], found)
  return found
}

function walk(root: string, folder: string, above: readonly string[], found: MarkdownFile[]): void {
  const real = realFolder(root, folder)
  if (real === null || above.includes(real)) return
  for (const entry of entriesOf(path.join(root, folder))) {
    if (entry.name.startsWith('.')) continue
    const below = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (isFolderEntry(root, below, entry)) walk(root, below, [...above, real], found)
    else if (entry.name.endsWith('.md')) add(root, below, entry, found)
  }
}

/** null where it is absent. */
function realFolder(root: string, folder: string): string | null {
  const absolute = path.join(root, folder)
  try {
    const real = realpathSync(absolute)
    if (isInside(realpathSync(root), real)) return real
  } catch (thrown) {
    if (isAbsent(thrown)) return null
    throw new FileTrouble(fileFailure('could not list', absolute, thrown))
  }
  throw new FileTrouble(
    fileFailure('could not list', absolute, new Error('It is a link that leaves the vault, which Forge does not follow.')),
  )
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (thrown) {
    if (isAbsent(thrown)) return []
    throw new FileTrouble(fileFailure('could not list', folder, thrown))
  }
}

function isFolderEntry(root: string, below: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return statSync(path.join(root, below), { throwIfNoEntry: false })?.isDirectory() ?? false
}

function add(root: string, below: string, entry: Dirent, found: MarkdownFile[]): void {
  const absolute = path.join(root, below)
  if (entry.isSymbolicLink() && !staysInside(root, absolute)) {
    found.push({
      path: below,
      absolute,
      stamp: '',
      changedMs: 0,
      trouble: 'It is a link that leaves the vault, which Forge does not follow.',
    })
    return
  }
  const stat = (entry.isSymbolicLink() ? statSync : lstatSync)(absolute, { throwIfNoEntry: false })
  if (!stat?.isFile()) return
  const stamp = `${String(stat.dev)}:${String(stat.ino)}:${String(stat.size)}:${String(stat.mtimeMs)}:${String(stat.ctimeMs)}`
  found.push({ path: below, absolute, stamp, changedMs: stat.mtimeMs, trouble: null })
}

function staysInside(root: string, file: string): boolean {
  try {
    return isInside(realpathSync(root), realpathSync(file))
  } catch {
    return false
  }
}

function isAbsent(thrown: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(thrown) ?? '')
}
