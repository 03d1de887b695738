import { ButtonComponent, Component, MarkdownRenderer, Modal, TextAreaComponent } from 'obsidian'
import type { Failure } from '../../basics/failure.ts'
import { inPluginWords } from '../failure-words.ts'
import type { Forge } from '../forge.ts'
import { guarded } from '../guard.ts'
import { openNote } from '../open-note.ts'
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
  /** What the note has of the person's words already; more is added to them. */
  readonly words: string
  /** Writes the answer; what went wrong, null where it is written. */
  give(option: string, words: string): Promise<Failure | null>
}

/** `answered`, `skipped` to the next question, or `left` for later. */
export type Ending = 'answered' | 'skipped' | 'left'

/** Puts a question; the window stays until an answer is written or the person turns away. An answer that is being written by then still counts. */
export function putQuestion(forge: Forge, put: Put): Promise<Ending> {
  return new Promise((resolve) => {
    new AskModal(forge, put, resolve).open()
  })
}

/** Words that were not sent, for as long as the app is open: a window is closed by one key. */
const drafts = new Map<string, string>()
/** The window of each question that is put. A button that is pressed twice opens a newer one in its place. */
const windows = new Map<string, Modal>()

class AskModal extends Modal {
  private readonly drawn = new Component()
  private ending: Ending = 'left'
  private isGiving = false
  private isClosed = false

  constructor(
    private readonly forge: Forge,
    private readonly put: Put,
    private readonly done: (ending: Ending) => void,
  ) {
    super(forge.app)
    this.setTitle(`${put.asked.title} · ${put.feature}`)
  }

  override onOpen(): void {
    const { asked, chosen } = this.put
    windows.get(this.key)?.close()
    windows.set(this.key, this)
    this.modalEl.addClass('forge-ask')
    this.drawn.load()
    const read = this.contentEl.createDiv({ cls: 'forge-ask-read', attr: { tabindex: '0' } })
    this.draw(asked.read, read)
    const options = this.contentEl.createDiv({ cls: 'forge-ask-options' })
    const problem = this.contentEl.createEl('p', { cls: 'forge-problem', attr: { role: 'alert' } })
    const words = this.contentEl.createDiv()
    const places = { options, problem, words, send: this.drawFoot() }
    for (const option of asked.options) this.drawOption(option, places)
    const asking = asked.options.find((option) => option.id === chosen)
    if (asking !== undefined) return this.choose(asking, places)
    // What is read comes first, also for keys: a return that was meant for the palette answers nothing.
    window.setTimeout(() => read.focus(), 0)
  }

  private get key(): string {
    return `${this.put.path} ${this.put.name}`
  }

  override onClose(): void {
    this.drawn.unload()
    this.contentEl.empty()
    this.isClosed = true
    if (windows.get(this.key) === this) windows.delete(this.key)
    if (!this.isGiving) this.done(this.ending)
  }

  private drawOption(option: AskedOption, places: Places): void {
    const row = places.options.createDiv({ cls: 'forge-ask-option' })
    if (option.detail !== '') this.draw(option.detail, row.createDiv({ cls: 'forge-ask-detail' }))
    const button = new ButtonComponent(row).setButtonText(option.label).onClick(() => this.choose(option, places))
    button.buttonEl.dataset['option'] = option.id
    if (option.id === 'approve') button.setCta()
  }

  private choose(option: AskedOption, places: Places): void {
    if (option.words === 'none') return this.give(option.id, '', places.problem)
    this.modalEl.addClass('is-worded')
    for (const button of buttonsIn(places.options)) button.setAttribute('aria-pressed', String(button.dataset['option'] === option.id))
    this.askWords(option, places)
  }

  /** All options are there again; the words stay for when one is chosen. */
  private goBack({ options, words, problem, send }: Places): void {
    this.modalEl.removeClass('is-worded')
    for (const place of [words, problem, send]) place.empty()
    const chosen = buttonsIn(options).find((button) => button.getAttribute('aria-pressed') === 'true')
    for (const button of buttonsIn(options)) button.removeAttribute('aria-pressed')
    chosen?.focus()
  }

  private askWords(option: AskedOption, places: Places): void {
    const { words, problem, send } = places
    const isNeeded = option.words === 'needed'
    const label = wordsPrompt(this.put.name, option.id)
    for (const place of [words, problem, send]) place.empty()
    if (this.put.words !== '') drawSaid(this.put.words, words)
    const mayStay = !isNeeded || this.put.words !== ''
    words.createEl('p', { text: mayStay ? `${label} You may leave it empty.` : label, cls: 'forge-ask-prompt' })
    const area = new TextAreaComponent(words)
    area.inputEl.addClass('forge-ask-words')
    area.inputEl.setAttribute('aria-label', label)
    area.setValue(drafts.get(this.key) ?? '').onChange((said) => drafts.set(this.key, said))
    const answer = (): void => {
      const said = area.getValue().trim() === '' ? this.put.words : area.getValue()
      if (isNeeded && said === '') problem.setText('A few words are needed: the record shows why.')
      else this.give(option.id, said, problem)
    }
    new ButtonComponent(send).setButtonText('Answer').setCta().onClick(answer)
    new ButtonComponent(send).setButtonText('Back').onClick(() => this.goBack(places))
    area.inputEl.focus()
    send.scrollIntoView({ block: 'nearest' })
  }

  private give(option: string, words: string, problem: HTMLElement): void {
    if (this.isGiving) return
    this.isGiving = true
    const { feature } = this.put
    const giving = guarded(this.forge.notices, { name: 'Answer', about: feature }, async () => {
      const wrong = await this.put.give(option, words).finally(() => (this.isGiving = false))
      if (wrong === null) return this.written()
      if (this.isClosed) this.forge.notices.fail(feature, wrong)
      else problem.setText(inPluginWords(`${wrong.what} ${wrong.next}`))
    })
    // Who closed the window meanwhile is told now.
    void giving.then(() => this.isClosed && this.done(this.ending))
  }

  private written(): void {
    drafts.delete(this.key)
    this.end('answered')
  }

  /** Gives the place of the button that sends words. */
  private drawFoot(): HTMLElement {
    const foot = this.contentEl.createDiv({ cls: ['modal-button-container', 'forge-ask-foot'] })
    const send = foot.createSpan({ cls: 'forge-ask-send' })
    const add = (text: string, act: () => void) => new ButtonComponent(foot).setButtonText(text).onClick(act)
    add(this.put.name === 'opinion' ? 'Open the form' : 'Open the note', () => this.follow(this.put.path))
    if (this.put.open > 1) add('Next question', () => this.end('skipped'))
    add('Answer later', () => this.end('left'))
    return send
  }

  /** Markdown as Obsidian draws it; a link opens its note and leaves the question for later. */
  private draw(markdown: string, place: HTMLElement): void {
    if (markdown === '') return
    const { path } = this.put
    const draw = () => MarkdownRenderer.render(this.app, markdown, place, path, this.drawn)
    void guarded(this.forge.notices, { name: 'Show question', about: this.put.feature }, draw)
    this.drawn.registerDomEvent(place, 'click', (event) => {
      const link = event.target instanceof Element ? event.target.closest('a.internal-link') : null
      if (link === null) return
      event.preventDefault()
      this.follow(link.getAttribute('data-href') ?? link.getAttribute('href') ?? '')
    })
  }

  private follow(link: string): void {
    this.close()
    void openNote(this.forge, link, 'tab', this.put.path)
  }

  private end(ending: Ending): void {
    this.ending = ending
    this.close()
  }
}

function buttonsIn(options: HTMLElement): readonly HTMLElement[] {
  return Array.from(options.querySelectorAll('button'))
}

/** The words that the note has: they are the person's, and are changed there. */
function drawSaid(said: string, place: HTMLElement): void {
  place.createEl('p', {
    text: 'The note has these words. What you write here is added to them; to change them, open the note.',
    cls: 'forge-ask-prompt',
  })
  place.createEl('blockquote', { text: said, cls: 'forge-ask-said' })
}

/** Where the parts of the window are drawn. */
interface Places {
  readonly options: HTMLElement
  readonly words: HTMLElement
  readonly problem: HTMLElement
  readonly send: HTMLElement
}
