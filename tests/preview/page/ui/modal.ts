import * as M from 'obsidian-test-mocks/obsidian'
import { ButtonComponent } from './controls.ts'
import { setIcon } from './icons.ts'

const open: Modal[] = []

/** The modal in front, for the Escape key. */
export function topModal(): Modal | null {
  return open.at(-1) ?? null
}

export class Modal {
  readonly scope = M.Scope.create__()
  readonly containerEl = createDiv({ cls: 'modal-container mod-dim' })
  readonly modalEl: HTMLElement
  readonly titleEl: HTMLElement
  readonly contentEl: HTMLElement
  shouldRestoreSelection = true
  private closed: () => unknown = () => undefined

  constructor(readonly app: unknown) {
    this.containerEl.createDiv({ cls: 'modal-bg' }).addEventListener('click', () => this.close())
    this.modalEl = this.containerEl.createDiv({ cls: 'modal', attr: { role: 'dialog', 'aria-modal': 'true' } })
    const button = this.modalEl.createDiv({ cls: 'modal-close-button', attr: { 'aria-label': 'Close' } })
    setIcon(button, 'x')
    button.addEventListener('click', () => this.close())
    this.titleEl = this.modalEl.createDiv({ cls: 'modal-header' }).createDiv({ cls: 'modal-title' })
    this.contentEl = this.modalEl.createDiv({ cls: 'modal-content' })
  }

  open(): void {
    document.body.append(this.containerEl)
    open.push(this)
    void this.onOpen()
    const field = this.modalEl.querySelector('input, textarea, select, button')
    if (field instanceof HTMLElement && !this.modalEl.contains(document.activeElement)) field.focus()
  }

  close(): void {
    if (!this.containerEl.isConnected) return
    open.splice(open.indexOf(this), 1)
    this.containerEl.remove()
    this.onClose()
    void this.closed()
  }

  onOpen(): Promise<void> | void {
    // A modal fills itself here.
  }

  onClose(): void {
    // A modal tidies up here.
  }

  setTitle(title: string): this {
    this.titleEl.textContent = title
    return this
  }

  setContent(content: string | DocumentFragment): this {
    this.contentEl.replaceChildren(content)
    return this
  }

  setCloseCallback(callback: () => unknown): this {
    this.closed = callback
    return this
  }
}

/** A button of a confirmation: a click closes the modal, unless its handler gives something truthy. */
class ConfirmationButton extends ButtonComponent {
  private handler: (event: MouseEvent) => unknown = () => undefined

  constructor(containerEl: HTMLElement, modal: Modal) {
    super(containerEl)
    this.buttonEl.addEventListener('click', (event) => {
      void Promise.resolve(this.handler(event)).then((stay) => {
        if (!stay) modal.close()
      })
    })
  }

  override onClick(handler: (event: MouseEvent) => unknown): this {
    this.handler = handler
    return this
  }

  setInitialFocus(): this {
    window.setTimeout(() => this.buttonEl.focus())
    return this
  }

  setSecondary(): this {
    return this.setClass('mod-secondary')
  }

  setCancel(): this {
    return this.setClass('mod-cancel')
  }
}

export class ConfirmationModal extends Modal {
  readonly buttonContainerEl: HTMLElement

  constructor(app: unknown) {
    super(app)
    this.modalEl.addClass('mod-confirmation')
    this.buttonContainerEl = this.modalEl.createDiv({ cls: 'modal-button-container' })
  }

  addClass(cls: string): this {
    this.modalEl.addClass(cls)
    return this
  }

  addCheckbox(label: string, changed: (value: boolean) => unknown): this {
    const line = this.buttonContainerEl.createEl('label', { cls: 'mod-checkbox', text: label })
    const box = createEl('input', { type: 'checkbox' })
    line.prepend(box)
    box.addEventListener('change', () => void changed(box.checked))
    return this
  }

  addButton(use: (button: ConfirmationButton) => unknown): this {
    use(new ConfirmationButton(this.buttonContainerEl, this))
    return this
  }

  addCancelButton(text = 'Cancel'): this {
    return this.addButton((button) => button.setButtonText(text).setCancel())
  }
}
