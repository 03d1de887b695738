import { Notice } from 'obsidian'
import type { Failure } from '../basics/failure.ts'

/** A button in a notice. */
export interface Offer {
  readonly label: string
  act(): void
}

const NOTICE_MS = 8_000

/** What Forge says in passing. Of one subject there is at most one notice on the screen: a newer one takes its place. */
export class Notices {
  private readonly shown = new Map<string, Notice>()

  /** `about`: the subject, such as a feature's name. */
  say(about: string, text: string, offer: Offer | null = null): void {
    this.shown.get(about)?.hide()
    const notice = new Notice(text, NOTICE_MS)
    if (offer !== null)
      notice.messageEl.createEl('button', { text: offer.label, cls: 'forge-offer' }).addEventListener('click', () => offer.act())
    this.shown.set(about, notice)
  }

  /** One sentence and the next step; the board has the details. */
  fail(about: string, failure: Failure): void {
    this.say(about, `${failure.what} ${failure.next}`)
  }

  /** What a person waits for while doing something else: a notice, and the system's notification where the window has no focus. */
  call(about: string, text: string, offer: Offer | null = null): void {
    this.say(about, text, offer)
  }
}
