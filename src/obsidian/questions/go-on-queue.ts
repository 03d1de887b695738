import type { CameIn } from './came-in.ts'

/** So long must an answer rest before Forge goes on by itself: who ticked a box may be about to tick another. */
export const REST_MS = 10_000

/** What the queue asks of its owner. */
export interface QueueDeeds {
  /** Says for `REST_MS` that Forge goes on in a moment; `stay` is the person's no. */
  tell(came: CameIn, stay: () => void): void
  /** The person said no to it. */
  refused(came: CameIn): void
  /** Goes on with it where it is still the answer; resolves when what it began is over, and never rejects. */
  goOn(came: CameIn): Promise<void>
}

/** Goes on with one answer after the other, each after a rest in which the person can say no. */
export class GoOnQueue {
  /** By feature, the oldest first. */
  private readonly waiting = new Map<string, CameIn>()
  private resting: { readonly came: CameIn; readonly timer: number } | null = null
  private isGoing = false

  constructor(private readonly deeds: QueueDeeds) {}

  /** What is added anew rests anew. */
  add(came: CameIn): void {
    this.wake(came.feature)
    this.waiting.set(came.feature, came)
    this.next()
  }

  /** True where something of that feature was to be gone on with. */
  drop(feature: string): boolean {
    const was = this.wake(feature) || this.waiting.delete(feature)
    this.next()
    return was
  }

  end(): void {
    this.waiting.clear()
    window.clearTimeout(this.resting?.timer)
    this.resting = null
  }

  private next(): void {
    const [came] = this.waiting.values()
    if (this.isGoing || this.resting !== null || came === undefined) return
    this.waiting.delete(came.feature)
    this.resting = { came, timer: window.setTimeout(() => void this.goOn(came), REST_MS) }
    this.deeds.tell(came, () => this.refuse(came.feature))
  }

  private async goOn(came: CameIn): Promise<void> {
    this.resting = null
    this.isGoing = true
    await this.deeds.goOn(came).finally(() => (this.isGoing = false))
    this.next()
  }

  private refuse(feature: string): void {
    const came = this.resting?.came
    if (came === undefined || !this.wake(feature)) return
    this.deeds.refused(came)
    this.next()
  }

  /** Ends the rest of a feature's answer; true where one rested. */
  private wake(feature: string): boolean {
    if (this.resting?.came.feature !== feature) return false
    window.clearTimeout(this.resting.timer)
    this.resting = null
    return true
  }
}
