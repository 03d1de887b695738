import { isRecord } from '../../wire.ts'
import { errorOf, type Bridge, type ChildEvent } from './bridge.ts'
import { PageBuffer } from './buffer.ts'
import { Emitter } from './emitter.ts'

type Callback = (error: Error | null, stdout: string, stderr: string) => void

/** `node:child_process`: real processes of this machine, started by the window's process. */
export function childProcess(bridge: Bridge) {
  const spawn = (command: string, first?: unknown, second?: unknown): PageChild => {
    const args = Array.isArray(first) ? first.map(String) : []
    const options = isRecord(first) ? first : isRecord(second) ? second : {}
    return new PageChild(bridge, command, args, options)
  }
  const execFile = (command: string, ...rest: readonly unknown[]): PageChild => {
    const callback = rest.find((one): one is Callback => typeof one === 'function')
    const child = spawn(command, ...rest.filter((one) => typeof one !== 'function'))
    if (callback) collect(child, callback)
    return child
  }
  return { spawn, execFile }
}

/** A readable end of a pipe. */
class Readable extends Emitter {
  readonly readable = true
  #decoder: TextDecoder | null = null

  constructor(private readonly stop: () => void) {
    super()
  }

  setEncoding(): this {
    this.#decoder = new TextDecoder()
    return this
  }

  push(bytes: Uint8Array): void {
    this.emit('data', this.#decoder === null ? PageBuffer.over(bytes) : this.#decoder.decode(bytes, { stream: true }))
  }

  resume(): this {
    return this
  }

  destroy(): this {
    this.stop()
    return this
  }
}

/** The writing end of a pipe; what is written travels in order. */
class Writable extends Emitter {
  readonly writable = true
  #sent: Promise<unknown> = Promise.resolve()

  constructor(private readonly send: (name: string, ...args: readonly unknown[]) => Promise<unknown>) {
    super()
  }

  write(data: string | Uint8Array): boolean {
    this.#queue('write', data)
    return true
  }

  end(data?: string | Uint8Array): this {
    if (data !== undefined && data.length > 0) this.#queue('write', data)
    this.#queue('end')
    return this
  }

  destroy(): this {
    return this.end()
  }

  #queue(name: string, ...args: readonly unknown[]): void {
    this.#sent = this.#sent.then(() => this.send(name, ...args)).catch(() => undefined)
  }
}

class PageChild extends Emitter {
  readonly pid: number | undefined
  exitCode: number | null = null
  signalCode: string | null = null
  killed = false
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  readonly #bridge: Bridge
  readonly #id: number

  constructor(bridge: Bridge, command: string, args: readonly string[], options: Record<string, unknown>) {
    super()
    const started = bridge.callSync('child', 'spawn', [command, args, { ...options, signal: undefined }])
    if (!isRecord(started)) throw new Error('The bridge started nothing.')
    this.#bridge = bridge
    this.#id = Number(started['id'])
    this.pid = typeof started['pid'] === 'number' ? started['pid'] : undefined
    this.stdin = new Writable((name, ...values) => bridge.call('child', name, [this.#id, ...values]))
    this.stdout = new Readable(() => void bridge.call('child', 'destroy', [this.#id, 'stdout']))
    this.stderr = new Readable(() => void bridge.call('child', 'destroy', [this.#id, 'stderr']))
    bridge.onChild(this.#id, (event) => this.#hear(event))
  }

  kill(signal?: string | number): boolean {
    this.killed = this.#bridge.callSync('child', 'kill', signal === undefined ? [this.#id] : [this.#id, signal]) === true
    return this.killed
  }

  ref(): void {
    // A window does not end by itself.
  }

  unref(): void {
    // A window does not end by itself.
  }

  #hear({ event, values }: ChildEvent): void {
    const [source = '', what = ''] = event.split(':')
    if (source === 'stdout' || source === 'stderr') this.#hearStream(this[source], what, values)
    else if (source === 'stdin') this.stdin.emit(what, errorOf(values[0]))
    else if (event === 'error') this.emit('error', errorOf(values[0]))
    else {
      this.exitCode = typeof values[0] === 'number' ? values[0] : null
      this.signalCode = typeof values[1] === 'string' ? values[1] : null
      this.emit(event, this.exitCode, this.signalCode)
    }
  }

  #hearStream(stream: Readable, what: string, values: readonly unknown[]): void {
    if (what === 'data' && values[0] instanceof Uint8Array) stream.push(values[0])
    else if (what === 'error') stream.emit('error', errorOf(values[0]))
    else stream.emit(what)
  }
}

function collect(child: PageChild, callback: Callback): void {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding().on('data', (text) => (texts[name] += String(text)))
  }
  child.on('error', (error) => callback(error instanceof Error ? error : new Error(String(error)), texts.stdout, texts.stderr))
  child.on('close', (code, signal) => {
    const failed = code === 0 ? null : Object.assign(new Error(`Command failed with ${String(code ?? signal)}`), { code, signal })
    callback(failed, texts.stdout, texts.stderr)
  })
}
