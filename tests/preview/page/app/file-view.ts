import type * as M from 'obsidian-test-mocks/obsidian'
import { Menu } from '../ui/menu.ts'
import { ItemView } from './view.ts'
import type { Leaf } from './leaf.ts'

/** A view of one file. Where the file goes, the view empties. */
export abstract class FileView extends ItemView {
  file: M.TFile | null = null
  allowNoFile = false

  constructor(leaf: Leaf) {
    super(leaf)
    this.addAction('ellipsis-vertical', 'More options', (event) => this.openMenu(event)).addClass('mod-more')
  }

  override onload(): void {
    const { vault } = this.app
    this.registerEvent(vault.on('modify', (file) => void (file === this.file && this.reload())))
    this.registerEvent(vault.on('rename', (file) => void (file === this.file && this.leaf.showTitle())))
    this.registerEvent(vault.on('delete', (file) => void (file === this.file && this.leaf.setViewState({ type: 'empty' }))))
  }

  getDisplayText(): string {
    return this.file?.basename ?? ''
  }

  override getState(): Record<string, unknown> {
    return { file: this.file?.path ?? null }
  }

  async openFile(file: M.TFile): Promise<void> {
    this.file = file
    this.contentEl.scrollTop = 0
    await this.reload()
  }

  /** Shows the file as it is on disk now. */
  abstract reload(): Promise<void>

  private openMenu(event: MouseEvent): void {
    if (this.file === null) return
    const menu = new Menu()
    this.app.workspace.trigger('file-menu', menu, this.file, 'more-options', this.leaf)
    event.stopPropagation()
    menu.showAtMouseEvent(event)
  }
}

/** The text of a file that is no note. */
export class PlainView extends FileView {
  getViewType(): string {
    return 'plain'
  }

  async reload(): Promise<void> {
    const text = this.file === null ? '' : await this.app.vault.read(this.file)
    this.contentEl.replaceChildren(createEl('pre', { cls: 'plain-file', text }))
  }
}
