import { failure, type Failure } from '../../basics/failure.ts'
import { ok, type Result } from '../../basics/result.ts'
import { readOpenQuestions, type OpenQuestion } from '../../commands/open-questions.ts'
import { textThatAsks } from '../../commands/text-to-read.ts'
import type { Forge } from '../forge.ts'
import { noteInFront } from '../note-in-front.ts'
import { putQuestion } from './ask-modal.ts'
import { readAsked } from './asked.ts'
import { give, type WordedAnswer } from './give.ts'
import { answerKey, type GivenAnswer } from './given-here.ts'
import { tellAnswered } from './tell-answered.ts'

/** Ticks "approve" of the plan that waits; a plan that is not on the screen is shown first. */
export async function approvePlan(forge: Forge, feature: string): Promise<void> {
  const questions = await questionsOf(forge, feature)
  if (!questions.ok) return forge.notices.fail(feature, questions.error)
  const plan = questions.value.find((question) => question.name === 'plan')
  if (plan === undefined) return forge.notices.fail(feature, nothingAsked(feature))
  const isSeen = noteInFront(forge.app)?.path === plan.path
  if (isSeen) return giveAndTell(forge, feature, { question: 'plan', option: 'approve', words: '', path: plan.path })
  await answerOne(forge, feature, plan, null)
}

/** Puts the open questions of a feature to the person, one after the other. */
export async function answerOpen(forge: Forge, feature: string): Promise<void> {
  const passed = new Set<string>()
  const answered: GivenAnswer[] = []
  for (;;) {
    const questions = await questionsOf(forge, feature)
    if (!questions.ok) return forge.notices.fail(feature, questions.error)
    const open = questions.value.filter((question) => question.open && !passed.has(keyOf(question)))
    const [question] = open
    if (question === undefined) break
    passed.add(keyOf(question))
    const reply = await ask(forge, feature, question, { open: open.length, chosen: null })
    if (reply === 'left') break
    if (reply !== 'skipped') answered.push(reply)
  }
  const last = answered.at(-1)
  if (last !== undefined) await tellAnswered(forge, feature, last)
  else if (passed.size === 0) forge.notices.fail(feature, nothingAsked(feature))
}

/** Puts one question; `chosen`: the option whose words are asked for at once. */
export async function answerOne(forge: Forge, feature: string, question: OpenQuestion, chosen: string | null): Promise<void> {
  const reply = await ask(forge, feature, question, { open: 1, chosen })
  if (typeof reply !== 'string') await tellAnswered(forge, feature, reply)
}

/** Writes an answer that needs no window, and says what comes next. */
export async function giveAndTell(forge: Forge, feature: string, given: WordedAnswer): Promise<void> {
  const done = await give(forge, feature, given)
  if (done.ok) await tellAnswered(forge, feature, given)
  else forge.notices.fail(feature, done.error)
}

async function questionsOf(forge: Forge, feature: string): Promise<Result<readonly OpenQuestion[]>> {
  const standing = forge.features.of(feature)
  return standing === null ? ok([]) : readOpenQuestions(forge.vault, standing.feature)
}

interface How {
  readonly open: number
  readonly chosen: string | null
}

async function ask(forge: Forge, feature: string, question: OpenQuestion, how: How): Promise<GivenAnswer | 'skipped' | 'left'> {
  const { name, path } = question
  const text = await forge.vault.read(path)
  if (!text.ok) forge.notices.fail(feature, text.error)
  if (!text.ok) return 'left'
  if (text.value === null) return 'skipped'
  const seen = textThatAsks(text.value, name)
  const written: GivenAnswer[] = []
  const ending = await putQuestion(forge, {
    name,
    path,
    feature,
    asked: readAsked(text.value, name),
    words: question.words,
    ...how,
    give: async (option, words) => {
      const given = { question: name, option, words, path, seen }
      const done = await give(forge, feature, given)
      if (done.ok) written.push(given)
      return done.ok ? null : done.error
    },
  })
  const [answered] = written
  return ending === 'answered' && answered !== undefined ? answered : ending === 'skipped' ? 'skipped' : 'left'
}

function keyOf({ name, path }: OpenQuestion): string {
  return answerKey({ question: name, option: '', path })
}

function nothingAsked(feature: string): Failure {
  const why = 'It was answered, or its note was moved.'
  return failure('no-such-question', `Nothing waits for an answer on ${feature}.`, why, 'Open the board to see what comes next.')
}
