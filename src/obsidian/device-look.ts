import type { App } from 'obsidian'
import type { Clock } from '../basics/clock.ts'
import type { Here } from './here.ts'
import { loadDesktop } from './load-desktop.ts'

/** A look is as good as new for so long. */
const FRESH_MS = 5_000

/**
 * What this device has, as it was last seen; where nobody looked, nothing is known. Looking reads a few small files, and on macOS asks `ps`
 * for each lock that stands there whether who took it still lives.
 */
export class DeviceLook {
  /** A look came to nothing: who waits for the first one waits no longer. */
  hasFailed = false
  private seen: Here | null = null
  private text = ''
  private lookedMs = Number.NEGATIVE_INFINITY
  private looking: Promise<void> | null = null
  private next: Promise<void> | null = null
  private readonly listeners = new Set<() => void>()

  constructor(
    private readonly app: App,
    private readonly clock: Clock,
  ) {}

  /** null before the first look, and on a phone. */
  known(): Here | null {
    return this.seen
  }

  /** Looks; who asks while a look goes on gets one that begins after it. Never rejects. */
  look(): Promise<void> {
    if (this.looking === null) return this.begin()
    this.next ??= this.looking.then(() => {
      this.next = null
      return this.begin()
    })
    return this.next
  }

  /** Looks again where the last look is not fresh; asks for nothing where nobody has looked yet. */
  glance(): void {
    if (this.seen !== null && this.looking === null && this.clock.now() - this.lookedMs > FRESH_MS) void this.look()
  }

  /** Gives back what ends the listening. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private begin(): Promise<void> {
    this.looking = this.lookNow()
      .catch((bug: unknown) => this.fail(bug))
      .finally(() => (this.looking = null))
    return this.looking
  }

  private fail(bug: unknown): void {
    console.error('Forge could not look at this device.', bug)
    this.hasFailed = true
    if (this.seen === null) this.tell()
  }

  private async lookNow(): Promise<void> {
    const desktop = await loadDesktop(this.app)
    if (desktop === null) return
    const seen = await desktop.readHere(this.app)
    this.lookedMs = this.clock.now()
    const text = JSON.stringify(seen)
    if (text === this.text) return
    this.seen = seen
    this.text = text
    this.tell()
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
