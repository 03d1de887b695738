import { MarkdownRenderChild, type MarkdownPostProcessorContext } from 'obsidian'
import { ok } from '../../basics/result.ts'
import { readOpenQuestions, type OpenQuestion } from '../../commands/open-questions.ts'
import { readKeys } from '../../markdown/frontmatter.ts'
import { optionLines } from '../../markdown/questions.ts'
import { actionOf } from '../actions.ts'
import type { Forge } from '../forge.ts'
import { guarded } from '../guard.ts'
import { canRun } from '../load-desktop.ts'
import { answerOne, giveAndTell } from './answer.ts'
import { readAsked, wordsFor } from './asked.ts'
import { takeIn } from './give.ts'
import { questionLine, type Around, type QuestionButton } from './question-line.ts'
import { tellAnswered } from './tell-answered.ts'

const CLASS = 'forge-question'

/** What the note says of each option. */
type Labels = ReadonlyMap<string, string>

/** Draws buttons under the option list of each open question of a note in reading view, and what came of the answered ones. */
export function showQuestionButtons(forge: Forge): void {
  forge.plugin.registerMarkdownPostProcessor((el, context) => {
    if (!context.sourcePath.startsWith('forge/') || el.querySelector(`.${CLASS}`) !== null) return
    for (const name of questionsIn(el, context)) {
      context.addChild(new QuestionRow(el.createDiv({ cls: CLASS }), forge, context.sourcePath, name))
    }
  })
}

/** Names of the questions whose boxes stand in that part of the note. */
function questionsIn(el: HTMLElement, context: MarkdownPostProcessorContext): ReadonlySet<string> {
  const section = el.querySelector('li') === null ? null : context.getSectionInfo(el)
  if (section === null) return new Set()
  const lines = section.text.split('\n')
  const from = lengthOf(lines.slice(0, section.lineStart))
  const to = from + lengthOf(lines.slice(section.lineStart, section.lineEnd + 1))
  if (!section.text.slice(from, to).includes(' ^q-')) return new Set()
  return new Set(optionLines(section.text).flatMap((line) => (line.start >= from && line.start < to ? [line.question] : [])))
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((length, line) => length + line.length + 1, 0)
}

/** The row under one question; follows the feature for as long as the note shows it. */
class QuestionRow extends MarkdownRenderChild {
  /** Counts the drawings, so that an older reading of the note never paints over a newer one. */
  private drawing = 0
  private isBusy = false

  constructor(
    el: HTMLElement,
    private readonly forge: Forge,
    private path: string,
    private readonly name: string,
  ) {
    super(el)
  }

  override onload(): void {
    const { app, features } = this.forge
    this.register(features.onChange((changed) => this.concerns(changed) && this.drawSoon()))
    // Obsidian does not draw a note anew that is moved while it is open.
    this.registerEvent(app.vault.on('rename', ({ path }, before) => before === this.path && (this.path = path)))
    this.drawSoon()
  }

  override onunload(): void {
    this.drawing += 1
  }

  private concerns(changed: ReadonlySet<string>): boolean {
    const name = this.forge.features.ofNote(this.path)?.feature.name
    return name === undefined || changed.has(name)
  }

  private drawSoon(): void {
    void guarded(this.forge.notices, { name: 'Show question', about: this.path }, () => this.draw())
  }

  private async draw(): Promise<void> {
    const turn = (this.drawing += 1)
    const standing = this.forge.features.ofNote(this.path)
    const questions = standing === null ? ok([]) : await readOpenQuestions(this.forge.vault, standing.feature)
    if (!questions.ok)
      return turn === this.drawing ? this.containerEl.setText(`${questions.error.what} ${questions.error.next}`) : undefined
    const question = questions.value.find(({ name, path }) => name === this.name && path === this.path)
    const around = question === undefined ? null : await this.around()
    if (turn !== this.drawing) return
    this.containerEl.empty()
    if (standing === null || question === undefined || around === null) return
    const line = questionLine(standing, question, around)
    if (line === null) return
    if (line.text !== '') this.containerEl.createSpan({ text: line.text, cls: 'forge-question-text' })
    for (const button of line.buttons) this.drawButton(standing.feature.name, question, button, around.labels)
  }

  private async around(): Promise<(Around & { readonly labels: Labels }) | null> {
    const text = await this.forge.vault.read(this.path)
    if (!text.ok || text.value === null) return null
    const keys = readKeys(text.value)
    const { answered, status } = keys.ok ? keys.value : {}
    return {
      labels: new Map(readAsked(text.value, this.name).options.map((option) => [option.id, option.label])),
      canRun: canRun(this.forge.app),
      answers: Array.isArray(answered) ? answered.filter((entry) => typeof entry === 'string') : [],
      status: typeof status === 'string' ? status : null,
    }
  }

  private drawButton(feature: string, question: OpenQuestion, button: QuestionButton, labels: Labels): void {
    const el = this.containerEl.createEl('button', { text: button.kind === 'step' ? actionOf(button.step).name : button.label })
    const whole = button.kind === 'option' ? labels.get(button.option) : undefined
    if (whole !== undefined) el.setAttribute('aria-label', whole)
    el.addEventListener('click', () => void this.press(feature, question, button))
  }

  private async press(feature: string, question: OpenQuestion, button: QuestionButton): Promise<void> {
    if (this.isBusy) return
    this.isBusy = true
    await guarded(this.forge.notices, { name: 'Answer', about: feature }, () => this.act(feature, question, button))
    this.isBusy = false
  }

  private async act(feature: string, question: OpenQuestion, button: QuestionButton): Promise<void> {
    const { forge } = this
    if (button.kind === 'step') return forge.perform(button.step, feature)
    const given = { question: question.name, option: button.option, path: question.path, words: '' }
    if (button.kind === 'option') {
      const needsWindow = wordsFor(question.name, button.option) !== 'none'
      return needsWindow ? answerOne(forge, feature, question, button.option) : giveAndTell(forge, feature, given)
    }
    const taken = await takeIn(forge, feature, given)
    if (taken.ok) await tellAnswered(forge, feature, given)
    else forge.notices.fail(feature, taken.error)
  }
}
