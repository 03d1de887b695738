import type { ActionId } from '../actions.ts'
import type { GivenAnswer } from './given-here.ts'

/** Pure. The action that takes an answer further; null where nothing needs to be done. `status`: of the note that asked, as it reads after the answer. */
export function goingOn({ question, option }: GivenAnswer, status: string | null): ActionId | null {
  if (question === 'opinion') return 'court'
  if (question === 'spec') return option === 'again' ? 'court' : 'implement'
  if (question === 'plan') return 'implement'
  if (question === 'verdict') return option === 'go' ? 'implement' : null
  if (question.startsWith('finding-')) return status === 'PASS' ? 'land' : status === 'REJECTED' ? 'implement' : null
  return 'retro'
}

/** Whether an answer is taken in without a stage: the note itself changes. */
export function isTakenInAlone(question: string): boolean {
  return question === 'verdict' || question.startsWith('finding-')
}
