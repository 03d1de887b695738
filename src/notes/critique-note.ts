import { failed, ok, type Result } from '../basics/result.ts'
import { callout, calloutBody } from '../markdown/callouts.ts'
import { card, num, records, text as textField, type Card, type Field } from '../markdown/cards.ts'
import { questionOf, standingOf, stands, type CritiqueNote, type EarlierCritique, type Outcome, type Standing } from './critique-record.ts'
import { parseOutcome, renderOutcome, shortClaim } from './critique-sections.ts'
import { critiqueSummary } from './critique-summary.ts'
import { CHECK, REVIEW } from './finding-cards.ts'
import type { AnsweredFinding, Check, Finding, Review } from './finding.ts'
import { readKeys, renderKeys, setKeys, type KeyValue } from '../markdown/frontmatter.ts'
import { calloutBodies } from '../markdown/folded.ts'
import { addUsageKeys, type NoteUsage } from './head.ts'
import { link } from './names.ts'
import { inline, plain } from '../markdown/neutral.ts'
import { tick } from '../markdown/questions.ts'
import { appendToSection, insertBefore, replaceSummary, sections, type Section } from '../markdown/sections.ts'
import { REVIEW_VERDICTS } from './vocabulary.ts'

const HOW = 'How it was reviewed'
const ANSWER = 'The answer as it came'
const REMARK = 'warning'
const SECOND = 'The second opinion as it came'

/** The whole note, made by the very splices that a run makes one by one. */
export function renderCritique(note: CritiqueNote): string {
  const steps: readonly ((text: string) => Result<string, string>)[] = [
    ...note.reviews.map((review) => (text: string) => addReview(text, review, null)),
    ...note.checks.map((check) => (text: string) => addCheck(text, check, null)),
    ...note.remarks.map((remark) => (text: string) => addRemark(text, remark)),
    (text) => (note.outcome ? conclude(text, note.outcome) : ok(text)),
    ...(note.outcome?.findings ?? []).map((finding) => (text: string) => answered(text, finding)),
    settleCritique,
  ]
  return steps.reduce((text, step) => orThrow(step(text)), openCritique(note))
}

/** The note as it is made, before anybody is asked. */
export function openCritique(note: CritiqueNote): string {
  const opened: CritiqueNote = { ...note, reviews: [], checks: [], remarks: [], outcome: null }
  const how = `## ${HOW}\n\n${HISTORY.render(opened)}`
  return `${renderKeys(keysOf(opened))}\n${critiqueSummary(opened, standingOf(null))}\n\n${how}\n`
}

/** The note as it now reads, the person's answers included. Error: what in it cannot be read. */
export function parseCritique(text: string): Result<CritiqueNote, string> {
  const keys = readKeys(text)
  if (!keys.ok) return keys
  const parts = sections(text)
  const how = parts.find((part) => part.heading === HOW)
  const howText = how ? text.slice(how.bodyStart, how.end) : ''
  const history = HISTORY.parse(howText)
  const reviews = parseKept(text, parts, ANSWER, REVIEW)
  const checks = parseKept(text, parts, SECOND, CHECK)
  const outcome = parseOutcome(text, parts)
  if (!reviews.ok) return reviews
  if (!checks.ok) return checks
  if (!outcome.ok) return outcome
  const remarks = calloutBodies(howText, REMARK).map((body) => plain(body.trim()))
  const kept = { reviews: reviews.value, checks: checks.value, remarks, outcome: outcome.value }
  return ok({ ...factsOf(keys.value), history: history.ok ? history.value.history : [], ...kept })
}

/** Keeps a reviewer's answer with what it cost, in one splice: a paid answer and its price are never apart. */
export function addReview(text: string, review: Review, usage: NoteUsage | null): Result<string, string> {
  return paid(keep(text, `${review.seat} · ${review.pass}`, ANSWER, REVIEW.render(review)), usage)
}

/** Keeps the verifier's answer on one claim with what it cost, in one splice. */
export function addCheck(text: string, check: Check, usage: NoteUsage | null): Result<string, string> {
  const heading = `${check.by} · ${check.confirmed ? 'confirms' : 'does not confirm'} · ${shortClaim(check.claim)}`
  return paid(keep(text, heading, SECOND, CHECK.render(check)), usage)
}

/** Seats others before they have answered: for a reviewer that this device no longer has. Error: what in the note cannot be read. */
export function reseat(text: string, reviewers: readonly string[]): Result<string, string> {
  const note = parseCritique(text)
  const keyed = setKeys(text, { reviewers })
  if (!note.ok || !keyed.ok) return note.ok ? keyed : note
  const [before, after] = [note.value, { ...note.value, reviewers }]
  return ok(
    replaceSummary(keyed.value, critiqueSummary(before, standingOf(before.outcome)), critiqueSummary(after, standingOf(after.outcome))),
  )
}

/** Tells in the note what went wrong beside the review; a remark that is there already is not repeated. */
export function addRemark(text: string, remark: string): Result<string, string> {
  const note = parseCritique(text)
  if (!note.ok || note.value.remarks.includes(remark)) return note.ok ? ok(text) : note
  return ok(appendToSection(text, HOW, callout(REMARK, 'Beside the review', inline(remark))))
}

/** Writes the outcome into a note that has none, and the verdict that follows from it. */
export function conclude(text: string, outcome: Outcome): Result<string, string> {
  const note = parseCritique(text)
  if (!note.ok) return note
  if (note.value.outcome !== null) return settleCritique(text)
  return settleCritique(insertBefore(text, HOW, renderOutcome(outcome, note.value.reviews)))
}

/**
 * Takes in the person's ticks: verdict, status, counts, `awaiting` and the summary follow from them. The boxes stay, so an answer can
 * be changed and taken in again. A critique under way stays as it is. Error: what in the note cannot be read.
 */
export function settleCritique(text: string): Result<string, string> {
  const note = parseCritique(text)
  const keys = readKeys(text)
  if (!note.ok) return note
  if (!keys.ok) return keys
  const standing = standingOf(note.value.outcome)
  if (standing.verdict === null) return ok(text)
  const keyed = setKeys(text, standingKeys(standing))
  return keyed.ok
    ? ok(replaceSummary(keyed.value, critiqueSummary(note.value, toldBy(keys.value)), critiqueSummary(note.value, standing)))
    : keyed
}

/** The confirmed MUST_FIX that the person neither accepted nor refuted. Error: what in the note cannot be read. */
export function standingFindings(text: string): Result<readonly Finding[], string> {
  const findings = answeredFindings(text)
  return findings.ok ? ok(findings.value.filter(stands)) : findings
}

/** Every finding with the person's answer. Error: what in the note cannot be read. */
export function answeredFindings(text: string): Result<readonly AnsweredFinding[], string> {
  const note = parseCritique(text)
  return note.ok ? ok(note.value.outcome?.findings ?? []) : note
}

function answered(text: string, finding: AnsweredFinding): Result<string, string> {
  return finding.answer === null ? ok(text) : tick(text, questionOf(finding), finding.answer, finding.personSays)
}

function keep(text: string, heading: string, title: string, body: string): string {
  return appendToSection(text, HOW, `### ${inline(heading)}\n\n${callout('quote', title, body, '-')}`)
}

function paid(text: string, usage: NoteUsage | null): Result<string, string> {
  return usage === null ? ok(text) : addUsageKeys(text, usage)
}

function parseKept<T>(text: string, parts: readonly Section[], title: string, kept: Card<T>): Result<readonly T[], string> {
  const values: T[] = []
  for (const part of parts) {
    const source = text.slice(part.bodyStart, part.end)
    const body = part.depth === 3 && source.includes(title) ? calloutBody(source, title) : null
    if (body === null) continue
    const read = kept.parse(body)
    if (!read.ok) return failed(`${part.heading}: ${read.error}`)
    values.push(read.value)
  }
  return ok(values)
}

/** A note's name shown as a link to it. */
function noteLink(label: string): Field<string> {
  const inner = textField(label)
  return {
    label,
    write: (name) => ` ${link(name)}`,
    read: (entry) => (entry === null ? inner.read(entry) : ok(linked(entry.value))),
  }
}

function linked(written: unknown): string {
  return /\[\[([^\]|]+)/.exec(typeof written === 'string' ? written : '')?.[1] ?? ''
}

const HISTORY = card<Pick<CritiqueNote, 'history'>>({
  history: records(
    'Earlier critiques',
    card<EarlierCritique>({ attempt: num('Attempt'), verdict: textField('Verdict'), note: noteLink('Note') }),
  ),
})

function keysOf(note: CritiqueNote): Readonly<Record<string, KeyValue | undefined>> {
  const title = `Critique ${String(note.attempt)} · ${note.title}`
  return {
    title,
    aliases: [title],
    feature: note.feature,
    stage: 'critique',
    status: 'CRITIQUING',
    verdict: null,
    date: note.date,
    repo: note.repo,
    awaiting: [],
    category: 'forge/critique',
    implements_note: link(note.implementsNote),
    git_sha_reviewed: note.headSha,
    base_sha: note.baseSha,
    attempt: note.attempt,
    reviewers: note.reviewers,
    must_fix_count: 0,
    nice_to_have_count: 0,
  }
}

type Facts = Omit<CritiqueNote, 'history' | 'reviews' | 'checks' | 'remarks' | 'outcome'>

function factsOf(keys: Readonly<Record<string, unknown>>): Facts {
  return {
    feature: word(keys['feature']),
    title: word(keys['title']).replace(/^Critique \d+ · /, ''),
    date: word(keys['date']),
    repo: word(keys['repo']),
    implementsNote: linked(keys['implements_note']),
    baseSha: word(keys['base_sha']),
    headSha: word(keys['git_sha_reviewed']),
    attempt: count(keys['attempt'], 1),
    reviewers: words(keys['reviewers']),
  }
}

function standingKeys(standing: Standing): Readonly<Record<string, KeyValue | undefined>> {
  return {
    status: standing.verdict ?? 'CRITIQUING',
    verdict: standing.verdict ?? undefined,
    awaiting: standing.awaiting,
    must_fix_count: standing.mustFix,
    nice_to_have_count: standing.niceToHave,
    unclear: standing.unclear.length > 0 ? standing.unclear : undefined,
  }
}

/** What the keys said when the summary was last written. */
function toldBy(keys: Readonly<Record<string, unknown>>): Standing {
  return {
    verdict: REVIEW_VERDICTS.find((verdict) => verdict === keys['verdict']) ?? null,
    mustFix: count(keys['must_fix_count'], 0),
    niceToHave: count(keys['nice_to_have_count'], 0),
    awaiting: words(keys['awaiting']),
    unclear: words(keys['unclear']),
  }
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

function words(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

function count(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
}

function orThrow(result: Result<string, string>): string {
  if (result.ok) return result.value
  throw new Error(result.error)
}
