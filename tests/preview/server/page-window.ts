import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { pack, unpack } from '../wire.ts'

const MESSAGE = v.union([v.object({ id: v.number(), reply: v.string() }), v.object({ type: v.string(), value: v.string() })])

/** The server's end of one window's process: calls and their replies, events on their way to the page, and what must be ended at last. */
export class PageWindow {
  readonly ready: Promise<void>
  private readonly replies = new Map<number, (reply: string) => void>()
  /** Births by process number: a number may be given anew to a stranger. */
  private readonly started = new Map<number, string>()
  private waiting: string[] = []
  private listener: ((event: string) => void) | null = null
  private lastId = 0
  private alive = true

  constructor(private readonly process: ChildProcess) {
    this.ready = new Promise((resolve) => {
      process.on('message', (message) => this.hear(v.parse(MESSAGE, message), resolve))
    })
    process.on('exit', () => (this.alive = false))
    // A call may reach a window in the moment it closes.
    process.on('error', () => undefined)
  }

  /** Does one call of the page, packed, and gives the packed reply. */
  call(body: string): Promise<string> {
    if (!this.process.connected) return Promise.resolve(pack({ error: { message: 'This window has closed.' } }))
    const id = (this.lastId += 1)
    return new Promise((resolve) => {
      this.replies.set(id, resolve)
      this.process.send({ id, body })
    })
  }

  /** Hears every event from the first on. */
  listen(listener: (event: string) => void): void {
    this.listener = listener
    for (const event of this.waiting.splice(0)) listener(event)
  }

  /** The page has closed. */
  leave(): void {
    this.listener = () => undefined
    this.process.kill('SIGKILL')
  }

  /** Ends the process and all that it started, groups of their own included. */
  end(): void {
    this.leave()
    for (const [pid, born] of this.started) {
      if (bornOf(pid) !== born) continue
      endQuietly(-pid)
      endQuietly(pid)
    }
  }

  isIdle(): boolean {
    return !this.alive && this.started.size === 0
  }

  private note(pid: number): void {
    this.started.set(pid, bornOf(pid))
  }

  private hear(message: v.InferOutput<typeof MESSAGE>, ready: () => void): void {
    if ('id' in message) {
      this.replies.get(message.id)?.(message.reply)
      this.replies.delete(message.id)
    } else if (message.type === 'ready') ready()
    else if (message.type === 'started') this.note(Number(unpack(message.value)))
    else if (message.type === 'ended') this.started.delete(Number(unpack(message.value)))
    else if (this.listener === null) this.waiting.push(message.value)
    else this.listener(message.value)
  }
}

/** '' where the system does not say. */
function bornOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? ''
  } catch {
    return ''
  }
}

function endQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}
