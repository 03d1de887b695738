import { ButtonComponent, Component, MarkdownRenderer, Modal, Setting, TextAreaComponent, type App } from 'obsidian'
import { wordsPrompt, type Asked, type AskedOption } from './asked.ts'

/** One question, put in a window. */
export interface Put {
  readonly name: string
  /** The note that asks. */
  readonly path: string
  readonly feature: string
  readonly asked: Asked
  /** Questions that are open, this one included. */
  readonly open: number
  /** The option whose words are asked for at once, null where the person has chosen none yet. */
  readonly chosen: string | null
  /** Writes the answer; what went wrong in a sentence or two, null where it is written. */
  give(option: string, words: string): Promise<string | null>
}

/** `answered`, `skipped` to the next question, or `left` for later. */
export type Ending = 'answered' | 'skipped' | 'left'

/** Puts a question; the window stays until an answer is written or the person turns away. */
export function putQuestion(app: App, put: Put): Promise<Ending> {
  return new Promise((resolve) => {
    new AskModal(app, put, resolve).open()
  })
}

class AskModal extends Modal {
  private readonly drawn = new Component()
  private ending: Ending = 'left'

  constructor(
    app: App,
    private readonly put: Put,
    private readonly done: (ending: Ending) => void,
  ) {
    super(app)
    this.setTitle(`${put.asked.title} · ${put.feature}`)
  }

  override onOpen(): void {
    const { asked, chosen } = this.put
    this.modalEl.addClass('forge-ask')
    this.drawn.load()
    this.draw(asked.read, this.contentEl.createDiv({ cls: 'forge-ask-read' }))
    const options = this.contentEl.createDiv({ cls: 'forge-ask-options' })
    const words = this.contentEl.createDiv()
    const problem = this.contentEl.createEl('p', { cls: 'forge-problem', attr: { role: 'alert' } })
    for (const option of asked.options) this.drawOption(option, { options, words, problem })
    this.drawFoot()
    const asking = asked.options.find((option) => option.id === chosen)
    if (asking !== undefined) this.choose(asking, { options, words, problem })
  }

  override onClose(): void {
    this.drawn.unload()
    this.contentEl.empty()
    this.done(this.ending)
  }

  private drawOption(option: AskedOption, places: Places): void {
    const row = places.options.createDiv({ cls: 'forge-ask-option' })
    this.draw(option.detail, row)
    const button = new ButtonComponent(row).setButtonText(option.label).onClick(() => this.choose(option, places))
    button.buttonEl.dataset['option'] = option.id
  }

  private choose(option: AskedOption, places: Places): void {
    if (option.words === 'none') return void this.give(option.id, '', places)
    for (const button of Array.from(places.options.querySelectorAll('button'))) {
      button.setAttribute('aria-pressed', String(button.dataset['option'] === option.id))
    }
    places.problem.empty()
    places.words.empty()
    this.askWords(option, places)
  }

  private askWords(option: AskedOption, places: Places): void {
    const isNeeded = option.words === 'needed'
    const label = wordsPrompt(this.put.name, option.id)
    places.words.createEl('p', { text: isNeeded ? label : `${label} You may leave it empty.` })
    const area = new TextAreaComponent(places.words)
    area.inputEl.addClass('forge-ask-words')
    area.inputEl.setAttribute('aria-label', label)
    const send = (): void => {
      if (isNeeded && area.getValue().trim() === '') places.problem.setText('A few words are needed: the record shows why.')
      else void this.give(option.id, area.getValue(), places)
    }
    new Setting(places.words).addButton((button) => button.setButtonText('Answer').setCta().onClick(send))
    area.inputEl.focus()
  }

  private async give(option: string, words: string, { problem }: Places): Promise<void> {
    const wrong = await this.put.give(option, words)
    if (wrong !== null) return problem.setText(wrong)
    this.end('answered')
  }

  private drawFoot(): void {
    const isForm = this.put.name === 'opinion'
    const foot = new Setting(this.contentEl).setClass('forge-ask-foot')
    foot.addButton((button) => button.setButtonText(isForm ? 'Open the form' : 'Open the note').onClick(() => this.follow(this.put.path)))
    if (this.put.open > 1) foot.addButton((button) => button.setButtonText('Next question').onClick(() => this.end('skipped')))
    foot.addButton((button) => button.setButtonText('Answer later').onClick(() => this.end('left')))
  }

  /** Markdown as Obsidian draws it; a link opens its note and leaves the question for later. */
  private draw(markdown: string, place: HTMLElement): void {
    if (markdown === '') return
    const { path } = this.put
    void MarkdownRenderer.render(this.app, markdown, place, path, this.drawn)
    this.drawn.registerDomEvent(place, 'click', (event) => {
      const link = event.target instanceof Element ? event.target.closest('a.internal-link') : null
      if (link === null) return
      event.preventDefault()
      this.follow(link.getAttribute('data-href') ?? link.getAttribute('href') ?? '')
    })
  }

  private follow(link: string): void {
    this.close()
    void this.app.workspace.openLinkText(link, this.put.path, 'tab')
  }

  private end(ending: Ending): void {
    this.ending = ending
    this.close()
  }
}

/** Where the parts of the window are drawn. */
interface Places {
  readonly options: HTMLElement
  readonly words: HTMLElement
  readonly problem: HTMLElement
}
