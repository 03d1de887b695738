import * as M from 'obsidian-test-mocks/obsidian'
import { ItemView } from '../app/view.ts'
import { setIcon } from './icons.ts'

const BURST_MS = 100

/** The vault's folders and files, folders first; a click opens. */
export class Explorer extends ItemView {
  override icon = 'folder-closed'
  private readonly folded = new Set<string>()
  private timer = 0

  getViewType(): string {
    return 'file-explorer'
  }

  getDisplayText(): string {
    return 'Files'
  }

  override async onOpen(): Promise<void> {
    const { vault, workspace } = this.app
    for (const event of ['create', 'delete', 'rename'] as const) this.registerEvent(vault.on(event, () => this.drawSoon()))
    this.registerEvent(workspace.on('file-open', () => this.mark()))
    this.draw()
  }

  /** Many files often change at once: the last of them has it drawn. */
  private drawSoon(): void {
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.draw(), BURST_MS)
  }

  private mark(): void {
    const active = this.app.workspace.getActiveFile()?.path
    for (const title of Array.from(this.contentEl.querySelectorAll<HTMLElement>('.nav-file-title')))
      title.toggleClass('is-active', title.dataset['path'] === active)
  }

  private draw(): void {
    const box = createDiv({ cls: 'nav-files-container' })
    box.createDiv({ cls: 'nav-vault-title', text: this.app.vault.getName() })
    this.drawFolder(this.app.vault.getRoot(), box)
    this.contentEl.replaceChildren(box)
    this.mark()
  }

  private drawFolder(folder: M.TFolder, el: HTMLElement): void {
    for (const child of [...folder.children].sort(byKindAndName)) {
      if (child instanceof M.TFolder) this.drawChildFolder(child, el)
      else if (child instanceof M.TFile) this.drawFile(child, el)
    }
  }

  private drawChildFolder(folder: M.TFolder, el: HTMLElement): void {
    const folded = this.folded.has(folder.path)
    const item = el.createDiv({ cls: `tree-item nav-folder${folded ? ' is-collapsed' : ''}` })
    const title = item.createDiv({ cls: 'tree-item-self nav-folder-title', attr: { 'data-path': folder.path } })
    setIcon(title.createDiv({ cls: 'tree-item-icon collapse-icon' }), 'chevron-down')
    title.createDiv({ cls: 'tree-item-inner', text: folder.name })
    title.addEventListener('click', () => {
      if (!this.folded.delete(folder.path)) this.folded.add(folder.path)
      this.draw()
    })
    if (!folded) this.drawFolder(folder, item.createDiv({ cls: 'tree-item-children' }))
  }

  private drawFile(file: M.TFile, el: HTMLElement): void {
    const title = el
      .createDiv({ cls: 'tree-item nav-file' })
      .createDiv({ cls: 'tree-item-self nav-file-title', attr: { 'data-path': file.path } })
    title.createDiv({ cls: 'tree-item-inner', text: file.extension === 'md' ? file.basename : file.name })
    title.addEventListener('click', () => void this.app.workspace.openLinkText(file.path, ''))
  }
}

function byKindAndName(a: M.TAbstractFile, b: M.TAbstractFile): number {
  const kinds = Number(b instanceof M.TFolder) - Number(a instanceof M.TFolder)
  return kinds === 0 ? a.name.localeCompare(b.name, 'en', { numeric: true }) : kinds
}
