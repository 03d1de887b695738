import { readPath } from './quoted-path.ts'

/** A diff as data. Line numbers count from 1; a text is without its line feed, a carriage return stays. */
export interface FileDiff {
  /** Where the file is after the change; of a deleted one, where it was. */
  readonly path: string
  /** Where a rename came from. */
  readonly from: string | null
  readonly change: 'added' | 'modified' | 'deleted' | 'renamed'
  /** True where git shows no lines because the content is not text. */
  readonly binary: boolean
  readonly hunks: readonly Hunk[]
}

export interface Hunk {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  readonly lines: readonly DiffLine[]
}

export interface DiffLine {
  readonly kind: 'context' | 'added' | 'removed'
  readonly oldLine: number | null
  readonly newLine: number | null
  readonly text: string
  /** True for a last line of a file that no line feed ends. */
  readonly unended: boolean
}

const FILE_LINE = 'diff --git '
const HUNK_LINE = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/
const UNENDED_MARK = '\\'

interface Cursor {
  readonly lines: readonly string[]
  at: number
}

/** The mutable form of a file while its header is read. */
interface Header {
  path: string
  from: string | null
  change: FileDiff['change']
  binary: boolean
}

/**
 * Reads what `git diff` prints, with `a/` and `b/` before the paths. A hunk is as long as its header says, so a removed line
 * `-- a/x` stays a line. What is not part of a file's diff is passed over.
 */
export function parseDiff(text: string): readonly FileDiff[] {
  const cursor: Cursor = { lines: text.split('\n'), at: 0 }
  const files: FileDiff[] = []
  for (let line = cursor.lines[cursor.at]; line !== undefined; line = cursor.lines[cursor.at]) {
    if (line.startsWith(FILE_LINE)) files.push(readFile(cursor, line))
    else cursor.at += 1
  }
  return files
}

function readFile(cursor: Cursor, first: string): FileDiff {
  const header: Header = { path: pathOfBoth(first.slice(FILE_LINE.length)), from: null, change: 'modified', binary: false }
  const hunks: Hunk[] = []
  cursor.at += 1
  for (let line = cursor.lines[cursor.at]; line !== undefined && !line.startsWith(FILE_LINE); line = cursor.lines[cursor.at]) {
    const range = HUNK_LINE.exec(line)
    cursor.at += 1
    if (range) hunks.push(readHunk(cursor, range))
    else if (hunks.length === 0) readHeaderLine(line, header)
  }
  return { ...header, hunks }
}

/** The path in `a/PATH b/PATH`, which is all that a file without content lines shows; a rename says its two paths on lines of their own. */
function pathOfBoth(both: string): string {
  if (both.startsWith('"')) return withoutPrefix(readPath(both).path)
  return both.slice(2, (both.length - 1) / 2)
}

function withoutPrefix(path: string): string {
  return path.slice(path.indexOf('/') + 1)
}

function readHeaderLine(line: string, header: Header): void {
  if (line.startsWith('new file mode')) header.change = 'added'
  else if (line.startsWith('deleted file mode')) header.change = 'deleted'
  else if (line.startsWith('rename from ')) {
    header.change = 'renamed'
    header.from = readPath(line.slice('rename from '.length)).path
  } else if (line.startsWith('rename to ')) header.path = readPath(line.slice('rename to '.length)).path
  else if (line.startsWith('--- ') || line.startsWith('+++ ')) readSide(line, header)
  else if (line.startsWith('Binary files ') || line === 'GIT binary patch') header.binary = true
}

/** A name with a space in it is followed by a tab here. */
function readSide(line: string, header: Header): void {
  const { path } = readPath(line.slice(4).replace(/\t$/, ''))
  if (path !== '/dev/null' && (line.startsWith('+++') || header.change === 'deleted')) header.path = withoutPrefix(path)
}

function readHunk(cursor: Cursor, range: RegExpExecArray): Hunk {
  const [oldStart, oldLines, newStart, newLines] = [number(range[1], 0), number(range[2], 1), number(range[3], 0), number(range[4], 1)]
  const left = { old: oldLines, new: newLines }
  const lines: DiffLine[] = []
  while (left.old > 0 || left.new > 0) {
    const raw = cursor.lines[cursor.at]
    if (raw === undefined) break
    cursor.at += 1
    if (raw.startsWith(UNENDED_MARK)) markUnended(lines)
    else lines.push(readLine(raw, { old: oldStart + oldLines - left.old, new: newStart + newLines - left.new }, left))
  }
  if (cursor.lines[cursor.at]?.startsWith(UNENDED_MARK) === true) {
    markUnended(lines)
    cursor.at += 1
  }
  return { oldStart, oldLines, newStart, newLines, lines }
}

/** Some settings let git print an empty context line without its leading space. */
function readLine(raw: string, at: { old: number; new: number }, left: { old: number; new: number }): DiffLine {
  const kind = raw.startsWith('+') ? 'added' : raw.startsWith('-') ? 'removed' : 'context'
  if (kind !== 'added') left.old -= 1
  if (kind !== 'removed') left.new -= 1
  const [oldLine, newLine] = [kind === 'added' ? null : at.old, kind === 'removed' ? null : at.new]
  return { kind, oldLine, newLine, text: raw.slice(1), unended: false }
}

function markUnended(lines: DiffLine[]): void {
  const last = lines.pop()
  if (last) lines.push({ ...last, unended: true })
}

function number(digits: string | undefined, otherwise: number): number {
  return digits === undefined ? otherwise : Number(digits)
}
