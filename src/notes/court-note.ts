import { failed, ok, type Result } from '../basics/result.ts'
import { callout, calloutBody } from './callouts.ts'
import { OUTCOME, renderAdr, revisitOf, SUM, SUM_FOLD } from './court-adr.ts'
import { parseCourtEntries, renderCourtEntry, type CourtEntry, type Heard } from './court-entry.ts'
import { readKeys, renderKeys, setKeys } from './frontmatter.ts'
import { addUsageKeys } from './head.ts'
import { inline, plain } from './neutral.ts'
import { readQuestions } from './questions.ts'
import { rulingCard, type Ruling, type VetoStanding } from './ruling.ts'
import { appendToSection, insertBefore, replaceSummary, sections, type Section } from './sections.ts'
import { VERDICTS, type Verdict } from './vocabulary.ts'

/** The person's last word on a verdict. */
export interface Override {
  readonly verdict: Verdict
  readonly reason: string
}

/** A court note: what was asked of whom, what came, and the ruling. Links are file names without `.md`. */
export interface Court {
  readonly feature: string
  /** The feature's title, as the spec has it. */
  readonly title: string
  readonly date: string
  readonly repo: string
  /** File name of the spec. */
  readonly spec: string
  readonly specHash: string
  /** The commit that the jurors read. */
  readonly baseSha: string
  readonly seats: readonly string[]
  /** What the idea is and why, in the spec's words, one line. */
  readonly context: string
  readonly awaiting: readonly string[]
  readonly supersedes: string | null
  readonly supersededBy: string | null
  readonly entries: readonly CourtEntry[]
  /** null while the court sits. */
  readonly ruling: Ruling | null
  readonly override: Override | null
}

const VOICES = 'What the jurors said'

/** The whole note, made by the very splices that a run makes one by one. */
export function renderCourt(court: Court): string {
  const opened = openCourt({ ...court, awaiting: [], supersededBy: null, entries: [], ruling: null, override: null })
  const steps: readonly ((text: string) => Result<string, string>)[] = [
    ...court.entries.map((entry) => (text: string) => addCourtEntry(text, entry)),
    (text) => setAwaiting(text, court.awaiting),
    (text) => (court.ruling ? addRuling(text, court.ruling) : ok(text)),
    (text) => (court.override ? setOverride(text, court.override) : ok(text)),
    (text) => (court.supersededBy ? setSupersededBy(text, court.supersededBy) : ok(text)),
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
  return ruling.ok
    ? ok({ ...courtKeys(keys.value), context: plain(body('Context').trim()), entries: entries.value, ruling: ruling.value })
    : ruling
}

function bodyOf(text: string, parts: readonly Section[], heading: string): string {
  const part = parts.find((one) => one.heading === heading)
  return part ? text.slice(part.bodyStart, part.end) : ''
}

/** The opinions that count: the newest of each seat that sits, on the spec as it was last put to the court, in the order of the seats. */
export function heardOpinions(court: Court): readonly Heard[] {
  return court.seats.flatMap((seat) => {
    const heard = court.entries.filter(
      (entry): entry is Heard => entry.kind === 'opinion' && entry.seat === seat && entry.spec === court.specHash,
    )
    return heard.slice(-1)
  })
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
export function reopenCourt(text: string, changes: Pick<Court, 'seats' | 'specHash' | 'baseSha'>): Result<string, string> {
  const keys = { jurors: changes.seats, spec_hash: changes.specHash, base_sha: changes.baseSha }
  return changeCourt(text, (court) => ({ text: setKeys(text, keys), court: { ...court, ...changes } }))
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
  return text.ok ? ok(replaceSummary(text.value, summary(before), summary(court))) : text
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
  return `${keys}\n${summary(court)}\n\n## Context\n\n${inline(court.context)}\n\n## ${VOICES}\n`
}

function courtKeys(keys: Readonly<Record<string, unknown>>): Omit<Court, 'context' | 'entries' | 'ruling'> {
  const word = (key: string): string => (typeof keys[key] === 'string' ? keys[key] : '')
  const words = (key: string): readonly string[] => (Array.isArray(keys[key]) ? keys[key].filter((item) => typeof item === 'string') : [])
  const override = VERDICTS.find((verdict) => verdict === word('override').toUpperCase())
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
  }
}

function parseRuling(sum: string): Result<Ruling | null, string> {
  const folded = calloutBody(sum, SUM_FOLD)
  if (folded === null) return ok(null)
  const ruling = rulingCard.parse(folded)
  return ruling.ok ? ruling : failed(`"${SUM}" cannot be read: ${ruling.error}`)
}

const LOOK: Readonly<Record<Verdict, string>> = { GO: 'success', DEFER: 'warning', KILL: 'failure' }

const NEXT: Readonly<Record<Verdict, string>> = {
  GO: 'Implement',
  DEFER: 'Change the spec and hold court again, or overrule below',
  KILL: 'Drop it, or overrule below',
}

/** The first block of the note: verdict, why, and what comes next. */
function summary(court: Court): string {
  const specLink = court.spec === '' ? '' : ` · [[${court.spec}|Spec]]`
  if (court.ruling === null)
    return callout('question', `Court sits · ${inline(court.title)}`, `${sittingLine(court)}\n**Next:** ${sittingNext(court)}${specLink}`)
  const verdict = court.override?.verdict ?? court.ruling.verdict
  const lines = [
    countLine(court, court.ruling),
    ...(court.override ? [`**Overruled:** ${inline(court.override.reason)}`] : whyLines(court.ruling)),
    `**Next:** ${court.supersededBy ? `read the newer decision, [[${court.supersededBy}]]` : NEXT[verdict]}${specLink}`,
  ]
  return callout(
    court.supersededBy ? 'info' : LOOK[verdict],
    decidedTitle(court, court.ruling),
    lines.filter((line) => line !== '').join('\n'),
  )
}

/** The decision, and where a FAIL made it what it is, that FAIL. */
function whyLines(ruling: Ruling): readonly string[] {
  const kills = ruling.vetoes.find((veto) => veto.standing === 'seconded' || veto.standing === 'confirmed') ?? ruling.vetoes[0]
  const failed = kills ? `**Failed:** ${kills.on}, by ${inline(kills.seat)} (${STANDING[kills.standing]})` : ''
  return [inline(ruling.decision), failed]
}

const STANDING: Readonly<Record<VetoStanding, string>> = {
  seconded: 'proved, and another juror says so too',
  confirmed: 'proved, and the verifier confirms it',
  alone: 'quoted rightly, but nobody confirms it',
  unproved: 'its quote was not found',
}

function decidedTitle(court: Court, ruling: Ruling): string {
  const own = `${ruling.verdict}${ruling.score === null ? '' : ` ${ruling.score.toFixed(1)}`}`
  const verdict = court.override ? `${court.override.verdict} by you, over ${own}` : own
  return `${court.supersededBy ? 'Superseded: ' : ''}${verdict} · ${inline(court.title)}`
}

function countLine(court: Court, ruling: Ruling): string {
  const heard = heardOpinions(court)
  const families = new Set(heard.filter((one) => !one.person).map((one) => one.family)).size
  const parts = [
    `${String(heard.length)} of ${many(court.seats.length, 'juror')}`,
    ...(families > 0 ? [many(families, 'model family', 'model families')] : []),
    ...(heard.some((one) => one.person) ? [ruling.personDecides ? 'a person decides' : 'a person among them'] : []),
    ruling.dissent.length === 0
      ? 'nobody votes otherwise'
      : `${many(ruling.dissent.length, 'objection')} ${ruling.dissent.length === 1 ? 'stands' : 'stand'}`,
    ...(ruling.contested.length > 0 ? ['contested'] : []),
  ]
  return parts.join(' · ')
}

function sittingLine(court: Court): string {
  return `${String(heardOpinions(court).length)} of ${many(court.seats.length, 'juror')} answered · no verdict yet`
}

function sittingNext(court: Court): string {
  return court.awaiting.length > 0
    ? 'Give your opinion in the form, then run court again'
    : 'Run court; only the seats without an answer are asked'
}

function many(count: number, one: string, more = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : more}`
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
