// The machine's side of one page: a process of its own, as a window of Electron is one. It does what the page's `require('node:…')`
// asks, tells of its children and of the vault's files, and dies with the page: then its pipes close, as those of a real window do.
import { spawn, type ChildProcess } from 'node:child_process'
import fs, { type BigIntStats, type Dirent, type Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import os from 'node:os'
import * as v from 'valibot'
import { errorToWire, isRecord, pack, unpack, type FileKind, type Tag } from '../wire.ts'
import { listVault } from './list-vault.ts'
import { watchVault } from './watch-vault.ts'

const REQUEST = v.object({ id: v.number(), body: v.string() })
const CALL = v.object({ module: v.string(), name: v.string(), args: v.array(v.unknown()) })
const SPAWN = v.tuple([v.string(), v.array(v.string()), v.record(v.string(), v.unknown())])

const handles = new Map<number, FileHandle>()
const children = new Map<number, ChildProcess>()
let nextId = 1

const vault = process.argv[2] ?? ''
tell('ready', undefined)
watchVault(vault, (paths) => {
  tell('event', { type: 'vault', paths })
})
process.on('message', (message) => void answer(v.parse(REQUEST, message)))
process.on('disconnect', () => process.exit())

async function answer({ id, body }: v.InferOutput<typeof REQUEST>): Promise<void> {
  try {
    const call = v.parse(CALL, unpack(body))
    process.send?.({ id, reply: pack({ value: await perform(call) }, tag) })
  } catch (thrown) {
    process.send?.({ id, reply: pack({ error: errorToWire(thrown) }) })
  }
}

function perform({ module, name, args }: v.InferOutput<typeof CALL>): unknown {
  if (module === 'fs') return name === 'readSync' ? readSome(args) : invoke(fs, name, args)
  if (module === 'fs/promises') return invoke(fs.promises, name, args)
  if (module === 'os') return invoke(os, name, args)
  if (module === 'process') return invoke(process, name, args)
  if (module === 'boot') return boot()
  if (module === 'vault') return listVault(vault)
  if (module === 'handle') return onHandle(name, args)
  if (module === 'child') return onChild(name, args)
  throw new Error(`The bridge has no ${module}.`)
}

function invoke(target: object, name: string, args: readonly unknown[]): unknown {
  const method: unknown = Reflect.get(target, name)
  if (typeof method !== 'function') throw new Error(`The bridge finds no ${name}.`)
  return Reflect.apply(method, target, args)
}

function boot(): unknown {
  const { pid, ppid, platform, arch, execPath, env, versions } = process
  return {
    process: { pid, ppid, platform, arch, execPath, env: { ...env }, versions: { ...versions } },
    constants: { fs: { ...fs.constants }, signals: { ...os.constants.signals } },
    functions: { fs: functionsOf(fs), 'fs/promises': functionsOf(fs.promises), os: functionsOf(os) },
    cwd: process.cwd(),
    vault,
  }
}

function functionsOf(module: object): readonly string[] {
  return Object.entries(module).flatMap(([name, value]) => (typeof value === 'function' && /^[a-z]/.test(name) ? [name] : []))
}

/** `fs.readSync` fills a buffer of the caller, which lives in the page: the bytes travel back instead. */
function readSome(args: readonly unknown[]): Uint8Array {
  const [fd, length, position] = v.parse(v.tuple([v.number(), v.number(), v.nullable(v.number())]), args)
  const bytes = new Uint8Array(length)
  return bytes.subarray(0, fs.readSync(fd, bytes, 0, length, position))
}

async function onHandle(name: string, args: readonly unknown[]): Promise<unknown> {
  const [id, ...rest] = args
  const handle = handles.get(Number(id))
  if (handle === undefined) throw Object.assign(new Error('EBADF: bad file descriptor'), { code: 'EBADF', errno: -9 })
  if (name === 'close') handles.delete(Number(id))
  return invoke(handle, name, rest)
}

function onChild(name: string, args: readonly unknown[]): unknown {
  if (name === 'spawn') return startChild(args)
  const [id, ...rest] = args
  const child = children.get(Number(id))
  if (child === undefined) return false
  if (name === 'kill') return invoke(child, 'kill', rest)
  if (name === 'write') return child.stdin?.write(v.parse(v.union([v.string(), v.instance(Uint8Array)]), rest[0]))
  if (name === 'end') return void child.stdin?.end()
  if (name === 'destroy') return void (rest[0] === 'stderr' ? child.stderr : child.stdout)?.destroy()
  throw new Error(`The bridge has no child.${name}.`)
}

/** A child's process number, or null with the error that `spawn` tells later as an event. */
function startChild(args: readonly unknown[]): unknown {
  const [command, words, options] = v.parse(SPAWN, args)
  const child = spawn(command, words, options)
  const id = (nextId += 1)
  children.set(id, child)
  const say = (event: string, ...values: readonly unknown[]): void => {
    tell('event', { type: 'child', id, event, values })
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (bytes: Uint8Array) => say(`${stream}:data`, bytes))
    child[stream]?.on('end', () => say(`${stream}:end`))
    child[stream]?.on('error', (error) => say(`${stream}:error`, errorToWire(error)))
  }
  child.stdin?.on('error', (error) => say('stdin:error', errorToWire(error)))
  child.on('error', (error) => say('error', errorToWire(error)))
  child.on('exit', (code, signal) => say('exit', code, signal))
  child.on('close', (code, signal) => {
    say('close', code, signal)
    children.delete(id)
    tell('ended', child.pid)
  })
  if (child.pid !== undefined) tell('started', child.pid)
  return { id, pid: child.pid ?? null }
}

/** Speaks to the server: `event` goes on to the page; `started` and `ended` name processes that the server must end at last. */
function tell(type: 'ready' | 'event' | 'started' | 'ended', value: unknown): void {
  process.send?.({ type, value: pack(value) })
}

/** `Stats`, `Dirent` and `FileHandle` as plain records that the page gives their methods again. */
function tag(value: object): ReturnType<Tag> {
  if (isFileHandle(value)) {
    const id = (nextId += 1)
    handles.set(id, value)
    return { $: 'handle', value: { id, fd: value.fd } }
  }
  if (!hasKind(value)) return null
  if ('mtimeMs' in value) return { $: 'stats', value: { kind: kindOf(value), fields: { ...value } } }
  return { $: 'dirent', value: { kind: kindOf(value), name: value.name, parentPath: value.parentPath } }
}

function isFileHandle(value: object): value is FileHandle {
  return isRecord(value) && value.constructor.name === 'FileHandle'
}

function hasKind(value: object): value is Stats | BigIntStats | Dirent {
  return 'isDirectory' in value && typeof value.isDirectory === 'function'
}

function kindOf(value: Stats | BigIntStats | Dirent): FileKind {
  if (value.isFile()) return 'file'
  if (value.isDirectory()) return 'directory'
  return value.isSymbolicLink() ? 'symlink' : 'other'
}
