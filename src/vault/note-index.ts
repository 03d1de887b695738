import { toMessage } from '../basics/failure.ts'
import { listMarkdown, type MarkdownFile } from '../node/list-markdown.ts'
import { readHeadUntil } from '../node/read-head.ts'
import { readKeys } from '../markdown/frontmatter.ts'
import { frontmatterBlock } from '../markdown/frontmatter-block.ts'
import type { NoteFile } from '../notes/note-file.ts'

/** A file written so shortly ago may be written again under the same stamp: some disks count in steps of 2 s. */
const TOO_FRESH_MS = 2_500
/** Frontmatter that is longer is none: the file begins with a rule, not with keys. */
const LONGEST_FRONTMATTER = 1_000_000

interface Remembered {
  readonly stamp: string
  readonly note: NoteFile
}

/** The frontmatter of a vault's notes, read again only where a file has changed. */
export class NoteIndex {
  private readonly root: string
  private readonly remembered = new Map<string, Remembered>()

  constructor(root: string) {
    this.root = root
  }

  /** Every note below a folder, sorted by path. Throws `FileTrouble` where a folder cannot be read. */
  list(folder: string): readonly NoteFile[] {
    const files = listMarkdown(this.root, folder)
    return files.map((file) => this.note(file)).sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  private note(file: MarkdownFile): NoteFile {
    if (file.trouble !== null) return { path: file.path, keys: {}, broken: file.trouble }
    const known = this.remembered.get(file.path)
    if (known?.stamp === file.stamp) return known.note
    const note = readNote(file)
    if (Date.now() - file.changedMs > TOO_FRESH_MS) this.remembered.set(file.path, { stamp: file.stamp, note })
    return note
  }
}

function readNote(file: MarkdownFile): NoteFile {
  try {
    const keys = readKeys(readHeadUntil(file.absolute, holdsFrontmatter))
    return keys.ok ? { path: file.path, keys: keys.value, broken: null } : { path: file.path, keys: {}, broken: keys.error }
  } catch (thrown) {
    return { path: file.path, keys: {}, broken: `The file cannot be read: ${toMessage(thrown)}` }
  }
}

function holdsFrontmatter(text: string): boolean {
  if (!/^\ufeff?---/.test(text) || text.length > LONGEST_FRONTMATTER) return true
  const block = frontmatterBlock(text)
  // A closing line at the very end may be the beginning of a longer line.
  return block !== null && block.end < text.length
}
