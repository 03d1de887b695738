import { failed, ok, type Result } from '../basics/result.ts'
import type { Feature } from '../feature/feature.ts'
import { latest } from '../feature/latest.ts'
import { critiqueOf } from '../feature/state.ts'
import type { NoteHead } from '../notes/head.ts'
import { link } from '../notes/names.ts'
import { readQuestions, type ReadQuestion } from '../markdown/questions.ts'
import type { Vault } from '../vault/vault.ts'

/** A question as it stands in a note that counts. */
export interface OpenQuestion extends ReadQuestion {
  /** Path of the note that holds its boxes. */
  readonly path: string
  /** Asked by the feature and not answered; a verdict may be overruled at any time and is never open. */
  readonly open: boolean
}

/** Every question in the notes that count for a feature, the open ones first. Reads only notes that can hold one, and fails where one cannot be read. */
export async function readOpenQuestions(vault: Vault, feature: Feature): Promise<Result<readonly OpenQuestion[]>> {
  const { questions, trouble } = await readQuestionsThere(vault, feature)
  return trouble === null ? ok([...questions].sort((a, b) => Number(b.open) - Number(a.open))) : failed(trouble)
}

/** The questions of a feature's `awaiting` by what became of them. One that no note has boxes for is in neither: nobody can answer it. */
export interface Awaited {
  /** They still wait for a person. */
  readonly awaiting: readonly string[]
  /** They are ticked, and no stage has taken that in yet. */
  readonly answered: readonly string[]
}

export async function readAwaited(vault: Vault, feature: Feature): Promise<Awaited> {
  if (feature.awaiting.length === 0) return { awaiting: [], answered: [] }
  const { questions, trouble } = await readQuestionsThere(vault, feature)
  const asked = (name: string): readonly OpenQuestion[] => questions.filter((question) => question.name === name)
  // Each person on the court has a form of the same name; one tick answers for one of them.
  const isSettled = (name: string): boolean => asked(name).some(isAnswered) && (name !== 'opinion' || asked(name).every(isAnswered))
  const answered = feature.awaiting.filter(isSettled)
  const unanswered = feature.awaiting.filter((name) => !answered.includes(name))
  // What a note asks that is there and cannot be read is not known to be lost.
  return { awaiting: trouble === null ? unanswered.filter((name) => asked(name).length > 0) : unanswered, answered }
}

/** What still waits for a person: the feature's `awaiting` less what has been ticked since, and less what no note has boxes for. */
export async function stillAwaiting(vault: Vault, feature: Feature): Promise<readonly string[]> {
  return (await readAwaited(vault, feature)).awaiting
}

/** The questions of the notes that can be read, and why the first of the others cannot. */
async function readQuestionsThere(vault: Vault, feature: Feature) {
  const perNote = await Promise.all(askingNotes(feature).map((head) => questionsOf(vault, feature, head)))
  const trouble = perNote.flatMap((read) => (read.ok ? [] : [read.error]))[0] ?? null
  return { questions: perNote.flatMap((read) => (read.ok ? read.value : [])), trouble }
}

/** The newest note of each kind, and the open forms of the newest court: an older plan, critique or court asks nothing any more. */
function askingNotes(feature: Feature): readonly NoteHead[] {
  const critique = latest(feature, 'implement') === null ? latest(feature, 'critique') : critiqueOf(feature.heads)
  const court = latest(feature, 'court')
  const single = [latest(feature, 'plan'), latest(feature, 'implement'), critique, court, latest(feature, 'retro')]
  const isAsking = ({ stage, status, keys }: NoteHead): boolean =>
    stage === 'opinion' && status === 'SPEC' && (court === null || keys['court'] === link(court.path))
  return [...single.filter((head) => head !== null), ...feature.heads.filter(isAsking)]
}

async function questionsOf(vault: Vault, feature: Feature, head: NoteHead): Promise<Result<readonly OpenQuestion[]>> {
  const text = await vault.read(head.path)
  if (!text.ok) return text
  const isOpen = (question: ReadQuestion) => !isAnswered(question) && feature.awaiting.includes(question.name)
  return ok(readQuestions(text.value ?? '').map((question) => ({ ...question, path: head.path, open: isOpen(question) })))
}

/** One box is ticked, and there are words where the answer means nothing without them. */
export function isAnswered(question: ReadQuestion): boolean {
  return question.answer !== null && (question.words.trim() !== '' || !needsWords(question.name, question.answer))
}

/** Overruling a verdict or a finding is recorded with a reason. */
export function needsWords(question: string, option: string): boolean {
  return question === 'verdict' || (question.startsWith('finding-') && option !== 'fix')
}

/**
 * A question is answered while it is asked; the verdict and an unfinished critique's findings may be answered at any time, and a plan that
 * was stopped may be taken up again. What is archived is not answered any more.
 */
export function mayAnswer(feature: Feature, question: ReadQuestion): boolean {
  if (feature.state === 'ARCHIVED') return false
  const lasting = question.name === 'verdict' || question.name.startsWith('finding-')
  return lasting || feature.awaiting.includes(question.name) || (question.name === 'plan' && isStopped(feature))
}

/** The person said stop to its plan, and a run has taken that in. */
export function isStopped(feature: Feature): boolean {
  return latest(feature, 'implement')?.keys['step'] === 'stopped'
}
