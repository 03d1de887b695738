import type { Access } from './port.ts'

const SHOWN_ANSWER_CHARS = 20_000

/** The prompt of a repair: the question again, what is wrong with the answer, and the answer. */
export function repairPrompt(prompt: string, answer: unknown, faults: string, access: Access): string {
  const files = access === 'edit' ? ['The files are as you left them: do not do the work again, only give the answer.'] : []
  return [
    prompt,
    '---',
    'Your last answer to this could not be used. What is wrong with it, one fault per line:',
    faults,
    `Your last answer was: ${shown(answer)}`,
    'Give the whole answer again, corrected.',
    ...files,
  ].join('\n\n')
}

function shown(answer: unknown): string {
  if (answer === undefined) return '(none)'
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
  return text.length <= SHOWN_ANSWER_CHARS ? text : `${text.slice(0, SHOWN_ANSWER_CHARS)} (cut here)`
}
