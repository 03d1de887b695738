import { properties } from '../markdown/properties.ts'
import { ReadingView } from '../markdown/reading-view.ts'
import { FileView } from './file-view.ts'

/** A note in reading view: its properties, then its text. */
export class MarkdownView extends FileView {
  data = ''
  private reading: ReadingView | null = null
  private readonly pageEl = this.contentEl
    .createDiv({ cls: 'markdown-reading-view' })
    .createDiv({ cls: 'markdown-preview-view markdown-rendered' })
  readonly previewMode = { rerender: () => void this.reload(), containerEl: this.pageEl }

  getViewType(): string {
    return 'markdown'
  }

  getMode(): 'preview' {
    return 'preview'
  }

  getViewData(): string {
    return this.data
  }

  /** What a person has marked; there is no editor beside it. */
  get editor() {
    return {
      getSelection: () => window.getSelection()?.toString() ?? '',
      somethingSelected: () => window.getSelection()?.isCollapsed === false,
    }
  }

  async reload(): Promise<void> {
    const { file } = this
    if (file === null) return
    const text = await this.app.vault.read(file)
    if (file !== this.file) return
    this.data = text
    const { scrollTop } = this.contentEl
    if (this.reading === null || this.reading.sourcePath !== file.path) this.begin(file.path)
    this.pageEl.querySelector('.metadata-container')?.replaceWith(properties(this.app, text, file.path))
    await this.reading?.show(text)
    this.contentEl.scrollTop = scrollTop
  }

  override async onClose(): Promise<void> {
    this.reading?.unload()
  }

  private begin(path: string): void {
    this.reading?.unload()
    this.pageEl.replaceChildren(createDiv({ cls: 'inline-title', text: this.getDisplayText() }), createDiv({ cls: 'metadata-container' }))
    this.reading = new ReadingView(this.app, this.pageEl.createDiv({ cls: 'markdown-preview-section' }), path)
    this.reading.load()
  }
}
