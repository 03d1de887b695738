import { failed, ok, type Result } from '../basics/result.ts'
import { callout, calloutBody } from '../markdown/callouts.ts'
import { card, choice, code, flag, num, optionalText, records, text, texts, type Card, type Field } from '../markdown/cards.ts'
import {
  CATEGORIES,
  LIKELIHOODS,
  PASSES,
  SEVERITIES,
  type Check,
  type Claim,
  type Finding,
  type Noted,
  type Review,
  type Scenario,
  type SetAside,
} from './finding.ts'
import { plain } from '../markdown/neutral.ts'

/** How findings, reviews and checks stand in a note: what a person looks for first comes first. */

type Placed<T> = Omit<T, 'file' | 'line'> & { readonly where: Place }

interface Place {
  readonly file: string
  readonly line: number
}

/** `src/a.ts:10`, as every editor and terminal opens it. */
function place(label: string): Field<Place> {
  const inner = text(label)
  return {
    label,
    write: (where) => inner.write(placeText(where)),
    read: (entry) => (entry === null ? failed('it is missing.') : readPlace(plain(entry.value))),
  }
}

export function placeText({ file, line }: Place): string {
  return `${file}:${String(line)}`
}

function readPlace(written: string): Result<Place, string> {
  const match = /^([\s\S]*):(\d+)$/.exec(written)
  return match ? ok({ file: match[1] ?? '', line: Number(match[2]) }) : failed('it must be a file and a line, such as src/a.ts:10.')
}

const MATTER_FIELDS = {
  where: place('Where'),
  claim: text('Claim'),
  quote: code('Quote'),
  consequence: text('Consequence'),
  fix: text('Fix'),
}
const CLAIM_FIELDS = {
  ...MATTER_FIELDS,
  severity: choice('Severity', SEVERITIES),
  category: choice('Category', CATEGORIES),
  rule: optionalText('Rule'),
}
const NOTED_FIELDS = { ...CLAIM_FIELDS, seats: texts('Claimed by'), fingerprint: text('Fingerprint') }

export const NOTED: Card<Noted> = unplaced(card<Placed<Noted>>(NOTED_FIELDS), ({ where, ...rest }) => ({ ...rest, ...where }))
export const SET_ASIDE: Card<SetAside> = unplaced(
  card<Placed<SetAside>>({ why: text('Why it does not count'), ...NOTED_FIELDS }),
  ({ where, ...rest }) => ({ ...rest, ...where }),
)

type Matter = Pick<Finding, 'claim' | 'quote' | 'consequence' | 'fix' | 'reason'> & { readonly where: Place }
type Details = Omit<Finding, keyof Matter | 'file' | 'line'>

const MATTER = card<Matter>({ ...MATTER_FIELDS, reason: text('Confirmed because') })
const DETAILS = card<Details>({
  number: num('Finding'),
  since: num('Open since attempt'),
  seats: texts('Claimed by'),
  severity: choice('Severity', SEVERITIES),
  category: choice('Category', CATEGORIES),
  rule: optionalText('Rule'),
  fingerprint: text('Fingerprint'),
})
const DETAILS_TITLE = 'Details'

/** What the person decides on stands open; the rest is folded. */
export const FINDING: Card<Finding> = {
  render: (finding) =>
    `${MATTER.render({ ...finding, where: finding })}\n\n${callout('note', DETAILS_TITLE, DETAILS.render(finding), '-')}`,
  parse: (markdown) => {
    const matter = MATTER.parse(markdown)
    if (!matter.ok) return matter
    const details = DETAILS.parse(calloutBody(markdown, DETAILS_TITLE) ?? '')
    if (!details.ok) return details
    const { where, ...rest } = matter.value
    return ok({ ...rest, ...where, ...details.value })
  },
}

const CLAIM: Card<Claim> = unplaced(card<Placed<Claim>>(CLAIM_FIELDS), ({ where, ...rest }) => ({ ...rest, ...where }))
const SCENARIO = card<Scenario>({
  scenario: text('Scenario'),
  whatBreaks: text('What breaks'),
  likelihood: choice('Likelihood', LIKELIHOODS),
})

export const REVIEW = card<Review>({
  seat: text('Seat'),
  pass: choice('Question', PASSES),
  claims: records('Claims', CLAIM),
  preMortem: records('Pre-mortem', SCENARIO),
  architecture: texts('Architecture notes'),
})

export const CHECK = card<Check>({
  claim: text('Claim'),
  confirmed: flag('Confirmed'),
  reason: text('Reason'),
  by: text('Asked'),
  fingerprint: text('Fingerprint'),
})

/** A card with one line for file and line, as a card of the record that keeps them apart. */
function unplaced<T extends Place>(inner: Card<Placed<T>>, join: (read: Placed<T>) => T): Card<T> {
  return {
    render: (value) => inner.render({ ...value, where: { file: value.file, line: value.line } }),
    parse: (markdown) => {
      const read = inner.parse(markdown)
      return read.ok ? ok(join(read.value)) : read
    },
  }
}
