import * as M from 'obsidian-test-mocks/obsidian'
import { setIcon } from '../ui/icons.ts'
import type { PreviewApp } from './app.ts'
import type { Area } from './area.ts'
import { FileView } from './file-view.ts'
import { EmptyView, ItemView, View } from './view.ts'

interface ViewState {
  readonly type: string
  readonly active?: boolean
  readonly state?: unknown
}

/** A tab and the view in it. */
export class Leaf extends M.Events {
  view: View
  readonly isDeferred = false
  readonly el = createDiv({ cls: 'workspace-leaf' })
  readonly tabEl = createDiv({ cls: 'workspace-tab-header tappable' })
  hoverPopover = null
  pinned = false

  constructor(
    readonly app: PreviewApp,
    readonly area: Area,
  ) {
    super()
    this.view = new EmptyView(this)
    this.mount()
    void this.view.onOpen()
    this.el.addEventListener('pointerdown', () => app.workspace.setActiveLeaf(this), true)
  }

  get parent(): Area {
    return this.area
  }

  getRoot(): Area {
    return this.area
  }

  getContainer(): Area {
    return this.area
  }

  getViewState(): { type: string; state: Record<string, unknown>; active: boolean } {
    return { type: this.view.getViewType(), state: this.view.getState(), active: this.app.workspace.activeLeaf === this }
  }

  async setViewState(state: ViewState): Promise<void> {
    const made = this.app.workspace.views.get(state.type)?.(this)
    await this.open(made instanceof View ? made : new EmptyView(this))
    if (state.state !== undefined) await this.view.setState(state.state, { history: false })
    if (state.active === true) this.app.workspace.setActiveLeaf(this)
  }

  async open(view: View): Promise<View> {
    await this.leave()
    this.view = view
    this.mount()
    view.load()
    await view.onOpen()
    this.showTitle()
    this.app.workspace.trigger('layout-change')
    return view
  }

  async openFile(file: M.TFile, state: { readonly active?: boolean } = {}): Promise<void> {
    const type = this.app.workspace.viewTypeOf(file)
    if (this.view.getViewType() !== type) await this.setViewState({ type })
    if (this.view instanceof FileView) await this.view.openFile(file)
    this.showTitle()
    if (state.active !== false) this.app.workspace.setActiveLeaf(this)
    this.app.workspace.trigger('file-open', file)
  }

  detach(): void {
    void this.leave()
    this.area.remove(this)
    this.app.workspace.forget(this)
  }

  getDisplayText(): string {
    return this.view.getDisplayText()
  }

  getIcon(): string {
    return this.view.getIcon()
  }

  async loadIfDeferred(): Promise<void> {
    // No view of this page is deferred.
  }

  setPinned(pinned: boolean): void {
    this.pinned = pinned
  }

  togglePinned(): void {
    this.pinned = !this.pinned
  }

  getEphemeralState(): Record<string, unknown> {
    return this.view.getEphemeralState()
  }

  setEphemeralState(state: unknown): void {
    this.view.setEphemeralState(state)
  }

  onResize(): void {
    this.view.onResize()
  }

  showTitle(): void {
    this.tabEl.replaceChildren()
    this.tabEl.setAttribute('aria-label', this.getDisplayText())
    const inner = this.tabEl.createDiv({ cls: 'workspace-tab-header-inner' })
    setIcon(inner.createDiv({ cls: 'workspace-tab-header-inner-icon' }), this.getIcon())
    inner.createDiv({ cls: 'workspace-tab-header-inner-title', text: this.getDisplayText() })
    const close = inner.createDiv({ cls: 'workspace-tab-header-inner-close-button', attr: { 'aria-label': 'Close' } })
    setIcon(close, 'x')
    close.addEventListener('click', (event) => {
      event.stopPropagation()
      this.detach()
    })
    if (this.view instanceof ItemView) this.view.showTitle()
  }

  private mount(): void {
    this.view.containerEl.setAttribute('data-type', this.view.getViewType())
    this.el.replaceChildren(this.view.containerEl)
    this.showTitle()
  }

  private async leave(): Promise<void> {
    const { view } = this
    await view.onClose()
    view.unload()
    view.containerEl.remove()
  }
}
