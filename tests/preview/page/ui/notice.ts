const DEFAULT_MS = 5_000

/** Every text that a notice has shown, oldest first. */
export const shownNotices: string[] = []

/** A short message in the corner; a click or its time ends it. `duration` 0: it stays. */
export class Notice {
  readonly containerEl: HTMLElement
  readonly noticeEl: HTMLElement
  readonly messageEl: HTMLElement

  constructor(message: string | DocumentFragment, duration = DEFAULT_MS) {
    const corner =
      document.querySelector<HTMLElement>('.notice-container') ??
      document.body.createDiv({ cls: 'notice-container', attr: { 'aria-live': 'polite' } })
    this.containerEl = corner.createDiv({ cls: 'notice' })
    this.noticeEl = this.containerEl
    this.messageEl = this.containerEl.createDiv({ cls: 'notice-message' })
    this.setMessage(message)
    this.containerEl.addEventListener('click', () => this.hide())
    if (duration > 0) window.setTimeout(() => this.hide(), duration)
  }

  setMessage(message: string | DocumentFragment): this {
    this.messageEl.replaceChildren(message)
    shownNotices.push(this.messageEl.textContent)
    return this
  }

  hide(): void {
    this.containerEl.remove()
  }
}
