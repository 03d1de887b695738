import { Platform } from 'obsidian'
import { failure } from '../../basics/failure.ts'
import { failed, ok, type Result } from '../../basics/result.ts'
import { answer, type AnswerPlace } from '../../commands/answer.ts'
import { readOpenQuestions } from '../../commands/open-questions.ts'
import { settleAnswer } from '../../commands/settle.ts'
import type { Forge } from '../forge.ts'
import { loadDesktop } from '../load-desktop.ts'
import { rememberGiven, type GivenAnswer } from './given-here.ts'

/** An answer with the person's words, '' where none were given. */
export interface WordedAnswer extends GivenAnswer {
  readonly words: string
  /** `textThatAsks` of the note as a window shows it. */
  readonly seen?: string
}

/** Ticks the box for the person who clicked, and lets the note take it in where that needs no agent. */
export async function give(forge: Forge, feature: string, given: WordedAnswer): Promise<Result<void>> {
  const standing = forge.features.of(feature)
  if (standing === null) return failed(gone(feature))
  const place = await placeHere(forge)
  if (!place.ok) return place
  const answered = await answer(forge.vault, standing.feature, given, place.value)
  if (!answered.ok) return answered
  return ok(rememberGiven(forge, given))
}

/** Takes in what is ticked already: an overruled verdict, a settled finding. */
export async function takeIn(forge: Forge, feature: string, given: GivenAnswer): Promise<Result<void>> {
  const standing = forge.features.of(feature)
  if (standing === null) return failed(gone(feature))
  const questions = await readOpenQuestions(forge.vault, standing.feature)
  if (!questions.ok) return questions
  const question = questions.value.find(({ name, path }) => name === given.question && path === given.path)
  if (question === undefined) return failed(gone(feature))
  const settled = await settleAnswer(forge.vault, standing.feature, question, forge.clock.today())
  return settled.ok ? ok(rememberGiven(forge, given)) : settled
}

/** Who answers, for the record. */
async function placeHere({ app, clock }: Forge): Promise<Result<AnswerPlace>> {
  const desktop = await loadDesktop(app)
  if (desktop !== null) return desktop.personPlaceHere(app)
  const device = Platform.isPhone ? 'phone' : Platform.isTablet ? 'tablet' : 'desktop'
  return ok({ face: 'obsidian', device, today: clock.today() })
}

function gone(feature: string) {
  return failure(
    'note-missing',
    `The note that asks is not there any more.`,
    `${feature} was moved or changed.`,
    'Open the board to see what waits.',
  )
}
