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

/** Where a squashed quote stands, overlapping places included. Empty for an empty quote. */
export function placesOf(quote: string, text: Searchable): readonly Lines[] {
  const places: Lines[] = []
  if (quote === '') return places
  for (let at = text.flat.indexOf(quote); at !== -1; at = text.flat.indexOf(quote, at + 1)) {
    places.push({ first: lineAt(text, at), last: lineAt(text, at + quote.length - 1) })
  }
  return places
}

function lineAt({ starts }: Searchable, offset: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle]?.offset ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return starts[low]?.line ?? 0
}

const LEAST_QUOTE_CHARS = 3

/** Too little to prove anything: `}` and `a` stand in every file. */
export function isTooShort(quote: string): boolean {
  const dense = quote.replace(/\s+/g, '')
  return dense.length < LEAST_QUOTE_CHARS || !/[\p{L}\p{N}]/u.test(dense)
}

/** The quote as given, and as it reads without the marks that come along when it is copied from a diff or put in a code span. */
export function readings(quote: string): readonly string[] {
  const unticked = quote.trim().replace(/^`+|`+$/g, '')
  const lines = quote.split('\n').filter((line) => line.trim() !== '')
  const marked = lines.length > 0 && lines.every((line) => /^[+-]/.test(line.trimStart()))
  const unmarked = marked ? lines.map((line) => line.trimStart().slice(1)).join('\n') : quote
  return [...new Set([quote, unticked, unmarked].map(squash))].filter((reading) => reading !== '')
}
