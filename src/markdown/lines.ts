/** Every line break that Markdown knows. */
const BREAK = /\r\n|\r|\n/g

export interface Line {
  /** Without its line break. */
  readonly text: string
  readonly start: number
  /** Offset of the first character after its line break. */
  readonly next: number
}

/** The lines of a text with their offsets; a text that ends in a line break has no empty last line. */
export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = []
  let start = 0
  for (const match of text.matchAll(BREAK)) {
    const next = match.index + match[0].length
    lines.push({ text: text.slice(start, match.index), start, next })
    start = next
  }
  if (start < text.length) lines.push({ text: text.slice(start), start, next: text.length })
  return lines
}

/** The note's own line break: that of its first line. */
export function breakOf(text: string): '\r\n' | '\n' {
  const end = text.indexOf('\n')
  return end > 0 && text.charAt(end - 1) === '\r' ? '\r\n' : '\n'
}

/** Markdown that was written with `\n`, in the line breaks of the note it goes into. */
export function withBreaks(markdown: string, lineBreak: string): string {
  return lineBreak === '\n' ? markdown : markdown.replace(/\r?\n/g, lineBreak)
}

/** Puts `prefix` before every line that is not empty, and `blank` before those that are. `dropPrefix` takes it off again. */
export function prefixLines(text: string, prefix: string, blank: string): string {
  const first = text === '' || /^[\r\n]/.test(text) ? blank : prefix
  return first + text.replace(BREAK, (found, at: number) => found + (isBlankAt(text, at + found.length) ? blank : prefix))
}

/** Takes what `drop` matches off the start of every line. `drop` is anchored with `^`. */
export function dropPrefix(text: string, drop: RegExp): string {
  return linesOf(text)
    .map((line) => line.text.replace(drop, '') + text.slice(line.start + line.text.length, line.next))
    .join('')
}

function isBlankAt(text: string, offset: number): boolean {
  const next = text.charAt(offset)
  return next === '' || next === '\n' || next === '\r'
}
