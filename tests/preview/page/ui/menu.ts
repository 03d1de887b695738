import * as M from 'obsidian-test-mocks/obsidian'
import { setIcon } from './icons.ts'

type Chosen = (event: MouseEvent | KeyboardEvent) => unknown

class MenuItem {
  readonly dom = createDiv({ cls: 'menu-item tappable' })
  private readonly iconEl = this.dom.createDiv({ cls: 'menu-item-icon' })
  private readonly titleEl = this.dom.createDiv({ cls: 'menu-item-title' })
  section = ''

  constructor(private readonly menu: Menu) {}

  setTitle(title: string | DocumentFragment): this {
    this.titleEl.replaceChildren(title)
    return this
  }

  setIcon(icon: string | null): this {
    if (icon !== null) setIcon(this.iconEl, icon)
    return this
  }

  setChecked(checked: boolean | null): this {
    this.dom.toggleClass('mod-checked', checked === true)
    return this
  }

  setDisabled(disabled: boolean): this {
    this.dom.toggleClass('is-disabled', disabled)
    return this
  }

  setWarning(warning: boolean): this {
    this.dom.toggleClass('is-warning', warning)
    return this
  }

  setIsLabel(label: boolean): this {
    this.dom.toggleClass('is-label', label)
    return this
  }

  setSection(section: string): this {
    this.section = section
    return this
  }

  onClick(chosen: Chosen): this {
    this.dom.addEventListener('click', (event) => {
      if (this.dom.hasClass('is-disabled')) return
      this.menu.hide()
      void chosen(event)
    })
    return this
  }
}

export class Menu extends M.Component {
  readonly dom = createDiv({ cls: 'menu', attr: { role: 'menu' } })
  private readonly hidden: (() => unknown)[] = []

  static forEvent(event: MouseEvent): Menu {
    const menu = new Menu()
    window.setTimeout(() => menu.showAtMouseEvent(event))
    return menu
  }

  addItem(use: (item: MenuItem) => unknown): this {
    const item = new MenuItem(this)
    use(item)
    this.dom.append(item.dom)
    return this
  }

  addSeparator(): this {
    this.dom.createDiv({ cls: 'menu-separator' })
    return this
  }

  setNoIcon(): this {
    return this
  }

  setUseNativeMenu(): this {
    return this
  }

  setParentElement(): this {
    return this
  }

  showAtMouseEvent(event: MouseEvent): this {
    return this.showAtPosition({ x: event.clientX, y: event.clientY })
  }

  showAtPosition({ x, y }: { x: number; y: number }): this {
    document.body.append(this.dom)
    this.load()
    const { width, height } = this.dom.getBoundingClientRect()
    this.dom.setCssProps({
      '--menu-x': `${String(Math.max(4, Math.min(x, innerWidth - width - 8)))}px`,
      '--menu-y': `${String(Math.max(4, Math.min(y, innerHeight - height - 8)))}px`,
    })
    const outside = (event: Event): void => {
      if (!(event.target instanceof Node && this.dom.contains(event.target))) this.hide()
    }
    window.setTimeout(() => this.registerDomEvent(document, 'click', outside))
    return this
  }

  hide(): this {
    if (!this.dom.isConnected) return this
    this.dom.remove()
    this.unload()
    for (const tell of this.hidden) tell()
    return this
  }

  close(): void {
    this.hide()
  }

  onHide(callback: () => unknown): void {
    this.hidden.push(callback)
  }
}
