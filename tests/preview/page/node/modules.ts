import { isRecord } from '../../wire.ts'
import type { Bridge } from './bridge.ts'
import { PageBuffer } from './buffer.ts'
import { childProcess } from './child-process.ts'
import { Emitter } from './emitter.ts'
import { posixPath } from './path.ts'

/** What the window's process says of itself. `vault`: the vault's folder. */
export interface Boot {
  readonly process: Readonly<Record<string, unknown>>
  readonly constants: { readonly fs: Readonly<Record<string, unknown>>; readonly signals: Readonly<Record<string, unknown>> }
  /** The names of the functions of each module. */
  readonly functions: Readonly<Record<'fs' | 'fs/promises' | 'os', readonly string[]>>
  readonly cwd: string
  readonly vault: string
}

export function readBoot(value: unknown): Boot {
  const boot = recordOf(value)
  const { fs, signals } = recordOf(boot['constants'])
  const functions = recordOf(boot['functions'])
  return {
    process: recordOf(boot['process']),
    constants: { fs: recordOf(fs), signals: recordOf(signals) },
    functions: { fs: namesIn(functions['fs']), 'fs/promises': namesIn(functions['fs/promises']), os: namesIn(functions['os']) },
    cwd: String(boot['cwd']),
    vault: String(boot['vault']),
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw new Error('The bridge does not say where it is.')
  return value
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** Node's modules by name without `node:`, as Electron's renderer offers them to a plugin on a desktop. */
export function nodeModules(bridge: Bridge, boot: Boot): ReadonlyMap<string, unknown> {
  const names = boot.functions
  const promises = functions(names['fs/promises'], (name, args) => bridge.call('fs/promises', name, args), { constants: boot.constants.fs })
  const path = posixPath(() => boot.cwd)
  return new Map<string, unknown>([
    [
      'fs',
      functions(names.fs, (name, args) => (name === 'readSync' ? readSync(bridge, args) : bridge.callSync('fs', name, args)), {
        constants: boot.constants.fs,
        promises,
      }),
    ],
    ['fs/promises', promises],
    [
      'os',
      functions(names.os, (name, args) => bridge.callSync('os', name, args), { EOL: '\n', constants: { signals: boot.constants.signals } }),
    ],
    ['path', path],
    ['path/posix', path],
    ['child_process', childProcess(bridge)],
    ['crypto', { randomUUID: () => crypto.randomUUID(), webcrypto: crypto }],
    ['buffer', { Buffer: PageBuffer }],
    ['events', Object.assign(Emitter, { EventEmitter: Emitter })],
    ['timers', { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate: later, clearImmediate: clearTimeout }],
    ['url', { fileURLToPath: (url: string | URL) => decodeURIComponent(new URL(url).pathname), pathToFileURL, URL }],
  ])
}

/** The global `process` of Electron's renderer. */
export function processOf(bridge: Bridge, boot: Boot): object {
  return Object.assign(new Emitter(), boot.process, {
    cwd: () => boot.cwd,
    kill: (pid: number, signal?: string | number) => bridge.callSync('process', 'kill', signal === undefined ? [pid] : [pid, signal]),
    nextTick: (then: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => then(...args)),
    hrtime: Object.assign(() => [0, 0], { bigint: () => BigInt(Math.round(performance.now() * 1e6)) }),
    argv: [],
  })
}

/** A module whose functions are all calls to the machine. */
function functions(
  names: readonly string[],
  call: (name: string, args: readonly unknown[]) => unknown,
  own: Record<string, unknown>,
): object {
  const calls: Record<string, unknown> = {}
  for (const name of names) calls[name] = (...args: readonly unknown[]) => call(name, args)
  return { ...calls, ...own }
}

function readSync(bridge: Bridge, args: readonly unknown[]): number {
  const [fd, buffer, offset, length, position = null] = args
  const bytes = bridge.callSync('fs', 'readSync', [fd, length, position])
  if (!(bytes instanceof Uint8Array) || !(buffer instanceof Uint8Array)) throw new Error('The bridge gave no bytes.')
  buffer.set(bytes, Number(offset))
  return bytes.length
}

function later(then: () => void): unknown {
  return setTimeout(then, 0)
}

function pathToFileURL(path: string): URL {
  return new URL(`file://${encodeURI(path)}`)
}
