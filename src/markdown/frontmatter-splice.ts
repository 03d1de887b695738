import { isAlias, isCollection, isMap, isScalar, isSeq, parseDocument, type Document, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import { failed, ok, type Result } from '../basics/result.ts'
import { changedList, commentsIn } from './block-list.ts'
import { blockItem, quoted, yamlLine, yamlValue, type KeyValue } from './yaml-text.ts'

/** Changes keys in a YAML block by the offsets that the parser reports. One key at a time: each change moves the offsets. */
export function spliceKeys(
  source: string,
  patch: Readonly<Record<string, KeyValue | undefined>>,
  lineBreak: string,
): Result<string, string> {
  let text = source
  for (const [key, value] of Object.entries(patch)) {
    const next = spliceKey(text, key, value, lineBreak)
    if (!next.ok) return next
    text = next.value
  }
  return ok(text)
}

function spliceKey(source: string, key: string, value: KeyValue | undefined, lineBreak: string): Result<string, string> {
  const document = parse(source)
  const fault = document.errors[0]
  if (fault) return failed(fault.message.split('\n')[0] ?? 'The frontmatter is not valid YAML.')
  const map = document.contents
  if (map !== null && !(isScalar(map) && map.value === null) && !isBlockMap(map))
    return failed('The frontmatter is not a list of keys, one per line.')
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined
  const next = pair === undefined ? added(source, map, key, value, lineBreak) : changed(source, pair, value, lineBreak)
  return next === source ? ok(source) : checked(document, next, key, value)
}

function parse(source: string): Document.Parsed {
  return parseDocument(source, { schema: 'core', logLevel: 'error', keepSourceTokens: true })
}

function isBlockMap(node: unknown): boolean {
  return isMap(node) && node.flow !== true
}

function added(source: string, map: unknown, key: string, value: KeyValue | undefined, lineBreak: string): string {
  if (value === undefined) return source
  const first = isMap(map) ? map.items[0]?.key : undefined
  const column = isScalar(first) && first.range ? first.range[0] - lineStart(source, first.range[0]) : 0
  return `${source}${' '.repeat(column)}${yamlLine(key, value)}${lineBreak}`
}

function changed(source: string, pair: Pair, value: KeyValue | undefined, lineBreak: string): string {
  const span = spanOfPair(source, pair)
  if (value === undefined) return source.slice(0, span.lineStart) + source.slice(span.lineEnd)
  if (sameValue(pair, value)) return source
  return value !== null && span.inline ? replaceInline(source, pair, span, value) : replaceWhole(source, pair, span, value, lineBreak)
}

interface PairSpan {
  readonly lineStart: number
  /** After the last line of the value, its line break included. */
  readonly lineEnd: number
  /** After the colon. */
  readonly colon: number
  readonly valueStart: number
  readonly valueEnd: number
  /** The value is a scalar or flow list on the key's line, with nothing but spaces before it. */
  readonly inline: boolean
}

function spanOfPair(source: string, pair: Pair): PairSpan {
  const key = isScalar(pair.key) && pair.key.range ? pair.key.range : [0, 0]
  const colon = colonEnd(source, pair, key[1] ?? 0)
  const range = isScalar(pair.value) || isCollection(pair.value) || isAlias(pair.value) ? pair.value.range : null
  const isEmpty = !range || source.slice(range[0], range[1]).trim() === ''
  const valueStart = isEmpty ? colon : range[0]
  const valueEnd = isEmpty ? colon : trimmedEnd(source, range[0], range[1])
  const inline = !isEmpty && /^[ \t]+$/.test(source.slice(colon, valueStart)) && !isBlockSeq(pair.value)
  return { lineStart: lineStart(source, key[0] ?? 0), lineEnd: lineEnd(source, valueEnd), colon, valueStart, valueEnd, inline }
}

function colonEnd(source: string, pair: Pair, after: number): number {
  const separators = pair.srcToken?.sep ?? []
  const indicator = separators.find((token) => token.type === 'map-value-ind')
  return indicator ? indicator.offset + 1 : source.indexOf(':', after) + 1
}

function replaceInline(source: string, pair: Pair, span: PairSpan, value: KeyValue): string {
  const wasQuoted = isScalar(pair.value) && pair.value.type === 'QUOTE_DOUBLE'
  const text = wasQuoted && typeof value === 'string' ? quoted(value) : yamlValue(value)
  return source.slice(0, span.valueStart) + text + source.slice(span.valueEnd)
}

/** Puts the value after the colon and takes the old one's lines away; a comment between the two stays. */
function replaceWhole(source: string, pair: Pair, span: PairSpan, value: KeyValue, lineBreak: string): string {
  const list = isSeq(pair.value) && isBlockSeq(pair.value) ? pair.value : null
  if (list && Array.isArray(value) && value.length > 0) return replaceBlockList(source, span, list, value, lineBreak)
  const text = yamlValue(value)
  const between = source.slice(span.colon, span.valueStart)
  const comment = /#/.test(between) ? between.replace(/(?:\r?\n)[ \t]*$/, '') : ''
  const head = source.slice(0, span.colon) + (text === '' ? '' : ` ${text}`) + comment
  const comments = list ? commentsIn(source, list, span.lineEnd) : ''
  return head + source.slice(span.valueEnd, span.lineEnd) + comments + source.slice(span.lineEnd)
}

function replaceBlockList(source: string, span: PairSpan, list: YAMLSeq, value: readonly string[], lineBreak: string): string {
  const changed = changedList(source, list, value, span.lineEnd, lineBreak)
  if (changed !== null) return source.slice(0, lineStart(source, span.valueStart)) + changed + source.slice(span.lineEnd)
  const indent = source.slice(lineStart(source, span.valueStart), span.valueStart)
  const items = value.map((item) => `- ${blockItem(item)}`)
  return source.slice(0, span.valueStart) + items.join(lineBreak + indent) + source.slice(span.valueEnd)
}

function isBlockSeq(node: unknown): boolean {
  return isSeq(node) && node.flow !== true
}

function sameValue(pair: Pair, value: KeyValue): boolean {
  if (isScalar(pair.value)) return pair.value.value === value
  if (!isSeq(pair.value) || !Array.isArray(value)) return false
  const items = pair.value.items.map((item) => (isScalar(item) ? item.value : undefined))
  return items.length === value.length && items.every((item, at) => item === value[at])
}

/** The splice is believed only when reading it back gives the change and nothing else. */
function checked(before: Document.Parsed, next: string, key: string, value: KeyValue | undefined): Result<string, string> {
  const after = parse(next)
  const map = isMap(before.contents) ? before.contents : null
  const wanted = withChange(map, key, value)
  const got = isMap(after.contents) ? plainMap(after.contents) : new Map<string, string>()
  const isSame = after.errors.length === 0 && wanted.size === got.size && [...wanted].every(([name, text]) => got.get(name) === text)
  return isSame ? ok(next) : failed(`The key "${key}" cannot be changed without touching other keys.`)
}

function withChange(map: YAMLMap | null, key: string, value: KeyValue | undefined): Map<string, string> {
  const entries = map ? plainMap(map) : new Map<string, string>()
  if (value === undefined) entries.delete(key)
  else entries.set(key, JSON.stringify(value))
  return entries
}

function plainMap(map: YAMLMap): Map<string, string> {
  const json: unknown = map.toJSON()
  const entries: readonly [string, unknown][] = typeof json === 'object' && json !== null ? Object.entries(json) : []
  return new Map(entries.map(([key, value]) => [key, JSON.stringify(value)]))
}

function trimmedEnd(source: string, start: number, end: number): number {
  return start + source.slice(start, end).trimEnd().length
}

function lineStart(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1
}

function lineEnd(source: string, offset: number): number {
  const newline = source.indexOf('\n', offset)
  return newline < 0 ? source.length : newline + 1
}
