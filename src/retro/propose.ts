import { failed, ok, type Result } from '../basics/result.ts'
import { failure } from '../basics/failure.ts'
import { answererRemarks } from '../agents/answerer.ts'
import type { Usage } from '../agents/port.ts'
import { latest, type Feature } from '../feature/feature.ts'
import { addUsageKeys, type NoteHead } from '../notes/head.ts'
import { ACTIVE, noteName } from '../notes/names.ts'
import { renderRetro } from '../notes/retro-note.ts'
import type { Retro } from '../notes/retro-record.ts'
import { titleOf } from '../notes/spec-note.ts'
import { readRuleBook, type RuleBook } from '../rules/book.ts'
import type { Run } from '../runs/run.ts'
import type { Asking } from './asking.ts'
import { HISTORIAN_CONTRACT, type HistorianAnswer } from './contract.ts'
import { badNote } from './ended.ts'
import { historianPrompt, type NoteText } from './prompt.ts'
import { knownRules, proposalFrom, sourceNotes } from './proposal.ts'

/** The path of the feature's retro note: the one that is there, or a new one with the historian's answer and what it cost. */
export async function propose(run: Run, feature: Feature, asking: Asking): Promise<Result<string>> {
  const there = latest(feature, 'retro')
  if (there !== null) return ok(there.path)
  const path = `${ACTIVE}/${noteName(run.today, feature.name, 'retro')}`
  const taken = await run.vault.read(path)
  if (!taken.ok) return taken
  if (taken.value !== null) return failed(takenPath(path))
  const [notes, book] = [await readNotes(run, feature), await readRuleBook(run.vault)]
  if (!notes.ok) return notes
  run.progress({ type: 'step', text: `Asking ${run.policy.historian} what this feature teaches` })
  const prompt = historianPrompt({ feature: feature.name, isHotfix: isHotfix(feature), notes: notes.value, rules: knownRules(book) })
  const reply = await asking.ask({
    agent: run.policy.historian,
    role: 'historian',
    line: 'historian',
    prompt,
    contract: HISTORIAN_CONTRACT,
  })
  if (!reply.ok) return reply
  const { answer, usage } = reply.value
  if (answer.ok)
    return createNote(run, path, retroFrom(run, feature, answer.value, book, answererRemarks(run.policy.historian, reply.value)), usage)
  const booked = await bookFailure(run, feature, usage)
  return booked.ok ? answer : booked
}

/** A hotfix went past the court. */
export function isHotfix(feature: Feature): boolean {
  const decision = latest(feature, 'implement')?.keys['court_decision']
  return typeof decision === 'string' && decision.trim().toUpperCase() === 'HOTFIX'
}

function retroFrom(run: Run, feature: Feature, answer: HistorianAnswer, book: RuleBook, remarks: readonly string[]): Retro {
  const proposal = proposalFrom(answer, book, isHotfix(feature))
  return {
    feature: feature.name,
    title: featureTitle(feature),
    date: run.today,
    repo: feature.repo,
    step: 'proposed',
    awaiting: [],
    learnedFrom: sourceNotes(feature),
    ...proposal,
    remarks: [...proposal.remarks, ...remarks],
    comparisons: [],
    conflicts: [],
    hotfixAsked: false,
    hotfixAudit: null,
    outcomes: [],
  }
}

function featureTitle(feature: Feature): string {
  const implement = latest(feature, 'implement')?.title?.replace(/^Implement · /, '')
  return (latest(feature, 'spec')?.title ?? implement ?? titleOf(feature.name)).replace(/\s+/g, ' ').trim()
}

async function createNote(run: Run, path: string, retro: Retro, usage: Usage): Promise<Result<string>> {
  const text = addUsageKeys(renderRetro(retro), usage)
  if (!text.ok) return failed(badNote(path, text.error))
  const created = await run.vault.create(path, text.value)
  return created.ok ? ok(path) : created
}

/** A retro without an answer leaves no note, which would close the other commands; what it cost is booked on the work it looked at. */
async function bookFailure(run: Run, feature: Feature, usage: Usage): Promise<Result<void>> {
  const work = latest(feature, 'implement')
  if (work === null || (usage.tokensIn === 0 && usage.tokensOut === 0 && usage.costUsd === null && usage.durationS === 0))
    return ok(undefined)
  const booked = await run.vault.edit(work.path, (text) => {
    const added = addUsageKeys(text, usage)
    return added.ok ? added : failed(badNote(work.path, added.error))
  })
  return booked.ok ? ok(undefined) : booked
}

/** The feature's notes in the order in which they were written; a person's opinion form tells nothing that the court note does not. */
async function readNotes(run: Run, feature: Feature): Promise<Result<readonly NoteText[]>> {
  const order = ['spec', 'court', 'plan', 'implement', 'critique']
  const heads = feature.heads
    .filter((head) => order.includes(head.stage))
    .sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage) || a.n - b.n)
  const texts: NoteText[] = []
  for (const head of heads) {
    const read = await readNote(run, head)
    if (!read.ok) return read
    texts.push(read.value)
  }
  return ok(texts)
}

async function readNote(run: Run, head: NoteHead): Promise<Result<NoteText>> {
  const text = await run.vault.read(head.path)
  if (!text.ok) return text
  return ok({ path: head.path, text: text.value ?? '' })
}

function takenPath(path: string) {
  return failure(
    'note-exists',
    `${path} is there already.`,
    'It is not the retro note of this feature as Forge reads it.',
    'Rename or remove that note, then run forge retro again.',
  )
}
