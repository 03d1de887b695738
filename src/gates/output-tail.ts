import { withoutEscapes } from '../basics/escapes.ts'

/** A line without an end is cut to its last part, so that a flood stays small. */
const LONGEST_LINE_CHARS = 20_000

export interface OutputTail {
  /** A receiver for one stream; lines of several streams are mixed as they end. */
  stream(): (text: string) => void
  /** The last characters of all lines, without terminal sequences, and of each line what a terminal would show in the end. */
  text(): string
}

/** Keeps the end of an output in bounded memory. `mask` hides secrets in whole lines, before any is cut. */
export function openTail(maxChars: number, mask: (text: string) => string = (text) => text): OutputTail {
  let kept = ''
  const open: { line: string }[] = []
  const keep = (text: string): void => {
    kept = (kept + text).slice(-maxChars)
  }
  const stream = (): ((text: string) => void) => {
    const own = { line: '' }
    open.push(own)
    return (text) => {
      const whole = own.line + text
      const cut = whole.lastIndexOf('\n') + 1
      if (cut > 0) keep(mask(whole.slice(0, cut).split('\n').map(shown).join('\n')))
      own.line = whole.slice(cut).slice(-LONGEST_LINE_CHARS)
    }
  }
  const text = (): string => {
    const rest = open.map((own) => mask(shown(own.line))).join('')
    // A cut may fall into the middle of a character.
    return (kept + rest).slice(-maxChars).replace(/^[\uDC00-\uDFFF]/, '')
  }
  return { stream, text }
}

/** A carriage return begins the line anew, except before the line feed. */
function shown(line: string): string {
  const plain = withoutEscapes(line).replace(/\r+$/, '')
  return withoutControls(plain.slice(plain.lastIndexOf('\r') + 1))
}

function withoutControls(line: string): string {
  return [...line].filter((character) => character >= ' ' || character === '\t').join('')
}
