import { isAnswered, isStopped, type OpenQuestion } from '../../commands/open-questions.ts'
import { effectiveVerdict } from '../../feature/gate.ts'
import { latest } from '../../feature/latest.ts'
import type { Feature } from '../../feature/feature.ts'
import type { NextStep } from '../../feature/next.ts'
import type { ActionId } from '../actions.ts'
import { shortLabel } from './asked.ts'
import { goingOn, isTakenInAlone } from './going-on.ts'

/** What stands under the option list of a question: a line of text, then buttons. */
export interface QuestionLine {
  readonly text: string
  readonly buttons: readonly QuestionButton[]
}

/** `option`: answers so. `take-in`: lets the note follow what is ticked. `step`: does what the answer leads to. */
export type QuestionButton =
  | { readonly kind: 'option'; readonly option: string; readonly label: string }
  | { readonly kind: 'take-in'; readonly option: string; readonly label: string }
  | { readonly kind: 'step'; readonly step: ActionId }

/** A feature and what may run on it next. */
export interface Asking {
  readonly feature: Feature
  readonly next: readonly NextStep[]
}

/** What is known about the moment. */
export interface Around {
  /** Agents can run here. */
  readonly canRun: boolean
  /** The `answered` key of the note that asks. */
  readonly answers: readonly string[]
  /** The `status` key of the note that asks. */
  readonly status: string | null
}

/** Pure. null where nothing is to be shown: the question is not asked any more and nobody answered it. */
export function questionLine(standing: Asking, question: OpenQuestion, around: Around): QuestionLine | null {
  const { feature } = standing
  if (feature.state === 'ARCHIVED') return null
  const { answer } = question
  if (question.ticked.length > 1) return { text: 'Two boxes are ticked, so nothing is decided.', buttons: optionButtons(question) }
  if (answer === null) return unanswered(question)
  if (!isAnswered(question)) return { text: `${shortLabel(answer)}: a reason is missing.`, buttons: optionButtons(question, answer) }
  if (question.name === 'plan' && answer === 'stop' && isStopped(feature)) return stopped(question)
  return answered(standing, question, answer, around)
}

function unanswered(question: OpenQuestion): QuestionLine | null {
  if (question.name === 'verdict') return { text: '', buttons: optionButtons(question) }
  return question.open ? { text: '', buttons: optionButtons(question) } : null
}

function stopped(question: OpenQuestion): QuestionLine {
  const others = optionButtons(question).filter((button) => button.kind !== 'option' || button.option !== 'stop')
  return { text: 'Stopped. Another answer takes it up again.', buttons: others }
}

function answered({ feature, next }: Asking, question: OpenQuestion, answer: string, around: Around): QuestionLine {
  const said = ['Answered: ' + shortLabel(answer).toLowerCase(), ...recordOf(question.name, answer, around.answers)].join(' · ')
  if (!isWaiting(feature, question, answer)) return { text: `${said}.`, buttons: [] }
  if (isTakenInAlone(question.name)) return { text: `${said}.`, buttons: [{ kind: 'take-in', option: answer, label: 'Take it in' }] }
  const step = goingOn({ question: question.name, option: answer, path: question.path }, around.status)
  if (!around.canRun) return { text: `${said}; it waits for the desktop.`, buttons: [] }
  const isReady = step !== null && next.some((one) => one.command === step && one.allowed)
  return { text: `${said}.`, buttons: isReady ? [{ kind: 'step', step }] : [] }
}

/** Whether a ticked answer is one that nothing has taken in yet. */
export function isWaiting(feature: Feature, { name, path }: OpenQuestion, answer: string): boolean {
  if (name === 'verdict') return overrules(feature, answer)
  if (name === 'opinion') return feature.heads.some((form) => form.path === path && form.awaiting.includes(name))
  return feature.awaiting.includes(name) || (name === 'plan' && isStopped(feature) && answer !== 'stop')
}

function overrules(feature: Feature, answer: string): boolean {
  const court = latest(feature, 'court')
  const verdict = court === null ? null : effectiveVerdict(court)
  return verdict !== null && verdict !== answer.toUpperCase()
}

/** Device and day of the last answer of that name, where it is the one that is ticked. */
function recordOf(name: string, answer: string, answers: readonly string[]): readonly string[] {
  const last = answers.findLast((entry) => entry.startsWith(`${name} `))
  return last?.startsWith(`${name} ${answer} `) === true ? last.split(' · ').slice(-2) : []
}

function optionButtons(question: OpenQuestion, only: string | null = null): readonly QuestionButton[] {
  const options = only === null ? question.options : [only]
  return options.map((option) => ({ kind: 'option', option, label: only === null ? shortLabel(option) : 'Give the reason' }))
}
