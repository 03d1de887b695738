import { parseDocument } from 'yaml'
import { failed, ok, type Result } from '../basics/result.ts'
import { bodyStart, frontmatterBlock } from './frontmatter-block.ts'
import { spliceKeys } from './frontmatter-splice.ts'
import { breakOf } from './lines.ts'
import { quickKeys } from './yaml-quick.ts'
import { yamlLine, type KeyValue } from './yaml-text.ts'

export type { KeyValue }
export type Keys = Readonly<Record<string, KeyValue>>
export { bodyStart }

/** Parsed frontmatter ({} where there is none). Error: why it is not valid YAML or not a mapping. Dates stay strings. */
export function readKeys(text: string): Result<Readonly<Record<string, unknown>>, string> {
  const block = frontmatterBlock(text)
  if (block === null) return ok({})
  const source = text.slice(block.from, block.to)
  const quick = quickKeys(source)
  return quick === null ? slowKeys(source) : ok(quick)
}

/** What the YAML library reads. The quick reader gives the same or nothing. */
export function slowKeys(source: string): Result<Readonly<Record<string, unknown>>, string> {
  const document = parseDocument(source, { schema: 'core', logLevel: 'error', prettyErrors: true })
  const fault = document.errors[0]
  if (fault) return failed(firstLine(fault.message))
  const value: unknown = toValue(() => document.toJS())
  if (value === null) return ok({})
  return isMapping(value) ? ok(value) : failed('The frontmatter is not a list of keys and values.')
}

/**
 * Changes keys where they stand; undefined removes a key with its line, new keys go at the end of the block, and every other
 * byte stays (comments, quoting, order, line breaks, byte order mark). A note without frontmatter gets one. Error: why the
 * frontmatter cannot be changed safely.
 */
export function setKeys(text: string, patch: Readonly<Record<string, KeyValue | undefined>>): Result<string, string> {
  const block = frontmatterBlock(text)
  if (block === null) return ok(withNewBlock(text, patch))
  const source = text.slice(block.from, block.to)
  const spliced = spliceKeys(source, patch, breakOf(text))
  return spliced.ok ? ok(text.slice(0, block.from) + spliced.value + text.slice(block.to)) : spliced
}

/** `---\n…\n---\n` with flat keys in the given order; strings quoted only where YAML needs it; undefined left out. */
export function renderKeys(keys: Readonly<Record<string, KeyValue | undefined>>): string {
  const lines = Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [`${yamlLine(key, value)}\n`]))
  return `---\n${lines.join('')}---\n`
}

function withNewBlock(text: string, patch: Readonly<Record<string, KeyValue | undefined>>): string {
  if (Object.values(patch).every((value) => value === undefined)) return text
  const start = bodyStart(text)
  return text.slice(0, start) + renderKeys(patch).replace(/\n/g, breakOf(text)) + text.slice(start)
}

function toValue(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    // Aliases that point nowhere, or that would unfold without end.
    return undefined
  }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function firstLine(message: string): string {
  return message.split('\n')[0]?.replace(/:$/, '.') ?? message
}
