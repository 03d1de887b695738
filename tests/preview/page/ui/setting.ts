import {
  ButtonComponent,
  ColorComponent,
  DisplayValueComponent,
  DropdownComponent,
  ExtraButtonComponent,
  ProgressBarComponent,
  SearchComponent,
  SliderComponent,
  TextAreaComponent,
  TextComponent,
  ToggleComponent,
} from './controls.ts'

type Text = string | DocumentFragment

/** One row of settings, with Obsidian's class names. */
export class Setting {
  readonly settingEl: HTMLElement
  readonly infoEl: HTMLElement
  readonly nameEl: HTMLElement
  readonly descEl: HTMLElement
  readonly controlEl: HTMLElement
  errorEl: HTMLElement | null = null
  components: unknown[] = []

  constructor(containerEl: HTMLElement) {
    this.settingEl = containerEl.createDiv({ cls: 'setting-item' })
    this.infoEl = this.settingEl.createDiv({ cls: 'setting-item-info' })
    this.nameEl = this.infoEl.createDiv({ cls: 'setting-item-name' })
    this.descEl = this.infoEl.createDiv({ cls: 'setting-item-description' })
    this.controlEl = this.settingEl.createDiv({ cls: 'setting-item-control' })
  }

  setName(name: Text): this {
    return this.write(this.nameEl, name)
  }

  setDesc(desc: Text): this {
    return this.write(this.descEl, desc)
  }

  setErrorMessage(message: string | null): this {
    this.errorEl?.remove()
    this.errorEl = message === null ? null : this.infoEl.createDiv({ cls: 'setting-item-error', text: message })
    this.settingEl.toggleClass('is-invalid', message !== null)
    return this
  }

  setClass(cls: string): this {
    this.settingEl.addClass(cls)
    return this
  }

  setTooltip(tooltip: string): this {
    this.nameEl.setAttribute('aria-label', tooltip)
    return this
  }

  setHeading(): this {
    return this.setClass('setting-item-heading')
  }

  setDisabled(disabled: boolean): this {
    this.settingEl.toggleClass('is-disabled', disabled)
    for (const component of this.components)
      if (component instanceof Object && 'setDisabled' in component && typeof component.setDisabled === 'function')
        Reflect.apply(component.setDisabled, component, [disabled])
    return this
  }

  addButton(use: (component: ButtonComponent) => unknown): this {
    return this.add(new ButtonComponent(this.controlEl), use)
  }

  addExtraButton(use: (component: ExtraButtonComponent) => unknown): this {
    return this.add(new ExtraButtonComponent(this.controlEl), use)
  }

  addToggle(use: (component: ToggleComponent) => unknown): this {
    this.settingEl.addClass('mod-toggle')
    return this.add(new ToggleComponent(this.controlEl), use)
  }

  addText(use: (component: TextComponent) => unknown): this {
    return this.add(new TextComponent(this.controlEl), use)
  }

  addSearch(use: (component: SearchComponent) => unknown): this {
    return this.add(new SearchComponent(this.controlEl), use)
  }

  addTextArea(use: (component: TextAreaComponent) => unknown): this {
    return this.add(new TextAreaComponent(this.controlEl), use)
  }

  addDropdown(use: (component: DropdownComponent) => unknown): this {
    return this.add(new DropdownComponent(this.controlEl), use)
  }

  addColorPicker(use: (component: ColorComponent) => unknown): this {
    return this.add(new ColorComponent(this.controlEl), use)
  }

  addProgressBar(use: (component: ProgressBarComponent) => unknown): this {
    return this.add(new ProgressBarComponent(this.controlEl), use)
  }

  addSlider(use: (component: SliderComponent) => unknown): this {
    return this.add(new SliderComponent(this.controlEl), use)
  }

  addDisplayValue(use: (component: DisplayValueComponent) => unknown): this {
    use(new DisplayValueComponent(this.controlEl))
    return this
  }

  addComponent(make: (el: HTMLElement) => unknown): this {
    this.components.push(make(this.controlEl))
    return this
  }

  then(use: (setting: this) => unknown): this {
    use(this)
    return this
  }

  clear(): this {
    this.controlEl.empty()
    this.components = []
    return this
  }

  private add<C>(component: C, use: (component: C) => unknown): this {
    this.components.push(component)
    use(component)
    return this
  }

  private write(el: HTMLElement, text: Text): this {
    el.replaceChildren(text)
    return this
  }
}

/** Rows under one heading, drawn as a card. */
export class SettingGroup {
  readonly groupEl: HTMLElement
  readonly listEl: HTMLElement
  private heading: Setting | null = null

  constructor(containerEl: HTMLElement) {
    this.groupEl = containerEl.createDiv({ cls: 'setting-group' })
    this.listEl = this.groupEl.createDiv({ cls: 'setting-items' })
  }

  setHeading(text: Text): this {
    this.head().setName(text)
    return this
  }

  addClass(...classes: string[]): this {
    this.groupEl.addClasses(classes)
    return this
  }

  addSetting(use: (setting: Setting) => void): this {
    use(new Setting(this.listEl))
    return this
  }

  addSearch(use: (component: SearchComponent) => unknown): this {
    this.head().addSearch(use)
    return this
  }

  addExtraButton(use: (component: ExtraButtonComponent) => unknown): this {
    this.head().addExtraButton(use)
    return this
  }

  private head(): Setting {
    if (this.heading === null) {
      this.heading = new Setting(this.groupEl).setHeading()
      this.groupEl.prepend(this.heading.settingEl)
    }
    return this.heading
  }
}
