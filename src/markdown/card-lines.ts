import { dropPrefix, linesOf, prefixLines } from './lines.ts'

/** What stands after a list mark on its line, and all that is nested below it, with its indentation taken off. */
export interface Entry {
  readonly value: string
  readonly below: string
}

/** The labelled items of the outermost list of some Markdown; the first of each label counts. */
export function entriesOf(markdown: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const item of itemsOf(markdown)) {
    const match = LABELLED.exec(item.value)
    const label = match?.[1]
    if (label !== undefined && !entries.has(label)) entries.set(label, { value: match?.[2]?.trim() ?? '', below: item.below })
  }
  return entries
}

/** The items of the outermost list of some Markdown. Fenced text never counts as an item. */
export function itemsOf(markdown: string): readonly Entry[] {
  const heads = itemHeads(markdown)
  const depth = heads.reduce((least, head) => Math.min(least, head.depth), Number.POSITIVE_INFINITY)
  const own = heads.filter((head) => head.depth === depth)
  return own.map((head, at) => ({ value: head.value, below: outdented(markdown.slice(head.next, own[at + 1]?.start ?? markdown.length)) }))
}

/** Two spaces before every line that is not empty. */
export function indented(markdown: string): string {
  return prefixLines(markdown, '  ', '')
}

interface ItemHead {
  readonly depth: number
  readonly value: string
  readonly start: number
  readonly next: number
}

const LABELLED = /^\*\*(.+?):\*\*(.*)$/s
const ITEM = /^([ \t]*)[-*+](?:[ \t]+(.*))?$/s
const FENCE = /^[ \t]*(`{3,}|~{3,})([^`]*)$/

function itemHeads(source: string): readonly ItemHead[] {
  const heads: ItemHead[] = []
  let fence: string | null = null
  for (const line of linesOf(source)) {
    const mark = FENCE.exec(line.text)
    if (fence !== null) {
      if (mark?.[1] !== undefined && mark[1].startsWith(fence) && mark[2]?.trim() === '') fence = null
      continue
    }
    const item = ITEM.exec(line.text)
    if (mark) fence = mark[1] ?? null
    else if (item) heads.push({ depth: widthOf(item[1] ?? ''), value: item[2]?.trim() ?? '', start: line.start, next: line.next })
  }
  return heads
}

/** Takes the first line's indentation off every line. */
function outdented(below: string): string {
  const lead = /^[ \t]*/.exec(below)?.[0].length ?? 0
  return lead === 0 ? below : dropPrefix(below, new RegExp(`^[ \\t]{1,${String(lead)}}`))
}

function widthOf(space: string): number {
  return [...space].reduce((width, char) => width + (char === '\t' ? 4 : 1), 0)
}
