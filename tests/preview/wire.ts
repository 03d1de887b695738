/** What travels between the page and the machine as JSON, with the values that JSON lacks. Both sides use this file. */

export type FileKind = 'file' | 'directory' | 'symlink' | 'other'

/** A value that the other side builds anew: `tag` says which. */
interface Tagged {
  readonly $: string
  readonly value: unknown
}

/** Gives a tagged form for a value that this side alone knows, or null. */
export type Tag = (value: object) => Tagged | null
/** Builds what `Tag` of the other side named, or undefined where it does not know the tag. */
export type Untag = (tag: string, value: unknown) => unknown

/** The properties of an error that code looks at. */
export interface WireError {
  readonly message: string
  readonly code?: string
  readonly errno?: number
  readonly syscall?: string
  readonly path?: string
}

export function pack(value: unknown, tag: Tag = () => null): string {
  return JSON.stringify(encode(value, tag))
}

export function unpack(text: string, untag: Untag = () => undefined): unknown {
  return decode(JSON.parse(text), untag)
}

export function errorToWire(thrown: unknown): WireError {
  if (!(thrown instanceof Error)) return { message: String(thrown) }
  const known: Record<string, unknown> = {}
  for (const key of ['code', 'errno', 'syscall', 'path']) if (key in thrown) known[key] = Reflect.get(thrown, key)
  return { message: thrown.message, ...known }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function encode(value: unknown, tag: Tag): unknown {
  if (value === undefined) return { $: 'undefined', value: null }
  if (typeof value === 'bigint') return { $: 'bigint', value: value.toString() }
  if (typeof value === 'function') return null
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return { $: 'bytes', value: toBase64(value) }
  if (value instanceof Date) return { $: 'date', value: value.toISOString() }
  if (Array.isArray(value)) return value.map((item) => encode(item, tag))
  const tagged = tag(value)
  if (tagged !== null) return { $: tagged.$, value: encode(tagged.value, tag) }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item, tag)]))
}

function decode(value: unknown, untag: Untag): unknown {
  if (Array.isArray(value)) return value.map((item) => decode(item, untag))
  if (!isRecord(value)) return value
  const { $: tag } = value
  if (typeof tag !== 'string') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item, untag)]))
  if (tag === 'undefined') return undefined
  if (tag === 'bigint') return BigInt(String(value['value']))
  if (tag === 'date') return new Date(String(value['value']))
  const inner = tag === 'bytes' ? fromBase64(String(value['value'])) : decode(value['value'], untag)
  return untag(tag, inner) ?? inner
}

const CHUNK = 8192

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(binary)
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}
