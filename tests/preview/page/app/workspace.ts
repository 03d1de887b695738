import * as M from 'obsidian-test-mocks/obsidian'
import type { PreviewApp } from './app.ts'
import { Area, type Side } from './area.ts'
import { FileView } from './file-view.ts'
import { Leaf } from './leaf.ts'

type NewLeaf = boolean | 'tab' | 'split' | 'window'
type Class<T> = abstract new (...args: never[]) => T

/** The page's layout: a main area with tabs, two sidebars, and what is active. */
export class Workspace extends M.Events {
  /** What makes the view of a type; a plugin's gives something of its own. */
  readonly views = new Map<string, (leaf: Leaf) => unknown>()
  readonly containerEl: HTMLElement
  readonly leftSplit: Area
  readonly rootSplit: Area
  readonly rightSplit: Area
  readonly requestSaveLayout = Object.assign(() => undefined, { cancel: () => undefined, run: () => undefined })
  activeLeaf: Leaf | null = null
  activeEditor: unknown = null
  layoutReady = false
  private lastFile: M.TFile | null = null
  private readonly waiting: (() => unknown)[] = []

  constructor(
    private readonly app: PreviewApp,
    parent: HTMLElement,
    private readonly phone: boolean,
  ) {
    super()
    this.containerEl = parent
    this.leftSplit = new Area('left', parent, phone)
    this.rootSplit = new Area('main', parent, false)
    this.rightSplit = new Area('right', parent, true)
    for (const area of this.areas()) area.onChange(() => this.trigger('layout-change'))
  }

  /** Opens the first tab; leaves need the whole app. */
  begin(): void {
    this.setActiveLeaf(this.addLeaf('main'))
  }

  onLayoutReady(callback: () => unknown): void {
    if (this.layoutReady) callback()
    else this.waiting.push(callback)
  }

  becomeReady(): void {
    this.layoutReady = true
    for (const callback of this.waiting.splice(0)) callback()
  }

  getLeaf(newLeaf: NewLeaf = false): Leaf {
    const current = this.rootSplit.current()
    if (newLeaf === false && current !== null) return current
    return current?.view.getViewType() === 'empty' ? current : this.addLeaf('main')
  }

  getRightLeaf(_split: boolean): Leaf {
    return this.addLeaf('right')
  }

  getLeftLeaf(_split: boolean): Leaf {
    return this.addLeaf('left')
  }

  getUnpinnedLeaf(): Leaf {
    return this.getLeaf(false)
  }

  getMostRecentLeaf(): Leaf | null {
    return this.rootSplit.current()
  }

  async ensureSideLeaf(
    type: string,
    side: 'left' | 'right',
    options: { active?: boolean; reveal?: boolean; state?: unknown } = {},
  ): Promise<Leaf> {
    const there = this.getLeavesOfType(type).find((leaf) => leaf.area.side === side)
    const leaf = there ?? this.addLeaf(side)
    if (there === undefined) await leaf.setViewState({ type, state: options.state })
    if (options.reveal !== false) await this.revealLeaf(leaf)
    if (options.active === true) this.setActiveLeaf(leaf)
    return leaf
  }

  getLeavesOfType(type: string): Leaf[] {
    return this.allLeaves().filter((leaf) => leaf.view.getViewType() === type)
  }

  detachLeavesOfType(type: string): void {
    for (const leaf of this.getLeavesOfType(type)) leaf.detach()
  }

  iterateAllLeaves(visit: (leaf: Leaf) => unknown): void {
    for (const leaf of this.allLeaves()) visit(leaf)
  }

  iterateRootLeaves(visit: (leaf: Leaf) => unknown): void {
    for (const leaf of [...this.rootSplit.leaves]) visit(leaf)
  }

  async revealLeaf(leaf: Leaf): Promise<void> {
    leaf.area.show(leaf)
    leaf.area.expand()
    this.setActiveLeaf(leaf)
  }

  setActiveLeaf(leaf: Leaf): void {
    leaf.area.show(leaf)
    if (leaf.view instanceof FileView && leaf.view.file !== null) this.lastFile = leaf.view.file
    if (this.activeLeaf === leaf) return
    const fileBefore = this.getActiveFile()
    this.activeLeaf = leaf
    this.trigger('active-leaf-change', leaf)
    if (this.getActiveFile() !== fileBefore) this.trigger('file-open', this.getActiveFile())
  }

  /** The file of the active view; of a view without one, the file that was active last. */
  getActiveFile(): M.TFile | null {
    const view = this.activeLeaf?.view
    if (view instanceof FileView && view.file !== null) return view.file
    return this.lastFile !== null && !this.lastFile.deleted__ && this.showsFile(this.lastFile) ? this.lastFile : null
  }

  getActiveViewOfType<T>(type: Class<T>): T | null {
    const view: unknown = this.activeLeaf?.view
    return view instanceof type ? view : null
  }

  getLastOpenFiles(): string[] {
    return this.lastFile === null ? [] : [this.lastFile.path]
  }

  async openLinkText(linktext: string, sourcePath: string, newLeaf: NewLeaf = false): Promise<void> {
    const file = this.app.metadataCache.getFirstLinkpathDest(linktext, sourcePath)
    if (file === null) return
    await this.getLeaf(newLeaf).openFile(file)
    if (this.phone) this.closeDrawers()
  }

  closeDrawers(): void {
    this.leftSplit.collapse()
    this.rightSplit.collapse()
  }

  getLeafById(): null {
    return null
  }

  getLayout(): Record<string, unknown> {
    return {}
  }

  updateOptions(): void {
    // There is no editor whose options could change.
  }

  viewTypeOf(file: M.TFile): string {
    return file.extension === 'md' ? 'markdown' : 'plain'
  }

  /** A leaf that was detached is active no more. */
  forget(leaf: Leaf): void {
    if (this.rootSplit.leaves.length === 0) this.addLeaf('main')
    if (this.activeLeaf === leaf) {
      this.activeLeaf = null
      const next = this.rootSplit.current()
      if (next !== null) this.setActiveLeaf(next)
    }
    this.trigger('layout-change')
  }

  private showsFile(file: M.TFile): boolean {
    return this.allLeaves().some((leaf) => leaf.view instanceof FileView && leaf.view.file === file)
  }

  private addLeaf(side: Side): Leaf {
    const area = side === 'left' ? this.leftSplit : side === 'right' ? this.rightSplit : this.rootSplit
    return area.add(new Leaf(this.app, area))
  }

  private allLeaves(): readonly Leaf[] {
    return this.areas().flatMap((area) => [...area.leaves])
  }

  private areas(): readonly Area[] {
    return [this.leftSplit, this.rootSplit, this.rightSplit]
  }
}
