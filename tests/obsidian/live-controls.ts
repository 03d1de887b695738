import * as mocks from 'obsidian-test-mocks/obsidian'

/** The texts of the notices that were shown, in turn. */
export const noticed: string[] = []
const windows: mocks.Modal[] = []

/** Lets the mocks' windows stay open in the document until they are closed, and their buttons, fields and lists be used as a person does. */
export function useLiveControls(): void {
  mocks.Modal.prototype.open = function (this: mocks.Modal) {
    activeDocument.body.append(this.containerEl)
    windows.push(this)
    void this.onOpen()
  }
  const close = Reflect.get(mocks.Modal.prototype, 'close')
  mocks.Modal.prototype.close = function (this: mocks.Modal) {
    if (!this.containerEl.isConnected) return
    this.containerEl.remove()
    Reflect.apply(close, this, [])
  }
  mocks.ButtonComponent.prototype.onClick = function (this: mocks.ButtonComponent, act) {
    this.buttonEl.addEventListener('click', (event) => void act(event))
    return this
  }
  mocks.ConfirmationModal.prototype.addButton = function (this: mocks.ConfirmationModal, fill) {
    const button = mocks.ConfirmationButton.create2__(this.buttonContainerEl)
    fill(button.asOriginalType3__())
    button.buttonEl.addEventListener('click', () => this.close())
    return this
  }
  mocks.AbstractTextComponent.prototype.onChange = function (this: mocks.AbstractTextComponent<HTMLInputElement>, act) {
    this.inputEl.addEventListener('input', () => void act(this.inputEl.value))
    return this
  }
  mocks.AbstractTextComponent.prototype.getValue = function (this: mocks.AbstractTextComponent<HTMLInputElement>) {
    return this.inputEl.value
  }
  mocks.FuzzySuggestModal.prototype.open = function (this: mocks.FuzzySuggestModal<unknown>) {
    activeDocument.body.append(this.containerEl)
    for (const item of this.getItems()) {
      this.resultContainerEl.createDiv({ cls: 'suggestion-item', text: this.getItemText(item) }).addEventListener('click', (event) => {
        this.close()
        this.onChooseItem(item, event)
      })
    }
  }
  Object.assign(window, { IntersectionObserver: SeesAll })
  mocks.Notice.prototype.constructor__ = (message) => void noticed.push(typeof message === 'string' ? message : (message.textContent ?? ''))
}

/** Clicks what reads so in the newest window. */
export function click(text: string): void {
  const [found] = [...document.querySelectorAll<HTMLElement>('button, .suggestion-item')].filter((one) => one.textContent?.trim() === text)
  if (found === undefined) throw new Error(`Nothing reads ${text} in: ${document.body.textContent ?? ''}`)
  found.click()
}

/** Turns away from the newest window, as the Escape key does. */
export function turnAway(): void {
  windows
    .filter((one) => one.containerEl.isConnected)
    .at(-1)
    ?.close()
}

/** Types into the field of that number, the first where none is told. */
export function type(text: string, field = 0): void {
  const found = [...document.querySelectorAll('input, textarea')][field]
  if (!(found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement)) throw new Error(`There is no field ${String(field)}`)
  found.value = text
  found.dispatchEvent(new Event('input'))
}

/** What the open windows say. */
export function shown(): string {
  return document.body.textContent ?? ''
}

/** Everything is in sight; jsdom lays nothing out and has none. */
class SeesAll {
  constructor(private readonly tell: (entries: readonly { target: Element; isIntersecting: boolean }[]) => void) {}

  observe(target: Element): void {
    queueMicrotask(() => this.tell([{ target, isIntersecting: true }]))
  }

  unobserve(): void {
    return
  }

  disconnect(): void {
    return
  }
}
