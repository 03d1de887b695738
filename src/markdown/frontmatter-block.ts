/** Where the frontmatter of a note is. Offsets are of the note. */
export interface FrontmatterBlock {
  /** First character after the opening line. */
  readonly from: number
  /** First character of the closing line. */
  readonly to: number
  /** First character after the closing line. */
  readonly end: number
}

const OPENING = /^\ufeff?---[ \t]*(?:\r\n|\n)/
const CLOSING = /^---[ \t]*(?:\r?\n|$)/

/** null where the note does not start with a closed block between two `---` lines. */
export function frontmatterBlock(text: string): FrontmatterBlock | null {
  const from = OPENING.exec(text)?.[0].length
  if (from === undefined) return null
  for (let start = from; start < text.length;) {
    const newline = text.indexOf('\n', start)
    const next = newline < 0 ? text.length : newline + 1
    const closing = text.startsWith('---', start) ? CLOSING.exec(text.slice(start, next)) : null
    if (closing) return { from, to: start, end: start + closing[0].length }
    start = next
  }
  return null
}

/** Offset of the first character after the frontmatter, or after a byte order mark where there is none. */
export function bodyStart(text: string): number {
  return frontmatterBlock(text)?.end ?? (text.startsWith('\ufeff') ? 1 : 0)
}
