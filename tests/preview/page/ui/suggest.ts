import * as M from 'obsidian-test-mocks/obsidian'
import { Modal } from './modal.ts'

/** A prompt whose list follows what is typed; arrows and Enter, or a click, choose. */
export abstract class SuggestModal<T> extends Modal {
  limit = 100
  emptyStateText = 'No results found.'
  readonly inputEl: HTMLInputElement
  readonly resultContainerEl: HTMLElement
  private shown: readonly T[] = []
  private selected = 0
  private asked = 0

  constructor(app: unknown) {
    super(app)
    this.modalEl.className = 'prompt'
    this.modalEl.replaceChildren()
    this.inputEl = this.modalEl.createDiv({ cls: 'prompt-input-container' }).createEl('input', { cls: 'prompt-input', type: 'text' })
    this.resultContainerEl = this.modalEl.createDiv({ cls: 'prompt-results' })
    this.inputEl.addEventListener('input', () => void this.show())
    this.inputEl.addEventListener('keydown', (event) => this.steer(event))
  }

  override open(): void {
    super.open()
    this.inputEl.focus()
    void this.show()
  }

  abstract getSuggestions(query: string): T[] | Promise<T[]>
  abstract renderSuggestion(value: T, el: HTMLElement): void
  abstract onChooseSuggestion(item: T, event: MouseEvent | KeyboardEvent): void

  setPlaceholder(placeholder: string): void {
    this.inputEl.placeholder = placeholder
  }

  setInstructions(instructions: { command: string; purpose: string }[]): void {
    this.modalEl.querySelector('.prompt-instructions')?.remove()
    const line = this.modalEl.createDiv({ cls: 'prompt-instructions' })
    for (const { command, purpose } of instructions) {
      const one = line.createDiv({ cls: 'prompt-instruction' })
      one.createSpan({ cls: 'prompt-instruction-command', text: command })
      one.createSpan({ text: purpose })
    }
  }

  onNoSuggestion(): void {
    this.resultContainerEl.createDiv({ cls: 'suggestion-empty', text: this.emptyStateText })
  }

  selectSuggestion(value: T, event: MouseEvent | KeyboardEvent): void {
    this.close()
    this.onChooseSuggestion(value, event)
  }

  selectActiveSuggestion(event: MouseEvent | KeyboardEvent): void {
    const value = this.shown[this.selected]
    if (value !== undefined) this.selectSuggestion(value, event)
  }

  private async show(): Promise<void> {
    const turn = (this.asked += 1)
    const found = await this.getSuggestions(this.inputEl.value)
    if (turn !== this.asked) return
    this.shown = found.slice(0, this.limit)
    this.selected = 0
    this.resultContainerEl.empty()
    if (this.shown.length === 0) this.onNoSuggestion()
    this.shown.forEach((value) => {
      const el = this.resultContainerEl.createDiv({ cls: 'suggestion-item' })
      el.addEventListener('click', (event) => this.selectSuggestion(value, event))
      this.renderSuggestion(value, el)
    })
    this.mark()
  }

  private steer(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) this.selected = (this.selected + step + this.shown.length) % Math.max(1, this.shown.length)
    else if (event.key === 'Enter' && !event.isComposing) this.selectActiveSuggestion(event)
    else return
    event.preventDefault()
    this.mark()
  }

  private mark(): void {
    this.resultContainerEl.querySelectorAll('.suggestion-item').forEach((el, at) => el.toggleClass('is-selected', at === this.selected))
  }
}

interface Match<T> {
  readonly item: T
  readonly match: { readonly score: number; readonly matches: readonly (readonly [number, number])[] }
}

export abstract class FuzzySuggestModal<T> extends SuggestModal<Match<T>> {
  abstract getItems(): T[]
  abstract getItemText(item: T): string
  abstract onChooseItem(item: T, event: MouseEvent | KeyboardEvent): void

  getSuggestions(query: string): Match<T>[] {
    const search = M.prepareFuzzySearch(query)
    const found = this.getItems().flatMap((item) => {
      const match = query === '' ? { score: 0, matches: [] } : search(this.getItemText(item))
      return match === null ? [] : [{ item, match }]
    })
    return found.sort((a, b) => b.match.score - a.match.score)
  }

  renderSuggestion(found: Match<T>, el: HTMLElement): void {
    el.setText(this.getItemText(found.item))
  }

  onChooseSuggestion(found: Match<T>, event: MouseEvent | KeyboardEvent): void {
    this.onChooseItem(found.item, event)
  }
}
