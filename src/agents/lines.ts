import { withoutEscapes } from '../basics/escapes.ts'

/** Longer lines are cut here, so that an agent that never ends its line cannot fill the memory. */
export const MAX_LINE_CHARS = 16_000_000

/** How the line begins that says what went wrong: `error:`, or the kind of an error that nobody caught. */
export const ERROR_LINE = /^\s*(?:[\w.]*error|fatal)\b/i

export interface Lines {
  readonly add: (text: string) => void
  /** The last line, where it had no line end. */
  readonly end: () => void
}

/** Splits a stream of text into lines. `cut` is how many characters of the line were left out, 0 in the normal case. */
export function splitLines(tell: (line: string, cut: number) => void, maxChars = MAX_LINE_CHARS): Lines {
  let pieces: string[] = []
  let length = 0
  let cut = 0
  const keep = (piece: string): void => {
    const room = maxChars - length
    if (piece.length > room) cut += piece.length - room
    if (room <= 0 || piece === '') return
    pieces.push(piece.slice(0, room))
    length += Math.min(piece.length, room)
  }
  const flush = (): void => {
    const line = pieces.join('')
    tell(line.endsWith('\r') ? line.slice(0, -1) : line, cut)
    pieces = []
    length = 0
    cut = 0
  }
  return {
    add: (text) => {
      const parts = text.split('\n')
      parts.forEach((part, index) => {
        keep(part)
        if (index < parts.length - 1) flush()
      })
    },
    end: () => {
      if (length > 0) flush()
    },
  }
}

/** Without colours, cursor moves and other control characters; tabs and line ends stay. */
export function plainText(text: string): string {
  return withoutEscapes(text).replace(/(?![\t\n])\p{Cc}/gu, '')
}

/** As `plainText`, on one line. */
export function onOneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim()
}

/** At most so many characters, the end marked where it is cut. */
export function shortened(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1)}…`
}
