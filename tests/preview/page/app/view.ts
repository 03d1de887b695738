import * as M from 'obsidian-test-mocks/obsidian'
import { setIcon } from '../ui/icons.ts'
import type { PreviewApp } from './app.ts'
import type { Leaf } from './leaf.ts'

export abstract class View extends M.Component {
  readonly app: PreviewApp
  readonly containerEl = createDiv({ cls: 'workspace-leaf-content' })
  icon = 'file-text'
  navigation = true
  scope: unknown = null

  constructor(readonly leaf: Leaf) {
    super()
    this.app = leaf.app
  }

  abstract getViewType(): string
  abstract getDisplayText(): string

  getIcon(): string {
    return this.icon
  }

  async onOpen(): Promise<void> {
    // A view fills itself here.
  }

  async onClose(): Promise<void> {
    // A view tidies up here.
  }

  getState(): Record<string, unknown> {
    return {}
  }

  async setState(_state: unknown, _result: unknown): Promise<void> {
    // A view with a state takes it here.
  }

  getEphemeralState(): Record<string, unknown> {
    return {}
  }

  setEphemeralState(_state: unknown): void {
    // A view with a scroll position takes it here.
  }

  onResize(): void {
    // A view that draws by size does it here.
  }

  onPaneMenu(_menu: unknown, _source: string): void {
    // A view adds its own items here.
  }
}

/** A view with Obsidian's header and a content element. */
export abstract class ItemView extends View {
  readonly contentEl: HTMLElement
  private readonly titleEl: HTMLElement
  private readonly actionsEl: HTMLElement

  constructor(leaf: Leaf) {
    super(leaf)
    const header = this.containerEl.createDiv({ cls: 'view-header' })
    const drawer = header.createDiv({ cls: 'clickable-icon sidebar-toggle-button mod-left', attr: { 'aria-label': 'Expand' } })
    setIcon(drawer, 'panel-left')
    drawer.addEventListener('click', () => this.app.workspace.leftSplit.toggle())
    this.titleEl = header.createDiv({ cls: 'view-header-title-container' }).createDiv({ cls: 'view-header-title' })
    this.actionsEl = header.createDiv({ cls: 'view-actions' })
    this.contentEl = this.containerEl.createDiv({ cls: 'view-content' })
  }

  addAction(icon: string, title: string, callback: (event: MouseEvent) => unknown): HTMLElement {
    const button = createEl('button', { cls: 'clickable-icon view-action', attr: { 'aria-label': title } })
    setIcon(button, icon)
    button.addEventListener('click', (event) => void callback(event))
    this.actionsEl.prepend(button)
    return button
  }

  /** Shows the view's name and icon as they are now. */
  showTitle(): void {
    this.titleEl.textContent = this.getDisplayText()
  }
}

/** What an empty tab shows. */
export class EmptyView extends ItemView {
  override icon = 'file'

  getViewType(): string {
    return 'empty'
  }

  getDisplayText(): string {
    return 'New tab'
  }

  override async onOpen(): Promise<void> {
    const box = this.contentEl.createDiv({ cls: 'empty-state' })
    box.createDiv({ cls: 'empty-state-title', text: 'No file is open' })
    const action = box.createDiv({ cls: 'empty-state-action tappable', text: 'Open the command palette (Ctrl + P)' })
    action.addEventListener('click', () => this.app.openPalette())
  }
}
