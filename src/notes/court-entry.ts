import { failed, ok, type Result } from '../basics/result.ts'
import { callout, calloutBody } from '../markdown/callouts.ts'
import { card, choice, flag, num, optionalNum, optionalText, record, text, texts, type Card } from '../markdown/cards.ts'
import { inline } from '../markdown/neutral.ts'
import type { NoteUsage } from './head.ts'
import { opinionCard, VETOES, type Opinion, type Veto } from './opinion.ts'
import type { Section } from '../markdown/sections.ts'

/** A seat's answer, kept the moment it came. */
export interface Heard {
  readonly kind: 'opinion'
  readonly seat: string
  /** Hash of the spec that it is about; an opinion on an older text does not count. */
  readonly spec: string
  /** Model family, for counting independent voices; `person` for a person. */
  readonly family: string
  readonly person: boolean
  /** The form it was read from, by file name; null for an agent. */
  readonly form: string | null
  /** What a reader should know about the juror: scripted, not confined to its folder. */
  readonly remarks: readonly string[]
  readonly opinion: Opinion
  readonly usage: NoteUsage
}

/** A seat whose agent failed; it is asked again on the next run. */
export interface Silence {
  readonly kind: 'silence'
  readonly seat: string
  readonly spec: string
  readonly what: string
  readonly why: string
  readonly usage: NoteUsage
}

/** The verifier's word on a FAIL whose quote was found and that no other juror seconds. */
export interface Check {
  readonly kind: 'check'
  readonly seat: string
  readonly spec: string
  readonly on: Veto
  readonly by: string
  /** null where the verifier gave no answer. */
  readonly confirmed: boolean | null
  readonly reason: string
  readonly usage: NoteUsage
}

/** What a juror changed although it may only read: files of its room, or a sentence on what changed outside of it. */
export interface Breach {
  readonly kind: 'breach'
  readonly spec: string
  readonly files: readonly string[]
}

/** What changed meanwhile and may have been the person's own doing. */
export interface CourtRemark {
  readonly kind: 'remark'
  readonly lines: readonly string[]
}

/** One thing that happened while the court sat, in the order of happening. */
export type CourtEntry = Heard | Silence | Check | Breach | CourtRemark

const CONFIRMED = ['yes', 'no', 'no answer'] as const

const usageCard: Card<NoteUsage> = card<NoteUsage>({
  durationS: num('Seconds'),
  tokensIn: num('Tokens in'),
  tokensOut: num('Tokens out'),
  costUsd: optionalNum('US dollars'),
})

const heardCard = card<Omit<Heard, 'kind'>>({
  seat: text('Seat'),
  opinion: record('Opinion', opinionCard),
  remarks: texts('Remarks'),
  person: flag('A person'),
  family: text('Model family'),
  form: optionalText('Form'),
  spec: text('Spec hash'),
  usage: record('Run', usageCard),
})

const silenceCard = card<Omit<Silence, 'kind'>>({
  seat: text('Seat'),
  what: text('What'),
  why: text('Why'),
  spec: text('Spec hash'),
  usage: record('Run', usageCard),
})

type WrittenCheck = Omit<Check, 'kind' | 'confirmed'> & { readonly confirmed: (typeof CONFIRMED)[number] }

const checkCard = card<WrittenCheck>({
  seat: text('Seat'),
  on: choice('On', VETOES),
  confirmed: choice('Confirmed', CONFIRMED),
  reason: text('Reason'),
  by: text('Verifier'),
  spec: text('Spec hash'),
  usage: record('Run', usageCard),
})

const breachCard = card<Omit<Breach, 'kind'>>({ files: texts('Files'), spec: text('Spec hash') })

const remarkCard = card<Omit<CourtRemark, 'kind'>>({ lines: texts('Meanwhile') })

/** The titles of the folds, which tell the reader what an entry is. */
const FOLDS = {
  opinion: 'The whole opinion',
  silence: 'Why there is no answer',
  check: 'What the verifier said',
  breach: 'Changed files',
  remark: 'What changed while the jurors worked',
} as const

/** The entry as one section of depth 3: what matters in the open, the record folded. No trailing newline. */
export function renderCourtEntry(entry: CourtEntry): string {
  switch (entry.kind) {
    case 'opinion':
      return section(
        `${inline(entry.seat)} · ${entry.opinion.recommendation}`,
        heardLines(entry),
        fold('quote', FOLDS.opinion, heardCard.render(entry)),
      )
    case 'silence':
      return section(
        `${inline(entry.seat)} · no answer`,
        [inline(`${entry.what} ${entry.why}`)],
        fold('failure', FOLDS.silence, silenceCard.render(entry)),
      )
    case 'check':
      return section(`Verifier on ${inline(entry.seat)} · ${entry.on}`, [checkLine(entry)], fold('quote', FOLDS.check, renderCheck(entry)))
    case 'breach':
      return section('Breach', [BREACH_LINE], fold('danger', FOLDS.breach, breachCard.render(entry)))
    case 'remark':
      return section('Remark', [REMARK_LINE], fold('note', FOLDS.remark, remarkCard.render(entry)))
  }
}

/** The entries among a note's sections; what a person added is passed over. Error: the entry that cannot be read. */
export function parseCourtEntries(note: string, parts: readonly Section[]): Result<readonly CourtEntry[], string> {
  const entries: CourtEntry[] = []
  for (const part of parts) {
    if (part.depth !== 3) continue
    const entry = parseEntry(note.slice(part.bodyStart, part.end))
    if (entry === null) continue
    if (!entry.ok) return failed(`"${part.heading}" cannot be read: ${entry.error}`)
    entries.push(entry.value)
  }
  return ok(entries)
}

const BREACH_LINE =
  'Something changed although a juror may only read. Look at what it was before you go on; the verdict counts as contested.'
const REMARK_LINE = 'Git cannot tell your own edits from a juror’s, so this stops nothing.'

function section(heading: string, lines: readonly string[], folded: string): string {
  const shown = lines.filter((line) => line !== '')
  return [`### ${heading}`, ...shown, folded].join('\n\n')
}

function fold(kind: string, title: string, body: string): string {
  return callout(kind, title, body.trimEnd(), '-')
}

function heardLines(heard: Heard): readonly string[] {
  const { decision, objection } = heard.opinion
  return [
    inline(decision),
    objection.trim() === '' ? '' : `**Objection:** ${inline(objection)}`,
    ...heard.remarks.map((remark) => `*${inline(remark)}*`),
  ]
}

function checkLine(check: Check): string {
  const said = check.confirmed === null ? 'gave no answer' : check.confirmed ? 'confirms the FAIL' : 'does not confirm the FAIL'
  return `${inline(check.by)} ${said}: ${inline(check.reason)}`
}

function renderCheck(check: Check): string {
  return checkCard.render({ ...check, confirmed: check.confirmed === null ? 'no answer' : check.confirmed ? 'yes' : 'no' })
}

function parseEntry(markdown: string): Result<CourtEntry, string> | null {
  const body = (kind: keyof typeof FOLDS): string | null => (markdown.includes(FOLDS[kind]) ? calloutBody(markdown, FOLDS[kind]) : null)
  const opinion = body('opinion')
  if (opinion !== null) return tagged('opinion', heardCard.parse(opinion))
  const silence = body('silence')
  if (silence !== null) return tagged('silence', silenceCard.parse(silence))
  const check = body('check')
  if (check !== null) return parseCheck(checkCard.parse(check))
  const breach = body('breach')
  if (breach !== null) return tagged('breach', breachCard.parse(breach))
  const remark = body('remark')
  return remark === null ? null : tagged('remark', remarkCard.parse(remark))
}

function tagged<K extends string, T extends object>(kind: K, parsed: Result<T, string>): Result<T & { readonly kind: K }, string> {
  return parsed.ok ? ok({ ...parsed.value, kind }) : parsed
}

function parseCheck(parsed: Result<WrittenCheck, string>): Result<Check, string> {
  if (!parsed.ok) return parsed
  const { confirmed, ...rest } = parsed.value
  return ok({ ...rest, kind: 'check', confirmed: confirmed === 'no answer' ? null : confirmed === 'yes' })
}
