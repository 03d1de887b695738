import { failed, ok, type Result } from '../basics/result.ts'
import { calloutBody } from '../markdown/callouts.ts'
import { OUTCOME, renderAdr, revisitOf, SUM, SUM_FOLD } from './court-adr.ts'
import { parseCourtEntries, renderCourtEntry, type CourtEntry } from './court-entry.ts'
import { heardOpinions, type Aftermath, type Court, type Override } from './court-record.ts'
import { courtSummary } from './court-summary.ts'
import { readKeys, renderKeys, setKeys } from '../markdown/frontmatter.ts'
import { addUsageKeys } from './head.ts'
import { inline, plain } from '../markdown/neutral.ts'
import { readQuestions } from '../markdown/questions.ts'
import { rulingCard, type Ruling } from './ruling.ts'
import { appendSection, appendToSection, findSection, insertBefore, replaceSummary, sections, type Section } from '../markdown/sections.ts'
import { specAt, specFold } from './spec-fold.ts'
import { VERDICTS, type Verdict } from './vocabulary.ts'

const VOICES = 'What the jurors said'
/** Below the voices, because only a question about an edited spec looks at it. */
const JUDGED = 'The spec as judged'
/** The section that a retro adds. */
const AFTERMATH = 'What came of it'

/** The whole note, made by the very splices that a run makes one by one. */
export function renderCourt(court: Court): string {
  const opened = openCourt({ ...court, awaiting: [], supersededBy: null, entries: [], ruling: null, override: null, aftermath: null })
  const steps: readonly ((text: string) => Result<string, string>)[] = [
    ...court.entries.map((entry) => (text: string) => addCourtEntry(text, entry)),
    (text) => setAwaiting(text, court.awaiting),
    (text) => (court.ruling ? addRuling(text, court.ruling) : ok(text)),
    (text) => (court.override ? setOverride(text, court.override) : ok(text)),
    (text) => (court.supersededBy ? setSupersededBy(text, court.supersededBy) : ok(text)),
    (text) => (court.aftermath ? setAftermath(text, court.aftermath) : ok(text)),
  ]
  return steps.reduce((text, step) => orThrow(step(text)), opened)
}

/** The record of a court note. Error: what in it cannot be read. */
export function parseCourt(text: string): Result<Court, string> {
  const keys = readKeys(text)
  if (!keys.ok) return keys
  const parts = sections(text)
  const body = (heading: string): string => bodyOf(text, parts, heading)
  const voices = parts.find((part) => part.heading === VOICES)
  const entries = parseCourtEntries(text, voices ? parts.filter((part) => part.start > voices.start && part.end <= voices.end) : [])
  if (!entries.ok) return entries
  const ruling = parseRuling(body(SUM))
  if (!ruling.ok) return ruling
  const known = courtKeys(keys.value)
  const context = plain(body('Context').trim())
  return ok({ ...known, specText: specAt(body(JUDGED), known.specHash), context, entries: entries.value, ruling: ruling.value })
}

/** The spec that the court judged, as its note keeps it, or null. */
export function judgedSpec(text: string, hash: string): string | null {
  return specAt(bodyOf(text, sections(text), JUDGED), hash)
}

function bodyOf(text: string, parts: readonly Section[], heading: string): string {
  const part = parts.find((one) => one.heading === heading)
  return part ? text.slice(part.bodyStart, part.end) : ''
}

/** Keeps what came, with what it cost: one splice, so that a paid answer and its price are never apart. */
export function addCourtEntry(text: string, entry: CourtEntry): Result<string, string> {
  const written = changeCourt(text, (court) => ({
    text: ok(appendToSection(text, VOICES, renderCourtEntry(entry))),
    court: { ...court, entries: [...court.entries, entry] },
  }))
  return written.ok && 'usage' in entry ? addUsageKeys(written.value, entry.usage) : written
}

/** Names the questions that wait for a person. */
export function setAwaiting(text: string, awaiting: readonly string[]): Result<string, string> {
  return changeCourt(text, (court) => ({ text: setKeys(text, { awaiting }), court: { ...court, awaiting } }))
}

/** Puts the case anew to a court that still sits: other seats, or a spec that was edited. Older entries stay and no longer count. */
export function reopenCourt(text: string, changes: Pick<Court, 'seats' | 'specHash' | 'specText' | 'baseSha'>): Result<string, string> {
  const keys = { jurors: changes.seats, spec_hash: changes.specHash, base_sha: changes.baseSha }
  const kept = changes.specText === null || judgedSpec(text, changes.specHash) !== null
  const told = kept ? text : appendToSection(text, JUDGED, specFold(changes.specHash, changes.specText))
  return changeCourt(text, (court) => ({ text: setKeys(told, keys), court: { ...court, ...changes } }))
}

/** Turns the sitting into a decision record. */
export function addRuling(text: string, ruling: Ruling): Result<string, string> {
  return changeCourt(text, (court) => {
    const heard = heardOpinions(court)
    const keys = {
      status: 'DECIDED',
      verdict: ruling.verdict,
      score: ruling.score,
      decision: ruling.decision,
      awaiting: [],
      dissent: ruling.dissent.length,
      contested: ruling.contested.length > 0,
      revisit: revisitOf(ruling, heard) ?? undefined,
    }
    return { text: setKeys(insertBefore(text, VOICES, renderAdr(ruling, heard)), keys), court: { ...court, awaiting: [], ruling } }
  })
}

/** Links a decision to the one that replaces it. A decision that Forge did not write gets the key alone: it has no summary of Forge's. */
export function setSupersededBy(text: string, name: string): Result<string, string> {
  const court = parseCourt(text)
  const linked = setKeys(text, { superseded_by: wikilink(name) })
  if (!court.ok || court.value.ruling === null) return linked
  return withSummary(court.value, { text: linked, court: { ...court.value, supersededBy: name } })
}

/** Tells what came of a decision. One that Forge did not write gets keys and section alone: it has no summary of Forge's. */
export function setAftermath(text: string, aftermath: Aftermath): Result<string, string> {
  const { outcome, retro } = aftermath
  const section = `## ${AFTERMATH}\n\n${inline(`${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}`)} · [[${retro}|Retro]]`
  const told = setKeys(findSection(text, AFTERMATH) ? text : appendSection(text, section), { outcome, retro: wikilink(retro) })
  const court = parseCourt(text)
  if (!court.ok || court.value.ruling === null) return told
  return withSummary(court.value, { text: told, court: { ...court.value, aftermath } })
}

/**
 * Takes in a ticked `verdict` question: sets override and reason, and shows both verdicts. The text as it was where nothing is ticked,
 * nothing is decided yet, or it is taken in already; the court's own verdict takes an override back. Error: why the tick does not count.
 */
export function applyOverride(text: string, day: string): Result<string, string> {
  const question = readQuestions(text).find((one) => one.name === 'verdict')
  const verdict = VERDICTS.find((one) => one.toLowerCase() === question?.answer)
  if (!question || !verdict) return ok(text)
  const court = parseCourt(text)
  if (!court.ok) return court
  const { ruling, override } = court.value
  if (ruling === null) return ok(text)
  if (verdict === ruling.verdict) return override ? takeBack(text, court.value, ruling.verdict, day) : ok(text)
  const reason = question.words.trim()
  if (reason === '') return failed('A verdict is overruled only with a reason: write it below the box that is ticked.')
  if (override?.verdict === verdict && override.reason === reason) return ok(text)
  const told = appendToSection(text, OUTCOME, `**Overruled ${day}:** ${ruling.verdict} becomes ${verdict}. ${inline(reason)}`)
  return withSummary(court.value, overridden(told, court.value, { verdict, reason }))
}

function setOverride(text: string, override: Override): Result<string, string> {
  return changeCourt(text, (court) => overridden(text, court, override))
}

function overridden(text: string, court: Court, override: Override): Changed {
  return { text: setKeys(text, { override: override.verdict, override_reason: override.reason }), court: { ...court, override } }
}

function takeBack(text: string, court: Court, verdict: Verdict, day: string): Result<string, string> {
  const told = appendToSection(text, OUTCOME, `**Taken back ${day}:** the court's ${verdict} stands again.`)
  return withSummary(court, {
    text: setKeys(told, { override: undefined, override_reason: undefined }),
    court: { ...court, override: null },
  })
}

/** A note after a splice, and the record it now holds. */
interface Changed {
  readonly text: Result<string, string>
  readonly court: Court
}

function changeCourt(text: string, change: (court: Court) => Changed): Result<string, string> {
  const court = parseCourt(text)
  return court.ok ? withSummary(court.value, change(court.value)) : court
}

/** Lets the summary follow what changed. */
function withSummary(before: Court, { text, court }: Changed): Result<string, string> {
  return text.ok ? ok(replaceSummary(text.value, courtSummary(before), courtSummary(court))) : text
}

function openCourt(court: Court): string {
  const keys = renderKeys({
    title: `Court · ${court.title}`,
    aliases: [`Court · ${court.title}`],
    feature: court.feature,
    stage: 'court',
    status: 'SPEC',
    verdict: null,
    score: null,
    decision: null,
    date: court.date,
    repo: court.repo,
    awaiting: court.awaiting,
    category: 'forge/court',
    jurors: court.seats,
    dissent: null,
    contested: null,
    spec: wikilink(court.spec),
    spec_hash: court.specHash,
    base_sha: court.baseSha,
    supersedes: court.supersedes === null ? undefined : wikilink(court.supersedes),
  })
  const judged = court.specText === null ? '' : `\n## ${JUDGED}\n\n${specFold(court.specHash, court.specText)}\n`
  return `${keys}\n${courtSummary(court)}\n\n## Context\n\n${inline(court.context)}\n\n## ${VOICES}\n${judged}`
}

function courtKeys(keys: Readonly<Record<string, unknown>>): Omit<Court, 'specText' | 'context' | 'entries' | 'ruling'> {
  const word = (key: string): string => (typeof keys[key] === 'string' ? keys[key] : '')
  const words = (key: string): readonly string[] => (Array.isArray(keys[key]) ? keys[key].filter((item) => typeof item === 'string') : [])
  const override = VERDICTS.find((verdict) => verdict === word('override').toUpperCase())
  const retro = linked(word('retro'))
  return {
    feature: word('feature'),
    title: word('title').replace(/^Court · /, ''),
    date: word('date'),
    repo: word('repo'),
    spec: linked(word('spec')) ?? '',
    specHash: word('spec_hash'),
    baseSha: word('base_sha'),
    seats: words('jurors'),
    awaiting: words('awaiting'),
    supersedes: linked(word('supersedes')),
    supersededBy: linked(word('superseded_by')),
    override: override ? { verdict: override, reason: word('override_reason') } : null,
    aftermath: word('outcome') === '' || retro === null ? null : { outcome: word('outcome'), retro },
  }
}

function parseRuling(sum: string): Result<Ruling | null, string> {
  const folded = calloutBody(sum, SUM_FOLD)
  if (folded === null) return ok(null)
  const ruling = rulingCard.parse(folded)
  return ruling.ok ? ruling : failed(`"${SUM}" cannot be read: ${ruling.error}`)
}

function wikilink(name: string): string {
  return `[[${name}]]`
}

function linked(link: string): string | null {
  return /^\[\[([^\]|]+)(?:\|[^\]]*)?\]\]$/.exec(link)?.[1] ?? null
}

function orThrow(result: Result<string, string>): string {
  if (!result.ok) throw new Error(`A note of Forge's own making could not be read: ${result.error}`)
  return result.value
}
