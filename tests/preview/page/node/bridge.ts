import { isRecord, pack, unpack } from '../../wire.ts'
import { remake } from './remake.ts'

/** What the machine tells of a child process. `event`: `stdout:data`, `exit`, … */
export interface ChildEvent {
  readonly id: number
  readonly event: string
  readonly values: readonly unknown[]
}

type VaultListener = (paths: readonly string[]) => void
type ChildListener = (event: ChildEvent) => void

/** The page's end of the wire to its window's process. */
export class Bridge {
  private readonly children = new Map<number, ChildListener>()
  private vaultListener: VaultListener = () => undefined

  private constructor(private readonly window: string) {
    const events = new EventSource(`events/${window}`)
    events.addEventListener('message', (message: MessageEvent<string>) => this.hear(unpack(message.data)))
    // The machine ends its side with the stream, so that the page hears nothing any more.
    events.addEventListener('error', () => console.error('The page has lost its machine.'))
  }

  static async open(): Promise<Bridge> {
    const answer: unknown = await (await fetch('open', { method: 'POST' })).json()
    return new Bridge(isRecord(answer) ? String(answer['window']) : '')
  }

  /** Waits for the answer with the page standing still, as Node's synchronous functions do. Throws what the machine threw. */
  callSync(module: string, name: string, args: readonly unknown[]): unknown {
    const request = new XMLHttpRequest()
    request.open('POST', `call/${this.window}`, false)
    request.send(pack({ module, name, args }))
    return this.valueOf(request.responseText)
  }

  async call(module: string, name: string, args: readonly unknown[]): Promise<unknown> {
    const response = await fetch(`call/${this.window}`, { method: 'POST', body: pack({ module, name, args }) })
    return this.valueOf(await response.text())
  }

  onVault(listener: VaultListener): void {
    this.vaultListener = listener
  }

  onChild(id: number, listener: ChildListener): void {
    this.children.set(id, listener)
  }

  private valueOf(reply: string): unknown {
    const read = unpack(reply, (tag, value) => remake(tag, value, this))
    if (!isRecord(read)) throw new Error('The bridge gave no answer.')
    if ('error' in read) throw errorOf(read['error'])
    return read['value']
  }

  private hear(event: unknown): void {
    if (!isRecord(event)) return
    if (event['type'] === 'vault' && Array.isArray(event['paths'])) this.vaultListener(event['paths'].map(String))
    if (event['type'] !== 'child' || !Array.isArray(event['values'])) return
    const id = Number(event['id'])
    this.children.get(id)?.({ id, event: String(event['event']), values: event['values'] })
    if (event['event'] === 'close') this.children.delete(id)
  }
}

/** An error of Node, with its code, as the machine described it. */
export function errorOf(described: unknown): Error {
  if (!isRecord(described)) return new Error(String(described))
  const { message, ...rest } = described
  return Object.assign(new Error(String(message)), rest)
}
