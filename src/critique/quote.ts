/** Text with every run of white space as one space: what two people who quote the same line agree on. */
export function squash(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** A text by lines that can be searched for a quote whatever its white space, and tells the lines of what it finds. */
export interface Searchable {
  readonly flat: string
  /** Offset in `flat` at which each kept line starts, and its number. */
  readonly starts: readonly { readonly offset: number; readonly line: number }[]
}

export interface Lines {
  readonly first: number
  readonly last: number
}

export function searchable(lines: readonly { readonly line: number; readonly text: string }[]): Searchable {
  const starts: { offset: number; line: number }[] = []
  const kept: string[] = []
  let offset = 0
  for (const { line, text } of lines) {
    const squashed = squash(text)
    if (squashed === '') continue
    starts.push({ offset, line })
    kept.push(squashed)
    offset += squashed.length + 1
  }
  return { flat: kept.join(' '), starts }
}

export function searchableText(text: string): Searchable {
  return searchable(text.split('\n').map((line, index) => ({ line: index + 1, text: line })))
}

/**
 * Where a squashed quote stands, overlapping places included: whole lines, or any part that is long enough to tell it from others.
 * Empty for an empty quote.
 */
export function placesOf(quote: string, text: Searchable): readonly Lines[] {
  const places: Lines[] = []
  if (quote === '') return places
  for (let at = text.flat.indexOf(quote); at !== -1; at = text.flat.indexOf(quote, at + 1)) {
    if (isPart(quote, text, at)) continue
    places.push({ first: lineAt(text, at), last: lineAt(text, at + quote.length - 1) })
  }
  return places
}

/** A few letters out of a line, which prove nothing. */
function isPart(quote: string, text: Searchable, at: number): boolean {
  if (!isTooShortForPart(quote)) return false
  return !startsAt(text, at) || !(at + quote.length === text.flat.length || startsAt(text, at + quote.length + 1))
}

function startsAt(text: Searchable, offset: number): boolean {
  return text.starts[indexAt(text, offset)]?.offset === offset
}

function lineAt(text: Searchable, offset: number): number {
  return text.starts[indexAt(text, offset)]?.line ?? 0
}

/** Of the line that holds the offset. */
function indexAt({ starts }: Searchable, offset: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle]?.offset ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** White space aside. */
const LEAST_LINE_CHARS = 3
const LEAST_PART_CHARS = 10

/** Too little to prove anything even as a whole line: `}` and `a` stand in every file. */
export function isTooShort(quote: string): boolean {
  return dense(quote).length < LEAST_LINE_CHARS || !/[\p{L}\p{N}]/u.test(quote)
}

/** Too little to prove anything unless it is whole lines. */
export function isTooShortForPart(quote: string): boolean {
  return dense(quote).length < LEAST_PART_CHARS
}

function dense(quote: string): string {
  return quote.replace(/\s+/g, '')
}

/** The quote as given, and as it reads without the marks that come along when it is copied from a diff or put in a code span. */
export function readings(quote: string): readonly string[] {
  const unticked = quote.trim().replace(/^`+|`+$/g, '')
  const lines = quote.split('\n').filter((line) => line.trim() !== '')
  const marked = lines.length > 0 && lines.every((line) => /^[+-]/.test(line.trimStart()))
  const unmarked = marked ? lines.map((line) => line.trimStart().slice(1)).join('\n') : quote
  return [...new Set([quote, unticked, unmarked].map(squash))].filter((reading) => reading !== '')
}
