import { isRecord, type FileKind } from '../../wire.ts'
import { PageBuffer } from './buffer.ts'
import type { Bridge } from './bridge.ts'

/** Builds anew what the machine named: `Stats`, `Dirent` and `FileHandle` with their methods, bytes as a `Buffer`. */
export function remake(tag: string, value: unknown, bridge: Bridge): unknown {
  if (tag === 'bytes' && value instanceof Uint8Array) return PageBuffer.over(value)
  if (!isRecord(value)) return undefined
  if (tag === 'stats' && isRecord(value['fields']))
    return Object.assign(new Entry(kindIn(value)), value['fields'], datesOf(value['fields']))
  if (tag === 'dirent')
    return Object.assign(new Entry(kindIn(value)), { name: value['name'], parentPath: value['parentPath'], path: value['parentPath'] })
  return tag === 'handle' ? handleOf(Number(value['id']), Number(value['fd']), bridge) : undefined
}

/** What `Stats` and `Dirent` have in common. */
class Entry {
  readonly #kind: FileKind

  constructor(kind: FileKind) {
    this.#kind = kind
  }
  isFile(): boolean {
    return this.#kind === 'file'
  }
  isDirectory(): boolean {
    return this.#kind === 'directory'
  }
  isSymbolicLink(): boolean {
    return this.#kind === 'symlink'
  }
}

function kindIn(value: Record<string, unknown>): FileKind {
  const { kind } = value
  return kind === 'file' || kind === 'directory' || kind === 'symlink' ? kind : 'other'
}

function datesOf(fields: Record<string, unknown>): Record<string, Date> {
  const names = ['atime', 'mtime', 'ctime', 'birthtime']
  return Object.fromEntries(names.map((name) => [name, new Date(Number(fields[`${name}Ms`]))]))
}

/** A file that is open on the machine: every method but `fd` and `close` is a call with its number. */
function handleOf(id: number, fd: number, bridge: Bridge): unknown {
  const call = (name: string, args: readonly unknown[]): Promise<unknown> => bridge.call('handle', name, [id, ...args])
  return new Proxy(
    { fd },
    {
      get(target, name) {
        if (typeof name !== 'string' || name === 'then') return undefined
        return name === 'fd' ? target.fd : (...args: readonly unknown[]) => (name === 'read' ? readInto(call, args) : call(name, args))
      },
    },
  )
}

type Call = (name: string, args: readonly unknown[]) => Promise<unknown>

/** `read(buffer, offset, length, position)` fills the caller's buffer. */
async function readInto(call: Call, args: readonly unknown[]): Promise<unknown> {
  const [buffer, offset = 0, length, position = null] = args
  if (!(buffer instanceof Uint8Array)) throw new Error('The bridge reads into a buffer only.')
  const size = typeof length === 'number' ? length : buffer.length - Number(offset)
  const got = await call('read', [new Uint8Array(size), 0, size, position])
  if (!isRecord(got) || !(got['buffer'] instanceof Uint8Array)) throw new Error('The bridge gave no bytes.')
  const bytesRead = Number(got['bytesRead'])
  buffer.set(got['buffer'].subarray(0, bytesRead), Number(offset))
  return { bytesRead, buffer }
}
