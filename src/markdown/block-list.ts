import { isScalar, type YAMLSeq } from 'yaml'
import { linesOf, type Line } from './lines.ts'
import { blockItem } from './yaml-text.ts'

interface ItemLine extends Line {
  /** Of the item that stands on this line; null for a comment or a blank line. */
  readonly item: number | null
}

/**
 * The lines of a block list with other items: those that stay keep their lines, new ones get lines of their own, and comments between
 * them stay. `end`: after the last line of the list. null where the items are not one plain line each.
 */
export function changedList(source: string, list: YAMLSeq, value: readonly string[], end: number, lineBreak: string): string | null {
  const lines = itemLines(source, list, end)
  if (lines === null) return null
  const indent = /^[ \t]*/.exec(lines.find((line) => line.item !== null)?.text ?? '')?.[0] ?? ''
  const kept = commonItems(textsOf(list), value)
  const fresh = (from: number, to: number): string =>
    value
      .slice(from, to)
      .map((item) => `${indent}- ${blockItem(item)}${lineBreak}`)
      .join('')
  let text = ''
  let next = 0
  for (const line of lines) {
    const stays = line.item === null ? undefined : kept.get(line.item)
    if (stays !== undefined) text += fresh(next, stays)
    if (stays !== undefined) next = stays + 1
    if (line.item === null || stays !== undefined) text += source.slice(line.start, line.next)
  }
  return text + fresh(next, value.length)
}

/** The lines of comments that stand between the items of a block list. */
export function commentsIn(source: string, list: YAMLSeq, end: number): string {
  const lines = (itemLines(source, list, end) ?? []).filter((line) => line.item === null && line.text.trim() !== '')
  return lines.map((line) => source.slice(line.start, line.next)).join('')
}

/** From the line of the first item to the one that ends at `end`. */
function itemLines(source: string, list: YAMLSeq, end: number): readonly ItemLine[] | null {
  const places = list.items.map((item) => (isScalar(item) && typeof item.value === 'string' && item.range ? item.range : null))
  const lines = linesOf(source.slice(0, end))
  const items = new Map<number, number>()
  for (const [item, place] of places.entries()) {
    const at = place === null ? -1 : lines.findIndex((line) => line.start <= place[0] && place[1] <= line.start + line.text.length)
    const line = lines[at]
    if (!place || !line || !/^[ \t]*-[ \t]+$/.test(source.slice(line.start, place[0]))) return null
    items.set(at, item)
  }
  const first = Math.min(...items.keys())
  return items.size === 0 ? null : lines.slice(first).map((line, at) => ({ ...line, item: items.get(first + at) ?? null }))
}

function textsOf(list: YAMLSeq): readonly unknown[] {
  return list.items.map((item) => (isScalar(item) ? item.value : undefined))
}

/** The longest run of items, gaps allowed, that both lists have in the same order: old place to new place. */
function commonItems(old: readonly unknown[], value: readonly unknown[]): ReadonlyMap<number, number> {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(value.length + 1).fill(0))
  const length = (a: number, b: number): number => lengths[a]?.[b] ?? 0
  for (let a = old.length - 1; a >= 0; a -= 1) {
    for (let b = value.length - 1; b >= 0; b -= 1) {
      const longest = old[a] === value[b] ? length(a + 1, b + 1) + 1 : Math.max(length(a + 1, b), length(a, b + 1))
      lengths[a]?.splice(b, 1, longest)
    }
  }
  const kept = new Map<number, number>()
  for (let a = 0, b = 0; a < old.length && b < value.length;) {
    if (old[a] === value[b]) kept.set(a++, b++)
    else if (length(a + 1, b) >= length(a, b + 1)) a += 1
    else b += 1
  }
  return kept
}
