/**
 * Reads the frontmatter that Forge and Obsidian write (flat keys; plain, quoted or listed values, no escapes) without the YAML
 * library, so that a vault of thousands of notes opens at once. Anything else gives null, and the library has the say.
 */
export function quickKeys(source: string): Readonly<Record<string, unknown>> | null {
  const found = new Map<string, unknown>()
  const lines = source.split(/\r?\n/)
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? ''
    const items = itemsAfter(lines, at + 1)
    at += 1 + items.length
    if (line === '' && items.length === 0) continue
    const entry = readEntry(line, items)
    if (entry === null || found.has(entry.key)) return null
    found.set(entry.key, entry.value)
  }
  return Object.fromEntries(found)
}

const ENTRY = /^([A-Za-z][A-Za-z0-9_-]*):(?: ([^\r\n]*))?$/
const ITEM = /^( *)- ([^\r\n]*)$/
/** A plain text: no `: `, no ` #`, no space at the end. */
const WORDS = /^\p{L}(?:[\p{L}\p{N}_./()+%·,;'!?&=@~–—-]|:(?=[^ ])|#| (?=[^ #]))*$/u
const SHA = /^\d[\da-f]*[abcdf][\da-f]*$/
const DAY = /^\d{4}-\d{2}-\d{2}$/
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?$/
const DOUBLE = /^"([^"\\\p{C}]*)"$/u
const SINGLE = /^'([^'\p{C}]*)'$/u
const FLOW_ITEM = /("[^"\\\p{C}]*"|[^\s"'[\]{},&*!?|>%@`#-][^"'[\]{},]*)(?:, |$)/uy
const MEANINGS = new Map<string, boolean | null>([
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
])

interface Entry {
  readonly key: string
  readonly value: unknown
}

function itemsAfter(lines: readonly string[], from: number): readonly string[] {
  let to = from
  while (ITEM.test(lines[to] ?? '')) to += 1
  return lines.slice(from, to)
}

function readEntry(line: string, items: readonly string[]): Entry | null {
  const match = ENTRY.exec(line)
  const key = match?.[1]
  if (key === undefined || MEANINGS.has(key) || key === '__proto__') return null
  const text = match?.[2] ?? ''
  if (items.length > 0) {
    const value = text === '' ? readItems(items) : undefined
    return value === undefined ? null : { key, value }
  }
  const value = readValue(text)
  return value === undefined ? null : { key, value }
}

function readItems(items: readonly string[]): readonly unknown[] | undefined {
  const indents = new Set(items.map((item) => ITEM.exec(item)?.[1]))
  const values = items.map((item) => readItem(ITEM.exec(item)?.[2] ?? ''))
  return indents.size === 1 && !values.includes(undefined) ? values : undefined
}

/** undefined: not one of the simple forms. */
function readValue(text: string): unknown {
  if (text === '') return null
  if (text === '[]') return []
  return text.startsWith('[') && text.endsWith(']') ? readFlow(text.slice(1, -1)) : readItem(text)
}

function readFlow(inner: string): readonly unknown[] | undefined {
  const values: unknown[] = []
  FLOW_ITEM.lastIndex = 0
  for (let at = 0; at < inner.length; at = FLOW_ITEM.lastIndex) {
    const item = FLOW_ITEM.exec(inner)?.[1]
    const value = item === undefined ? undefined : readItem(item)
    if (value === undefined) return undefined
    values.push(value)
  }
  return inner.endsWith(', ') ? undefined : values
}

function readItem(text: string): unknown {
  if (MEANINGS.has(text)) return MEANINGS.get(text)
  if (WORDS.test(text) || DAY.test(text) || SHA.test(text)) return text
  if (NUMBER.test(text)) return Number(text)
  return DOUBLE.exec(text)?.[1] ?? SINGLE.exec(text)?.[1]
}
