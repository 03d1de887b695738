import * as v from 'valibot'
import { parse } from 'yaml'

const FILTER = v.union([v.string(), v.strictObject({ and: v.array(v.string()) }), v.strictObject({ or: v.array(v.string()) })])
const SORT = v.strictObject({ property: v.string(), direction: v.picklist(['ASC', 'DESC']) })
const VIEW = v.strictObject({
  type: v.picklist(['table', 'cards', 'list']),
  name: v.string(),
  filters: v.optional(FILTER),
  groupBy: v.optional(SORT),
  order: v.array(v.string()),
  sort: v.optional(v.array(SORT)),
  columnSize: v.optional(v.record(v.string(), v.number())),
  cardSize: v.optional(v.number()),
  summaries: v.optional(v.record(v.string(), v.picklist(['Sum', 'Average']))),
})
const BASE = v.strictObject({
  filters: FILTER,
  formulas: v.record(v.string(), v.string()),
  properties: v.record(v.string(), v.strictObject({ displayName: v.string() })),
  views: v.array(VIEW),
})

/** A `.base` file with the keys that Obsidian documents, and no other. */
export type Base = v.InferOutput<typeof BASE>

export function readBase(text: string): Base {
  return v.parse(BASE, parse(text))
}

/** Every property that a base shows, sorts, groups or sums by: `note.status`, `formula.lane`, `file.mtime`. */
export function propertiesOf({ properties, views }: Base): readonly string[] {
  const shown = views.flatMap(({ order, groupBy, sort = [], columnSize = {}, summaries = {} }) => [
    ...order,
    ...(groupBy === undefined ? [] : [groupBy.property]),
    ...sort.map(({ property }) => property),
    ...Object.keys(columnSize),
    ...Object.keys(summaries),
  ])
  return [...new Set([...Object.keys(properties), ...shown])]
}

/** Every key of a note that a base names, in its views, formulas and filters. */
export function noteKeysOf(base: Base): readonly string[] {
  const formulas = [
    ...Object.values(base.formulas),
    ...[base.filters, ...base.views.map(({ filters }) => filters ?? '')].flatMap(statementsOf),
  ]
  const shown = propertiesOf(base).flatMap((property) => (property.startsWith('note.') ? [property.slice('note.'.length)] : []))
  return [...new Set([...shown, ...formulas.flatMap(keysIn)])].sort()
}

function statementsOf(filter: Base['filters']): readonly string[] {
  return typeof filter === 'string' ? [filter] : Object.values(filter).flat()
}

/** Names that are no function, no file's and no formula's; a bare one means a note's key. */
function keysIn(formula: string): readonly string[] {
  const words = formula.replace(/"[^"]*"/g, '""').matchAll(/(?<![\w.])(?:note\.)?([a-z_]+)\b(?!\(|\w)/g)
  return [...words].map((match) => match[1] ?? '').filter((word) => !['file', 'formula', 'true', 'false', 'note'].includes(word))
}
