import { isCancel, select, text } from '@clack/prompts'
import type { OpenQuestion } from '../commands/open-questions.ts'

export interface Given {
  readonly option: string
  readonly words: string
}

/** Asks one question of a note at the terminal; null where the person turned away, which leaves it open in the note. */
export async function askQuestion(question: OpenQuestion): Promise<Given | null> {
  const options = question.options.map((option) => ({ value: option, label: option.replace(/-/g, ' ') }))
  const chosen = await select({
    message: `${question.name}   (${question.path})`,
    options: [...options, { value: '', label: 'answer later' }],
  })
  if (isCancel(chosen) || chosen === '') return null
  if (!WORDY.has(chosen)) return { option: chosen, words: '' }
  const words = await text({
    message: WORDY.get(chosen) ?? 'Why?',
    validate: (value) => ((value ?? '').trim() === '' ? 'A few words are needed.' : undefined),
  })
  return isCancel(words) ? null : { option: chosen, words }
}

/** Answers that mean nothing without words, and what to ask for. */
const WORDY: ReadonlyMap<string, string> = new Map([
  ['revise', 'What should change?'],
  ['accept', 'Why is the risk acceptable?'],
  ['wrong', 'Why is the finding wrong?'],
])
