import { isAnswered, readOpenQuestions } from '../../commands/open-questions.ts'
import type { Vault } from '../../vault/vault.ts'
import type { ActionId } from '../actions.ts'
import type { Standing } from '../feature-index.ts'
import { wordsFor } from './asked.ts'
import type { WordedAnswer } from './give.ts'
import { answerKey } from './given-here.ts'
import { goingOn, isTakenInAlone } from './going-on.ts'
import { isWaiting } from './question-line.ts'

/** Answers of one feature that are ticked and that nothing has taken in yet. */
export interface CameIn {
  readonly feature: string
  /** At least one. */
  readonly answers: readonly WordedAnswer[]
  /** What takes them further: a step that may run now, or the note itself, which can follow without one. */
  readonly onward: ActionId | 'take-in'
  /** Another moment with the same key is the same news. */
  readonly key: string
}

/** What came in on a feature; null while nothing did, or while another answer is still awaited. Reads the notes that count. */
export async function cameIn(vault: Vault, { feature, next }: Standing): Promise<CameIn | null> {
  if (feature.state === 'ARCHIVED') return null
  const questions = await readOpenQuestions(vault, feature)
  // Who answers is told why a note cannot be read; here nobody has asked.
  if (!questions.ok) return null
  const answers = questions.value.flatMap((question) => {
    const { name, answer, path, words } = question
    const isNew = answer !== null && isAnswered(question) && isWaiting(feature, question, answer)
    return isNew ? [{ question: name, option: answer, path, words }] : []
  })
  const [first] = answers
  if (first === undefined) return null
  const onward = isTakenInAlone(first.question) ? 'take-in' : goingOn(first, null)
  const isReady = onward === 'take-in' || next.some((step) => step.command === onward && step.allowed)
  if (onward === null || !isReady) return null
  return { feature: feature.name, answers, onward, key: `${feature.name} ${answers.map(answerKey).join(' ')}` }
}

/** Whether all words that may go with the answers are there; until then a person may still be writing them. */
export function isComplete({ answers }: CameIn): boolean {
  return answers.every(({ question, option, words }) => wordsFor(question, option) === 'none' || words.trim() !== '')
}
