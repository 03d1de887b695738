import { Notice, Platform, type App } from 'obsidian'
import type { Failure } from '../basics/failure.ts'
import { inPluginWords } from './failure-words.ts'
import { notifySystem, type Call } from './system-notification.ts'

/** A button in a notice. */
export interface Offer {
  readonly label: string
  act(): void
}

const NOTICE_MS = 8_000
const FAILURE_MS = 10_000
/** Notices lie over the board; on a phone one hides a row already. */
const AT_ONCE = 3
const AT_ONCE_ON_PHONE = 1

/** What Forge says in passing: at most one notice about a subject and few at once, a newer one in an older one's place. None takes the focus. */
export class Notices {
  /** The oldest first. */
  private readonly shown = new Map<string, Notice>()

  constructor(private readonly app: App) {}

  /** `about`: the subject, such as a feature's name. `ms`: how long it stays. */
  say(about: string, text: string, offer: Offer | null = null, ms = NOTICE_MS): void {
    this.show(about, text, offer, ms)
  }

  /** One sentence and the next step; the board has the details. */
  fail(about: string, failure: Failure, offer: Offer | null = null): void {
    this.show(about, `${failure.what} ${failure.next}`, offer, FAILURE_MS)
  }

  /** What a person waits for while doing something else: a notice, and the system's notification where the window has no focus. */
  call(about: string, text: string, offer: Offer | null = null, kind: Call = 'end'): void {
    this.say(about, text, offer)
    notifySystem(this.app, { kind, about, text: inPluginWords(text), open: () => offer?.act() })
  }

  /** Takes back what is said of a subject: it is no longer news. */
  hide(about: string): void {
    this.shown.get(about)?.hide()
    this.shown.delete(about)
  }

  private show(about: string, text: string, offer: Offer | null, ms: number): void {
    this.hide(about)
    const [oldest] = this.shown.keys()
    if (oldest !== undefined && this.shown.size >= (Platform.isPhone ? AT_ONCE_ON_PHONE : AT_ONCE)) this.hide(oldest)
    const notice = new Notice(inPluginWords(text), ms)
    if (offer !== null) addButton(notice, offer)
    this.shown.set(about, notice)
    window.setTimeout(() => this.shown.get(about) === notice && this.shown.delete(about), ms)
  }
}

function addButton(notice: Notice, offer: Offer): void {
  const button = notice.messageEl.createEl('button', { text: offer.label, cls: 'forge-offer' })
  button.addEventListener('click', () => {
    notice.hide()
    offer.act()
  })
}
