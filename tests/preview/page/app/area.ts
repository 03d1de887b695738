import type { Leaf } from './leaf.ts'

export type Side = 'left' | 'main' | 'right'

/** Tabs over the view of the one that is chosen: the main area or a sidebar. On a phone a sidebar is a drawer. */
export class Area {
  readonly el: HTMLElement
  readonly leaves: Leaf[] = []
  private readonly tabsEl: HTMLElement
  private readonly bodyEl: HTMLElement
  private shown: Leaf | null = null
  private tellChange: () => void = () => undefined

  constructor(
    readonly side: Side,
    parent: HTMLElement,
    public collapsed: boolean,
  ) {
    const cls = side === 'main' ? 'mod-root' : `mod-sidedock mod-${side}-split`
    this.el = parent.createDiv({ cls: `workspace-split ${cls}`, attr: { 'data-side': side } })
    this.tabsEl = this.el.createDiv({ cls: 'workspace-tab-header-container' })
    this.bodyEl = this.el.createDiv({ cls: 'workspace-tab-container' })
    this.showState()
  }

  onChange(tell: () => void): void {
    this.tellChange = tell
  }

  add(leaf: Leaf): Leaf {
    this.leaves.push(leaf)
    this.tabsEl.append(leaf.tabEl)
    this.bodyEl.append(leaf.el)
    leaf.tabEl.addEventListener('click', () => leaf.app.workspace.setActiveLeaf(leaf))
    this.show(leaf)
    return leaf
  }

  remove(leaf: Leaf): void {
    const at = this.leaves.indexOf(leaf)
    if (at !== -1) this.leaves.splice(at, 1)
    leaf.el.remove()
    leaf.tabEl.remove()
    const next = this.leaves[Math.min(at, this.leaves.length - 1)]
    if (this.shown === leaf) this.shown = null
    if (this.shown === null && next !== undefined) this.show(next)
    if (this.leaves.length === 0 && this.side === 'right') this.collapse()
  }

  show(leaf: Leaf): void {
    this.shown = leaf
    for (const one of this.leaves) {
      one.el.toggleClass('is-hidden', one !== leaf)
      one.tabEl.toggleClass('is-active', one === leaf)
    }
  }

  current(): Leaf | null {
    return this.shown
  }

  expand(): void {
    this.set(false)
  }

  collapse(): void {
    this.set(true)
  }

  toggle(): void {
    this.set(!this.collapsed)
  }

  private set(collapsed: boolean): void {
    this.collapsed = this.side !== 'main' && collapsed
    this.showState()
    this.tellChange()
  }

  private showState(): void {
    this.el.toggleClass('is-collapsed', this.collapsed)
  }
}
