import * as v from 'valibot'
import { type Document, isAlias, isMap, type Node, isScalar, parseDocument, YAMLMap, type YAMLParseError } from 'yaml'
import { failure, toMessage, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { decodeStrict } from '../basics/utf8.ts'
import { createExclusive, replaceIfSame } from '../node/atomic.ts'
import { readBytes, type Bytes } from '../node/files.ts'

const EDIT_TRIES = 5

interface Loaded {
  /** null where there is no such file. */
  readonly bytes: Bytes | null
  readonly text: string
  readonly document: Document.Parsed
}

/** Says whether it changed anything. */
export type Change<T> = (document: Document.Parsed, before: T) => Result<boolean>

/** Reads and decodes a YAML file of this device; an absent or empty one is an empty mapping. Fails with `bad-config`. */
export async function readYaml<T>(file: string, schema: v.GenericSchema<unknown, T>): Promise<Result<T>> {
  const loaded = await load(file)
  return loaded.ok ? decode(file, loaded.value.document, schema) : loaded
}

/**
 * Changes such a file so that comments and order stay, and only where nobody wrote it in between. `change` says whether it
 * changed anything; what comes out must still decode.
 */
export async function editYaml<T>(file: string, schema: v.GenericSchema<unknown, T>, change: Change<T>): Promise<Result<boolean>> {
  for (let tries = 1; tries <= EDIT_TRIES; tries += 1) {
    const changed = await loadChanged(file, schema, change)
    if (!changed.ok) return changed
    if (changed.value === null) return ok(false)
    const written = await store(file, changed.value)
    if (!written.ok || written.value) return written
  }
  const why = 'Another program wrote it every time Forge was about to write.'
  return failed(
    failure('bad-config', `Forge could not change ${file}.`, why, 'Close the programs that have it open and run the command again.'),
  )
}

/** Whether `editYaml` would take the change; nothing is written. */
export async function tryYaml<T>(file: string, schema: v.GenericSchema<unknown, T>, change: Change<T>): Promise<Result<void>> {
  const changed = await loadChanged(file, schema, change)
  return changed.ok ? ok(undefined) : changed
}

/** Sets a value below a mapping, which is made where it is missing or empty. Fails, for `file`, where it stands for what is written elsewhere. */
export function setBelow(file: string, document: Document.Parsed, mapping: string, name: string, value: unknown): Result<void> {
  begin(document)
  const there: unknown = document.get(mapping, true)
  if (isAlias(there)) return failed(isReference(file, mapping))
  if (isMap(there)) there.set(name, document.createNode(value))
  else document.set(mapping, withComments(document.createNode({ [name]: value }), there))
  return ok(undefined)
}

/** A file that holds `---` or `null` and no more takes a key like an empty one. */
export function begin(document: Document.Parsed): void {
  const there: unknown = document.contents
  if (isScalar(there) && there.value === null) Object.assign(document, { contents: withComments(new YAMLMap(document.schema), there) })
}

/** What is written as `*name` belongs to another entry: to change it there would change both, to change it here would part them. */
export function isReference(file: string, key: string): Failure {
  const why = `${key} is a reference to another entry (it begins with *), and Forge does not know whether that one should change too.`
  return failure('bad-config', `${key} was not changed.`, why, `Write ${key} out in ${file}, or change it there.`)
}

/** What a person wrote beside an empty value stays, above what now stands there. */
function withComments<T extends Node>(node: T, replaced: unknown): T {
  const comments = isScalar(replaced) ? [replaced.commentBefore, replaced.comment].filter((comment) => typeof comment === 'string') : []
  if (comments.length > 0) node.commentBefore = comments.join('\n')
  return node
}

/** The file with the change in it, null where it changes nothing. */
async function loadChanged<T>(file: string, schema: v.GenericSchema<unknown, T>, change: Change<T>): Promise<Result<Loaded | null>> {
  const loaded = await load(file)
  if (!loaded.ok) return loaded
  const before = decode(file, loaded.value.document, schema)
  if (!before.ok) return before
  const changed = change(loaded.value.document, before.value)
  if (!changed.ok) return changed
  if (!changed.value) return ok(null)
  const after = decode(file, loaded.value.document, schema)
  return after.ok ? ok(loaded.value) : after
}

async function load(file: string): Promise<Result<Loaded>> {
  const bytes = await readBytes(file)
  if (!bytes.ok) return bytes
  const text = bytes.value === null ? ok('') : decodeStrict(file, bytes.value)
  if (!text.ok) return failed({ ...text.error, code: 'bad-config' })
  const document = parseDocument(text.value, { schema: 'core', logLevel: 'error' })
  const fault = document.errors[0]
  if (fault) return failed(notYaml(file, fault))
  return ok({ bytes: bytes.value, text: text.value, document })
}

function decode<T>(file: string, document: Document.Parsed, schema: v.GenericSchema<unknown, T>): Result<T> {
  const value = toValue(document)
  if (!value.ok) return failed(notYaml(file, value.error))
  const read = v.safeParse(schema, value.value ?? {})
  return read.success ? ok(read.output) : failed(wrong(file, read.issues[0]))
}

function toValue(document: Document.Parsed): Result<unknown, Fault> {
  try {
    return ok(document.toJS() as unknown)
  } catch (thrown) {
    return failed({ message: toMessage(thrown) })
  }
}

async function store(file: string, { bytes, text, document }: Loaded): Promise<Result<boolean>> {
  const printed = document.toString({ lineWidth: 0 })
  const next = text.includes('\r\n') ? printed.replace(/\r?\n/g, '\r\n') : printed
  if (bytes !== null) return replaceIfSame(file, bytes, next)
  const created = await createExclusive(file, next)
  if (created.ok) return ok(true)
  return created.error.code === 'note-exists' ? ok(false) : created
}

type Fault = Pick<YAMLParseError, 'message'> & Partial<Pick<YAMLParseError, 'linePos'>>

/** What its message quotes of the file may be a secret, so only the words before it are told. */
function notYaml(file: string, { message, linePos }: Fault): Failure {
  const [words = ''] = message.split(/\n| at line \d|: |:$|["'`!%*\\]/)
  const place = linePos === undefined ? '' : ` (line ${String(linePos[0].line)}, column ${String(linePos[0].col)})`
  return failure(
    'bad-config',
    `Forge cannot read ${file}.`,
    `It is not valid YAML: ${words.trim()}${place}.`,
    'Mend that line and run the command again.',
  )
}

function wrong(file: string, issue: v.BaseIssue<unknown>): Failure {
  const path = v.getDotPath(issue)
  const key = path ?? 'the file'
  const unknown = issue.type === 'strict_object' && issue.expected === 'never'
  const what = unknown
    ? `${key} is no key that Forge knows.`
    : issue.input === undefined
      ? `${key} is missing.`
      : `${key} has a wrong value.`
  const next = `${path === null ? 'Correct that file' : `Change ${path} in that file`} and run the command again.`
  return failure('bad-config', `${file}: ${what}`, issue.message, next)
}
