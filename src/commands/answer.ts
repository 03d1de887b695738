import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import type { Feature } from '../feature/feature.ts'
import { readKeys, setKeys } from '../markdown/frontmatter.ts'
import { tick } from '../markdown/questions.ts'
import type { Vault } from '../vault/vault.ts'
import { mayAnswer, needsWords, readOpenQuestions, type OpenQuestion } from './open-questions.ts'
import { settleAnswer } from './settle.ts'
import { textThatAsks } from './text-to-read.ts'

/** Where an answer was given; recorded in the note that asked. */
export interface AnswerPlace {
  readonly face: 'terminal' | 'obsidian'
  readonly device: string
  readonly today: string
}

export interface AnswerWords {
  readonly question: string
  readonly option: string
  /** The person's own words, '' where none were given. */
  readonly words: string
  /** The note that is meant, where several ask under one name. */
  readonly path?: string
  /** `textThatAsks` of the note as the person read it; an answer to another text is refused. */
  readonly seen?: string
}

/** Ticks a box for a person, records where it was given, and lets the note that asked take it in. Gives the question as it now reads. */
export async function answer(vault: Vault, feature: Feature, given: AnswerWords, place: AnswerPlace): Promise<Result<OpenQuestion>> {
  const asked = await findQuestion(vault, feature, given, place)
  if (!asked.ok) return asked
  if (given.words.trim() === '' && needsWords(given.question, given.option)) return failed(reasonNeeded(given))
  const ticked = await vault.edit(asked.value.path, (text) => tickIn(text, given, place))
  if (!ticked.ok) return ticked
  const settled = await settleAnswer(vault, feature, asked.value, place.today)
  return settled.ok ? ok({ ...asked.value, answer: given.option, words: given.words, open: false }) : settled
}

async function findQuestion(vault: Vault, feature: Feature, given: AnswerWords, place: AnswerPlace): Promise<Result<OpenQuestion>> {
  const read = await readOpenQuestions(vault, feature)
  if (!read.ok) return read
  const questions = read.value
  const asked = questions.find((question) => question.name === given.question && (given.path ?? question.path) === question.path)
  if (asked === undefined || !mayAnswer(feature, asked)) return failed(noSuchQuestion(feature, given.question, questions, place))
  return asked.options.includes(given.option) ? ok(asked) : failed(noSuchOption(asked, given.option))
}

function tickIn(text: string, given: AnswerWords, place: AnswerPlace): Result<string> {
  if (given.seen !== undefined && given.seen !== textThatAsks(text, given.question)) return failed(notWhatWasRead(given))
  const ticked = tick(text, given.question, given.option, given.words)
  const record = `${given.question} ${given.option} · ${place.face} · ${place.device} · ${place.today}`
  const earlier = earlierAnswers(text)
  const last = earlier.findLast((entry) => entry.startsWith(`${given.question} `))
  // The same answer once more, as after a kill, changes nothing.
  if (ticked.ok && ticked.value === text && last?.startsWith(`${given.question} ${given.option} `)) return ok(text)
  const keyed = ticked.ok ? setKeys(ticked.value, { answered: [...earlier, record] }) : ticked
  return keyed.ok
    ? ok(keyed.value)
    : failed(failure('bad-note', 'The answer could not be written.', keyed.error, 'Open the note, mend it, and answer again.'))
}

function earlierAnswers(text: string): readonly string[] {
  const keys = readKeys(text)
  const earlier = keys.ok ? keys.value['answered'] : []
  return Array.isArray(earlier) ? earlier.filter((entry) => typeof entry === 'string') : []
}

function noSuchQuestion(feature: Feature, name: string, questions: readonly OpenQuestion[], { face }: AnswerPlace) {
  const open = questions.filter((question) => question.open).map((question) => question.name)
  const why = open.length === 0 ? `Nothing waits for an answer on ${feature.name}.` : `Open on ${feature.name}: ${open.join(', ')}.`
  const next = face === 'terminal' ? `Run forge answer ${feature.name} to see what is open.` : 'Open the board to see what waits.'
  return failure('no-such-question', `There is no open question "${name}".`, why, next)
}

function notWhatWasRead({ question }: AnswerWords) {
  const why = `What ${question} asks about reads otherwise by now: sync or a run wrote in between.`
  return failure('note-changed', 'The note has changed since it was shown.', why, 'Nothing was answered. Read it again, then answer.')
}

function noSuchOption(question: OpenQuestion, option: string) {
  return failure(
    'no-such-question',
    `"${option}" is no answer to "${question.name}".`,
    `The answers are ${question.options.join(', ')}.`,
    'Choose one of them.',
  )
}

function reasonNeeded(given: AnswerWords) {
  return failure(
    'reason-needed',
    `Answering "${given.option}" to ${given.question} needs a reason.`,
    'The record shows why a verdict or a finding was overruled.',
    'Add --note "why" and run the command again.',
  )
}
