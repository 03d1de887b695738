import { setIcon } from './icons.ts'

/** What every control has: a state that can be switched off. */
export abstract class BaseComponent {
  disabled = false

  then(use: (component: this) => unknown): this {
    use(this)
    return this
  }

  setDisabled(disabled: boolean): this {
    this.disabled = disabled
    return this
  }
}

export class ButtonComponent extends BaseComponent {
  readonly buttonEl: HTMLButtonElement

  constructor(containerEl: HTMLElement) {
    super()
    this.buttonEl = containerEl.createEl('button')
  }

  override setDisabled(disabled: boolean): this {
    this.buttonEl.disabled = disabled
    return super.setDisabled(disabled)
  }

  setCta(): this {
    return this.mark('mod-cta', true)
  }

  removeCta(): this {
    return this.mark('mod-cta', false)
  }

  setWarning(): this {
    return this.mark('mod-warning', true)
  }

  setDestructive(): this {
    return this.mark('mod-destructive', true)
  }

  removeDestructive(): this {
    return this.mark('mod-destructive', false)
  }

  setTooltip(tooltip: string): this {
    this.buttonEl.setAttribute('aria-label', tooltip)
    return this
  }

  setButtonText(name: string): this {
    this.buttonEl.textContent = name
    return this
  }

  setIcon(icon: string): this {
    setIcon(this.buttonEl, icon)
    return this
  }

  setClass(cls: string): this {
    return this.mark(cls, true)
  }

  onClick(callback: (event: MouseEvent) => unknown): this {
    this.buttonEl.addEventListener('click', (event) => void callback(event))
    return this
  }

  private mark(cls: string, on: boolean): this {
    this.buttonEl.toggleClass(cls, on)
    return this
  }
}

export class ExtraButtonComponent extends BaseComponent {
  readonly extraSettingsEl: HTMLElement

  constructor(containerEl: HTMLElement) {
    super()
    this.extraSettingsEl = containerEl.createDiv({ cls: 'clickable-icon extra-setting-button' })
    this.setIcon('settings')
  }

  override setDisabled(disabled: boolean): this {
    this.extraSettingsEl.toggleClass('is-disabled', disabled)
    return super.setDisabled(disabled)
  }

  setTooltip(tooltip: string): this {
    this.extraSettingsEl.setAttribute('aria-label', tooltip)
    return this
  }

  setIcon(icon: string): this {
    setIcon(this.extraSettingsEl, icon)
    return this
  }

  onClick(callback: () => unknown): this {
    this.extraSettingsEl.addEventListener('click', () => void (this.disabled || callback()))
    return this
  }
}

/** A control with a value; `changed` hears what a person enters, not what the program sets. */
export abstract class ValueComponent<T> extends BaseComponent {
  private changed: (value: T) => unknown = () => undefined

  abstract getValue(): T
  abstract setValue(value: T): this

  onChange(callback: (value: T) => unknown): this {
    this.changed = callback
    return this
  }

  protected tell(): void {
    void this.changed(this.getValue())
  }
}

export class ToggleComponent extends ValueComponent<boolean> {
  readonly toggleEl: HTMLElement
  private readonly box: HTMLInputElement

  constructor(containerEl: HTMLElement) {
    super()
    this.toggleEl = containerEl.createDiv({ cls: 'checkbox-container' })
    this.box = this.toggleEl.createEl('input', { type: 'checkbox', attr: { tabindex: '0' } })
    this.toggleEl.addEventListener('click', (event) => {
      event.preventDefault()
      if (this.disabled) return
      this.setValue(!this.getValue())
      this.tell()
    })
  }

  override setDisabled(disabled: boolean): this {
    this.toggleEl.toggleClass('is-disabled', disabled)
    return super.setDisabled(disabled)
  }

  getValue(): boolean {
    return this.toggleEl.hasClass('is-enabled')
  }

  setValue(on: boolean): this {
    this.toggleEl.toggleClass('is-enabled', on)
    this.box.checked = on
    return this
  }

  setTooltip(tooltip: string): this {
    this.toggleEl.setAttribute('aria-label', tooltip)
    return this
  }
}

export class DropdownComponent extends ValueComponent<string> {
  readonly selectEl: HTMLSelectElement

  constructor(containerEl: HTMLElement) {
    super()
    this.selectEl = containerEl.createEl('select', { cls: 'dropdown' })
    this.selectEl.addEventListener('change', () => this.tell())
  }

  override setDisabled(disabled: boolean): this {
    this.selectEl.disabled = disabled
    return super.setDisabled(disabled)
  }

  addOption(value: string, text: string): this {
    this.selectEl.createEl('option', { value, text })
    return this
  }

  addOptions(options: Record<string, string>): this {
    for (const [value, text] of Object.entries(options)) this.addOption(value, text)
    return this
  }

  getValue(): string {
    return this.selectEl.value
  }

  setValue(value: string): this {
    this.selectEl.value = value
    return this
  }
}

export class AbstractTextComponent<E extends HTMLInputElement | HTMLTextAreaElement> extends ValueComponent<string> {
  constructor(readonly inputEl: E) {
    super()
    inputEl.addEventListener('input', () => this.onChanged())
  }

  override setDisabled(disabled: boolean): this {
    this.inputEl.disabled = disabled
    return super.setDisabled(disabled)
  }

  getValue(): string {
    return this.inputEl.value
  }

  setValue(value: string): this {
    this.inputEl.value = value
    return this
  }

  setPlaceholder(placeholder: string): this {
    this.inputEl.placeholder = placeholder
    return this
  }

  onChanged(): void {
    this.tell()
  }
}

export class TextComponent extends AbstractTextComponent<HTMLInputElement> {
  constructor(containerEl: HTMLElement) {
    super(containerEl.createEl('input', { type: 'text', attr: { spellcheck: 'false' } }))
  }
}

export class SearchComponent extends AbstractTextComponent<HTMLInputElement> {
  constructor(containerEl: HTMLElement) {
    super(containerEl.createDiv({ cls: 'search-input-container' }).createEl('input', { type: 'search', attr: { spellcheck: 'false' } }))
  }
}

export class TextAreaComponent extends AbstractTextComponent<HTMLTextAreaElement> {
  constructor(containerEl: HTMLElement) {
    super(containerEl.createEl('textarea', { attr: { spellcheck: 'false' } }))
  }
}

export class SliderComponent extends ValueComponent<number> {
  readonly sliderEl: HTMLInputElement

  constructor(containerEl: HTMLElement) {
    super()
    this.sliderEl = containerEl.createEl('input', { type: 'range', cls: 'slider' })
    this.sliderEl.addEventListener('change', () => this.tell())
  }

  override setDisabled(disabled: boolean): this {
    this.sliderEl.disabled = disabled
    return super.setDisabled(disabled)
  }

  setLimits(min: number | null, max: number | null, step: number | 'any'): this {
    Object.assign(this.sliderEl, { min: String(min ?? ''), max: String(max ?? ''), step: String(step) })
    return this
  }

  getValue(): number {
    return Number(this.sliderEl.value)
  }

  setValue(value: number): this {
    this.sliderEl.value = String(value)
    return this
  }

  setDynamicTooltip(): this {
    return this
  }

  setInstant(): this {
    return this
  }
}

export class ColorComponent extends ValueComponent<string> {
  private readonly input: HTMLInputElement

  constructor(containerEl: HTMLElement) {
    super()
    this.input = containerEl.createEl('input', { type: 'color' })
    this.input.addEventListener('change', () => this.tell())
  }

  getValue(): string {
    return this.input.value
  }

  setValue(value: string): this {
    this.input.value = value
    return this
  }
}

export class ProgressBarComponent extends ValueComponent<number> {
  private readonly bar: HTMLElement
  private value = 0

  constructor(containerEl: HTMLElement) {
    super()
    this.bar = containerEl.createDiv({ cls: 'setting-progress-bar' }).createDiv({ cls: 'setting-progress-bar-inner' })
  }

  getValue(): number {
    return this.value
  }

  setValue(value: number): this {
    this.value = value
    this.bar.setCssProps({ '--progress': `${String(value)}%` })
    return this
  }
}

export class DisplayValueComponent {
  readonly el: HTMLElement

  constructor(containerEl: HTMLElement) {
    this.el = containerEl.createSpan({ cls: 'setting-display-value' })
  }

  setValue(value: string): this {
    this.el.textContent = value
    return this
  }
}
