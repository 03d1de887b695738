import { Keymap, Menu, setIcon } from 'obsidian'
import { actionOf, type ActionId } from '../actions.ts'
import type { Standing } from '../feature-index.ts'
import type { Forge } from '../forge.ts'
import { guarded } from '../guard.ts'
import { momentOf } from '../moment.ts'
import { openNote } from '../open-note.ts'
import { drawCourt } from './court-chart.ts'
import { rowModel, type NoteLink, type RowModel, type StepModel } from './row-model.ts'

/** One feature on the board, drawn anew only when what it shows has changed. */
export class Row {
  readonly el: HTMLElement
  private shown: { readonly model: RowModel; readonly text: string } | null = null

  constructor(
    private readonly forge: Forge,
    feature: string,
    /** Names of the features whose details are shown. */
    private readonly unfolded: Set<string>,
  ) {
    this.el = createDiv({ cls: 'forge-row', attr: { 'data-feature': feature, role: 'listitem' } })
  }

  show(standing: Standing): void {
    const model = rowModel(standing, momentOf(this.forge, standing.feature.name))
    const text = JSON.stringify(model)
    if (this.shown?.text === text) return
    this.shown = { model, text }
    keepFocus(this.el, () => this.fill(model))
  }

  private fill(model: RowModel): void {
    this.el.empty()
    this.drawFold(model)
    const about = this.el.createDiv({ cls: 'forge-row-about' })
    const head = about.createDiv({ cls: 'forge-row-head' })
    drawLink(this.forge, head, { label: model.title, path: model.path ?? '' }, 'forge-row-title')
    if (model.verdict !== null) head.createSpan({ cls: `forge-pill mod-${model.verdict.tone}`, text: model.verdict.text })
    drawFacts(about, model)
    if (model.questions.length > 0) this.drawQuestions(about, model.questions)
    this.drawSteps(model)
    if (this.unfolded.has(model.name)) this.drawMore(model)
  }

  private drawFold({ name, title }: RowModel): void {
    const fold = this.el.createEl('button', { cls: 'clickable-icon forge-fold' })
    fold.setAttrs({ 'aria-label': `Details of ${title}`, 'aria-expanded': String(this.unfolded.has(name)), 'data-key': 'fold' })
    setIcon(fold, 'chevron-right')
    fold.addEventListener('click', () => {
      const isOpen = !this.unfolded.delete(name)
      fold.setAttribute('aria-expanded', String(isOpen))
      if (!isOpen) return this.el.querySelector('.forge-row-more')?.remove()
      this.unfolded.add(name)
      if (this.shown !== null) this.drawMore(this.shown.model)
    })
  }

  private drawQuestions(about: HTMLElement, questions: readonly NoteLink[]): void {
    const list = about.createDiv({ cls: 'forge-row-questions' })
    for (const question of questions.slice(0, SHOWN_QUESTIONS)) drawLink(this.forge, list, question, 'forge-chip')
    const rest = questions.length - SHOWN_QUESTIONS
    if (rest > 0) list.createSpan({ cls: 'forge-row-facts', text: `and ${String(rest)} more` })
  }

  private drawSteps(model: RowModel): void {
    const { name, questions, step, remark } = model
    const steps = this.el.createDiv({ cls: 'forge-row-steps' })
    if (questions.length > 0) this.button(steps, { id: 'answer', label: 'Answer', against: null, calls: true }, name)
    if (step !== null) this.button(steps, step, name)
    const more = steps.createEl('button', {
      cls: 'clickable-icon forge-more',
      attr: { 'aria-label': `More for ${name}`, 'data-key': 'more' },
    })
    setIcon(more, 'ellipsis')
    more.addEventListener('click', (event) => this.openMenu(event, model))
    const why = remark ?? step?.against ?? null
    if (why !== null) steps.createDiv({ cls: 'forge-row-remark', text: why })
  }

  private button(into: HTMLElement, step: StepModel, name: string): void {
    const button = into.createEl('button', { text: step.label, cls: step.calls && step.against === null ? 'mod-cta' : '' })
    button.disabled = step.against !== null
    button.setAttribute('data-key', step.id)
    button.addEventListener('click', () => void this.forge.perform(step.id, name))
  }

  private openMenu(event: MouseEvent, { name, others, path }: RowModel): void {
    const menu = new Menu()
    const add = (id: ActionId): void => {
      const { name: title, icon } = actionOf(id)
      menu.addItem((item) =>
        item
          .setTitle(title)
          .setIcon(icon)
          .onClick(() => void this.forge.perform(id, name)),
      )
    }
    others.filter((id) => id !== 'drop').forEach(add)
    if (path !== null)
      menu.addItem((item) =>
        item
          .setTitle('Open note in a new tab')
          .setIcon('file-text')
          .onClick(() => void openNote(this.forge, path, 'tab')),
      )
    if (others.includes('drop')) {
      menu.addSeparator()
      add('drop')
    }
    menu.showAtMouseEvent(event)
  }

  private drawMore(model: RowModel): void {
    const more = this.el.createDiv({ cls: 'forge-row-more' })
    const notes = more.createDiv({ cls: 'forge-row-notes' })
    for (const note of model.notes) drawLink(this.forge, notes, note, 'forge-chip')
    if (model.spent !== '') more.createDiv({ cls: 'forge-row-facts', text: model.spent })
    if (model.court !== null) this.drawSum(model.court, more.createDiv({ cls: 'forge-court' }))
  }

  private drawSum(court: string, into: HTMLElement): void {
    const { notices, vault } = this.forge
    void guarded(notices, { name: 'Court chart', about: court }, () => drawCourt(vault, court, into))
  }
}

/** A note's name that opens it, in a tab, split or window where the person's keys say so. */
export function drawLink(forge: Forge, into: HTMLElement, { label, path }: NoteLink, cls: string): void {
  const link = into.createEl('a', {
    text: label,
    cls,
    href: '#',
    attr: { 'data-key': path, title: label.length > LONG_CHARS ? label : null },
  })
  link.addEventListener('click', (event) => {
    event.preventDefault()
    if (path !== '') void openNote(forge, path, Keymap.isModEvent(event))
  })
}

/** More of them would push the button that answers them out of sight on a phone. */
const SHOWN_QUESTIONS = 5

/** A longer name may not be shown whole. */
const LONG_CHARS = 60

function drawFacts(about: HTMLElement, { facts, cost, spent, name, title }: RowModel): void {
  const shown = [...(slugOf(title) === name ? [] : [name]), ...facts]
  const line = about.createDiv({ cls: 'forge-row-facts', text: shown.join(' · ') })
  if (cost !== null) line.createSpan({ text: `${shown.length === 0 ? '' : ' · '}${cost}`, attr: spent === '' ? {} : { title: spent } })
}

/** A title that says no more than the name does makes the name superfluous. */
function slugOf(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

/** Draws anew without taking the keyboard from where it was. */
function keepFocus(el: HTMLElement, draw: () => void): void {
  const active = el.doc.activeElement
  const key = active !== null && el.contains(active) ? active.getAttribute('data-key') : null
  draw()
  if (key !== null) el.querySelector<HTMLElement>(`[data-key=${JSON.stringify(key)}]`)?.focus({ preventScroll: true })
}
