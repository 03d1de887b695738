import * as M from 'obsidian-test-mocks/obsidian'
import type { MarkdownPostProcessor } from 'obsidian'
import type { PreviewApp } from '../app/app.ts'
import { dress } from './dress.ts'
import { sectionsOf, type Section } from './sections.ts'

/** The post-processors of all plugins, in their order. */
export class PostProcessors {
  private readonly all: { readonly processor: MarkdownPostProcessor; readonly order: number }[] = []

  add(processor: MarkdownPostProcessor, order: number): MarkdownPostProcessor {
    this.all.push({ processor, order })
    this.all.sort((a, b) => a.order - b.order)
    return processor
  }

  async run(el: HTMLElement, context: object): Promise<void> {
    for (const { processor } of this.all) await Promise.resolve(Reflect.apply(processor, undefined, [el, context]))
  }
}

interface Drawn {
  section: Section
  readonly el: HTMLElement
  readonly children: M.Component[]
}

/** A note's text, drawn block by block. A block whose source stays the same stays as it is, as in Obsidian. */
export class ReadingView extends M.Component {
  private drawn: Drawn[] = []
  private text = ''

  constructor(
    private readonly app: PreviewApp,
    private readonly el: HTMLElement,
    readonly sourcePath: string,
  ) {
    super()
  }

  async show(text: string): Promise<void> {
    this.text = text
    const body = bodyOf(text)
    const sections = sectionsOf(text.slice(body), text.slice(0, body).split('\n').length - 1)
    const before = [...this.drawn]
    const work: Promise<void>[] = []
    this.drawn = sections.map((section) => {
      const at = before.findIndex((one) => one.section.text === section.text)
      const [kept] = at === -1 ? [] : before.splice(at, 1)
      if (kept !== undefined) return Object.assign(kept, { section })
      const made: Drawn = { section, el: createDiv({ cls: section.kind }), children: [] }
      work.push(this.draw(made))
      return made
    })
    for (const gone of before) for (const child of gone.children) this.removeChild(child)
    this.el.replaceChildren(...this.drawn.map((one) => one.el))
    await Promise.all(work)
  }

  private async draw(drawn: Drawn): Promise<void> {
    await dress(drawn.el, drawn.section.html, this.app, this.sourcePath)
    drawn.el.addEventListener('click', (event) => this.tick(event, drawn))
    await this.app.reading.run(drawn.el, this.contextOf(drawn))
  }

  private contextOf(drawn: Drawn): object {
    return {
      docId: this.sourcePath,
      sourcePath: this.sourcePath,
      frontmatter: frontmatterOf(this.text),
      addChild: (child: M.Component) => drawn.children.push(this.addChild(child)),
      getSectionInfo: (el: HTMLElement) =>
        drawn.el.contains(el) ? { text: this.text, lineStart: drawn.section.lineStart, lineEnd: drawn.section.lineEnd } : null,
    }
  }

  /** A click on a task's box writes the note, as Obsidian's reading view does. */
  private tick(event: MouseEvent, { section }: Drawn): void {
    const box = event.target
    if (!(box instanceof HTMLInputElement) || !box.hasClass('task-list-item-checkbox')) return
    const line = section.lineStart + Number(box.dataset['line'])
    const file = this.app.vault.getFileByPath(this.sourcePath)
    const mark = box.checked ? 'x' : ' '
    if (file === null) return
    void this.app.vault.process(file, (text) => {
      const lines = text.split('\n')
      lines[line] = (lines[line] ?? '').replace(/^(\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+\[)[^\]](\])/, `$1${mark}$2`)
      return lines.join('\n')
    })
  }
}

/** Where the text below the frontmatter begins. */
export function bodyOf(text: string): number {
  const info = M.getFrontMatterInfo(text)
  return info.exists ? info.contentStart : 0
}

export function frontmatterOf(text: string): unknown {
  const info = M.getFrontMatterInfo(text)
  if (!info.exists) return undefined
  try {
    return M.parseYaml(info.frontmatter)
  } catch {
    return undefined
  }
}
