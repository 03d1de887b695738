import type { Access } from './port.ts'

const SHOWN_ANSWER_CHARS = 20_000

/** The prompt of a repair in a new conversation: the question again, what is wrong with the answer, and the answer. */
export function repairPrompt(prompt: string, answer: unknown, faults: string, access: Access): string {
  return [prompt, '---', ...complaint(faults), `Your last answer was: ${shown(answer)}`, ...request(access)].join('\n\n')
}

/** The prompt of a repair in the same conversation: what is wrong with the answer. */
export function reminder(faults: string, access: Access): string {
  const form = 'Its form is as before: one JSON object that fits the JSON Schema you were given, and nothing else.'
  return [...complaint(faults), ...request(access), form].join('\n\n')
}

function complaint(faults: string): readonly string[] {
  return ['Your last answer to this could not be used. What is wrong with it, one fault per line:', faults]
}

function request(access: Access): readonly string[] {
  const files = access === 'edit' ? ['The files are as you left them: do not do the work again, only give the answer.'] : []
  return ['Give the whole answer again, corrected.', ...files]
}

function shown(answer: unknown): string {
  if (answer === undefined) return '(none)'
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
  return text.length <= SHOWN_ANSWER_CHARS ? text : `${text.slice(0, SHOWN_ANSWER_CHARS)} (cut here)`
}
