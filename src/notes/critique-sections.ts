import { failed, ok, type Result } from '../basics/result.ts'
import type { Card } from '../markdown/cards.ts'
import { card, texts } from '../markdown/cards.ts'
import type { Outcome } from './critique-record.ts'
import { questionOf } from './critique-record.ts'
import { FINDING, NOTED, placeText, SET_ASIDE } from './finding-cards.ts'
import {
  FINDING_ANSWERS,
  type AnsweredFinding,
  type Claim,
  type Finding,
  type FindingAnswer,
  type Review,
  type SetAside,
} from './finding.ts'
import { calloutBodies, foldedList } from '../markdown/folded.ts'
import { callout } from '../markdown/callouts.ts'
import { inline } from '../markdown/neutral.ts'
import { readQuestions, renderQuestion, type Question, type ReadQuestion } from '../markdown/questions.ts'
import type { Section } from '../markdown/sections.ts'

/** The sections in which an outcome stands, one heading per finding, the rest folded. */

const NICE = 'Nice to have'
const COVERAGE = 'Coverage'
const PRE_MORTEM = 'Pre-mortem'
const SHORT_CLAIM_CHARS = 60

/** The groups of claims that do not count, each under its heading. */
const ASIDE = {
  notConfirmed: 'Not confirmed',
  unproved: 'Unproved',
  remembered: 'Answered before',
  resolved: 'No longer there',
} as const satisfies Partial<Record<keyof Outcome, string>>

const COVERED = card<Pick<Outcome, 'searched'>>({ searched: texts('Searched again, none found') })

/** Everything between the summary and the record of the reviews. */
export function renderOutcome(outcome: Outcome, reviews: readonly Review[]): string {
  const nice = outcome.niceToHave.map((claim) => ({ title: titleOf(claim), body: NOTED.render(claim) }))
  const parts = [
    ...outcome.findings.map(findingSection),
    group(NICE, foldedList('tip', nice)),
    ...aside('notConfirmed', outcome),
    ...aside('unproved', outcome),
    ...aside('remembered', outcome),
    ...aside('resolved', outcome),
    group(PRE_MORTEM, preMortem(reviews)),
    group('Architecture notes', architecture(reviews)),
    group(COVERAGE, COVERED.render(outcome)),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** The outcome as it stands in a note with these sections, with the person's answers; null where there is none yet. Error: the section that cannot be read. */
export function parseOutcome(text: string, parts: readonly Section[]): Result<Outcome | null, string> {
  const bodyOf = (heading: string): string | null => {
    const found = parts.find((part) => part.heading === heading)
    return found ? text.slice(found.bodyStart, found.end) : null
  }
  const covered = bodyOf(COVERAGE)
  if (covered === null) return ok(null)
  const coverage = COVERED.parse(covered)
  const findings = parseFindings(text, parts)
  const niceToHave = parseGroup(bodyOf(NICE), NICE, 'tip', NOTED)
  const [notConfirmed, unproved, remembered, resolved] = [
    parseGroup(bodyOf(ASIDE.notConfirmed), ASIDE.notConfirmed, 'note', SET_ASIDE),
    parseGroup(bodyOf(ASIDE.unproved), ASIDE.unproved, 'note', SET_ASIDE),
    parseGroup(bodyOf(ASIDE.remembered), ASIDE.remembered, 'note', SET_ASIDE),
    parseGroup(bodyOf(ASIDE.resolved), ASIDE.resolved, 'note', SET_ASIDE),
  ]
  if (!coverage.ok) return failed(`${COVERAGE}: ${coverage.error}`)
  if (!findings.ok) return findings
  if (!niceToHave.ok) return niceToHave
  if (!notConfirmed.ok) return notConfirmed
  if (!unproved.ok) return unproved
  if (!remembered.ok) return remembered
  if (!resolved.ok) return resolved
  return ok({
    findings: findings.value,
    niceToHave: niceToHave.value,
    notConfirmed: notConfirmed.value,
    unproved: unproved.value,
    remembered: remembered.value,
    resolved: resolved.value,
    ...coverage.value,
  })
}

function group(heading: string, body: string): string {
  return body === '' ? '' : `## ${heading}\n\n${body}`
}

function aside(kind: keyof typeof ASIDE, outcome: Outcome): readonly string[] {
  const items = outcome[kind].map((claim: SetAside) => ({ title: titleOf(claim), body: SET_ASIDE.render(claim) }))
  return [group(ASIDE[kind], foldedList('note', items))]
}

function titleOf(claim: Claim): string {
  return `${inline(placeText(claim))} · ${inline(shortClaim(claim.claim))}`
}

/** The beginning of a claim, in few words, for headings. */
export function shortClaim(claim: string): string {
  const line = claim.replace(/\s+/g, ' ').trim()
  if (line.length <= SHORT_CLAIM_CHARS) return line
  const cut = line.slice(0, SHORT_CLAIM_CHARS)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), SHORT_CLAIM_CHARS / 2))}…`
}

function findingSection(finding: Finding): string {
  const heading = `## Finding ${String(finding.number)} · ${inline(shortClaim(finding.claim))}`
  return [heading, FINDING.render(finding), renderQuestion(findingQuestion(finding), 3)].join('\n\n')
}

function findingQuestion(finding: Finding): Question {
  return {
    name: questionOf(finding),
    heading: `Your answer to finding ${String(finding.number)}`,
    ask: 'Left open, it will be fixed. To overrule it, tick one of the last two and write your reason below the list.',
    options: [
      { id: 'fix', label: 'Fix it' },
      { id: 'accept', label: 'Accept the risk, for the reason below' },
      { id: 'wrong', label: 'The finding is wrong, for the reason below' },
    ],
  }
}

function preMortem(reviews: readonly Review[]): string {
  const lines = reviews
    .flatMap((review) => review.preMortem)
    .map((one) => `- **${inline(one.scenario)}** (${one.likelihood}): ${inline(one.whatBreaks)}`)
  const distinct = [...new Set(lines)]
  return distinct.length === 0
    ? ''
    : callout('question', `How this could still fail · ${String(distinct.length)}`, distinct.join('\n'), '-')
}

function architecture(reviews: readonly Review[]): string {
  const lines = [...new Set(reviews.flatMap((review) => review.architecture).map((note) => `- ${inline(note)}`))]
  return lines.length === 0 ? '' : callout('info', `For another day · ${String(lines.length)}`, lines.join('\n'), '-')
}

function parseGroup<T>(body: string | null, heading: string, kind: string, item: Card<T>): Result<readonly T[], string> {
  const values: T[] = []
  for (const inner of body === null ? [] : calloutBodies(body, kind)) {
    const read = item.parse(inner)
    if (!read.ok) return failed(`${heading} ${String(values.length + 1)}: ${read.error}`)
    values.push(read.value)
  }
  return ok(values)
}

function parseFindings(text: string, parts: readonly Section[]): Result<readonly AnsweredFinding[], string> {
  const findings: AnsweredFinding[] = []
  for (const part of parts) {
    if (part.depth !== 2 || !/^Finding \d+ ·/.test(part.heading)) continue
    const body = text.slice(part.bodyStart, part.end)
    const read = FINDING.parse(body)
    if (!read.ok) return failed(`${part.heading}: ${read.error}`)
    const question = readQuestions(body).find((one) => one.name === questionOf(read.value))
    findings.push({ ...read.value, ...answerOf(question) })
  }
  return ok(findings)
}

function answerOf(question: ReadQuestion | undefined): Pick<AnsweredFinding, 'answer' | 'personSays' | 'unclear'> {
  const answer = FINDING_ANSWERS.find((known) => known === question?.answer) ?? null
  const personSays = question?.words.trim() ?? ''
  const two = (question?.ticked.length ?? 0) > 1
  return { answer, personSays, unclear: two || (overrules(answer) && personSays === '') }
}

function overrules(answer: FindingAnswer | null): boolean {
  return answer === 'accept' || answer === 'wrong'
}
