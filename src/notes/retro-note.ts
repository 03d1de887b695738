import { failed, ok, type Result } from '../basics/result.ts'
import { callout, calloutBody } from '../markdown/callouts.ts'
import { itemsOf } from '../markdown/card-lines.ts'
import type { Card } from '../markdown/cards.ts'
import { readKeys, renderKeys, setKeys, type KeyValue } from '../markdown/frontmatter.ts'
import { addUsageKeys, namesIn, type NoteUsage } from './head.ts'
import { inline, plain } from '../markdown/neutral.ts'
import { readQuestions } from '../markdown/questions.ts'
import { CONFLICT_HEADING, renderConflict, renderHotfixQuestion } from './retro-questions.ts'
import {
  adviceCard,
  comparisonCard,
  conflictCard,
  HOTFIX_ANSWERS,
  isAdded,
  outcomeCard,
  proposedRuleCard,
  RETRO_STEPS,
  type Comparison,
  type Retro,
  type RuleOutcome,
} from './retro-record.ts'
import { retroSummary } from './retro-summary.ts'
import { appendToSection, insertBefore, replaceSummary, sections, type Section } from '../markdown/sections.ts'

const OUTCOMES = 'What became of them'
const RULES = 'Rules'
const WORKED = 'What worked'
const BROKE = 'What broke'
const ADVICE = 'Hotfix advice'
const REMARKS = 'Remarks'
const COMPARISONS = 'Compared with what is there'
const LEARNED_FROM = 'Learned from '

/** The whole note, put together from the very sections that a run adds one by one. */
export function renderRetro(retro: Retro): string {
  const nothing: Retro = { ...retro, comparisons: [], conflicts: [], hotfixAsked: false, outcomes: [] }
  const compared = retro.comparisons.reduce((text, comparison, at) => insertComparison(text, comparison, at + 1), openRetro(retro))
  return addMissing(compared, nothing, retro)
}

/** The record of a retro note. Error: what in it cannot be read. */
export function parseRetro(text: string): Result<Retro, string> {
  const keys = readKeys(text)
  if (!keys.ok) return keys
  const found = sections(text).map((section) => ({ ...section, body: text.slice(section.bodyStart, section.end) }))
  const advice = bodyOf(found, ADVICE)
  const parts = {
    rules: numbered(found, RULES, 'Rule', proposedRuleCard),
    advice: advice === null ? ok(null) : readOne({ heading: ADVICE, body: advice }, adviceCard),
    comparisons: comparisonsOf(bodyOf(found, COMPARISONS) ?? ''),
    conflicts: readAll(
      found.filter((section) => section.depth === 2 && CONFLICT_HEADING.test(section.heading)),
      conflictCard,
    ),
    outcomes: numbered(found, OUTCOMES, 'Outcome', outcomeCard),
  }
  if (!parts.rules.ok) return parts.rules
  if (!parts.advice.ok) return parts.advice
  if (!parts.comparisons.ok) return parts.comparisons
  if (!parts.conflicts.ok) return parts.conflicts
  if (!parts.outcomes.ok) return parts.outcomes
  return ok({
    ...retroKeys(keys.value),
    learnedFrom: learnedFromOf(bodyOf(found, RULES) ?? ''),
    rules: parts.rules.value,
    whatWorked: listOf(bodyOf(found, WORKED)),
    whatBroke: listOf(bodyOf(found, BROKE)),
    advice: parts.advice.value,
    remarks: listOf(bodyOf(found, REMARKS)),
    comparisons: parts.comparisons.value,
    conflicts: parts.conflicts.value,
    hotfixAsked: readQuestions(text).some((question) => question.name === 'hotfix'),
    outcomes: parts.outcomes.value,
  })
}

/** Keeps an arbiter's answer with what it cost, in one splice. */
export function addComparison(text: string, comparison: Comparison, usage?: NoteUsage): Result<string, string> {
  const written = changeRetro(text, (now, before) => ok(insertComparison(now, comparison, before.comparisons.length + 1)))
  return written.ok && usage ? addUsageKeys(written.value, usage) : written
}

/** Adds a sentence of Forge's about what happened. */
export function addRemark(text: string, remark: string): Result<string, string> {
  return changeRetro(text, (now) => ok(insertRemark(now, remark)))
}

export type RetroAdvance = Pick<Retro, 'step' | 'awaiting' | 'conflicts' | 'hotfixAsked' | 'hotfixAudit' | 'outcomes'>

/** Moves the note on: asks the questions and tells the outcomes that it does not have yet, sets the keys, and lets the summary follow. */
export function advanceRetro(text: string, to: RetroAdvance): Result<string, string> {
  return changeRetro(text, (now, before) => setKeys(addMissing(now, before, to), advanceKeys(to)))
}

/** Names the questions that still wait. */
export function setRetroAwaiting(text: string, awaiting: readonly string[]): Result<string, string> {
  return changeRetro(text, (now) => setKeys(now, { awaiting }))
}

function insertComparison(text: string, comparison: Comparison, n: number): string {
  return appendToSection(text, COMPARISONS, callout('info', comparisonTitle(n), comparisonCard.render(comparison), '-'))
}

function addMissing(text: string, before: Retro, to: RetroAdvance): string {
  const known = before.outcomes.length
  return to.outcomes.slice(known).reduce((done, outcome, at) => insertOutcome(done, outcome, known + at + 1), askMissing(text, before, to))
}

function askMissing(text: string, before: Retro, to: RetroAdvance): string {
  const conflicts = to.conflicts.slice(before.conflicts.length).flatMap((conflict) => {
    const fresh = before.rules[conflict.rule - 1]
    return fresh ? [renderConflict(conflict, fresh)] : []
  })
  const hotfix = to.hotfixAsked && !before.hotfixAsked ? [renderHotfixQuestion(before.advice)] : []
  const asked = [...conflicts, ...hotfix]
  return asked.length === 0 ? text : insertBefore(text, before.outcomes.length > 0 ? OUTCOMES : RULES, asked.join('\n\n'))
}

function insertOutcome(text: string, outcome: RuleOutcome, n: number): string {
  const entry = `### Outcome ${String(n)}\n\n${outcomeCard.render(outcome)}`
  return n === 1 ? insertBefore(text, RULES, `## ${OUTCOMES}\n\n${entry}`) : appendToSection(text, OUTCOMES, entry)
}

function advanceKeys(to: RetroAdvance): Readonly<Record<string, KeyValue>> {
  return {
    status: to.step === 'archived' ? 'ARCHIVED' : 'RETRO',
    awaiting: to.awaiting,
    step: to.step,
    rules_added: to.outcomes.filter(isAdded).length,
    conflicts: to.conflicts.length,
    hotfix_audit: to.hotfixAudit,
  }
}

/** Changes the note and lets its summary follow. */
function changeRetro(text: string, change: (text: string, before: Retro) => Result<string, string>): Result<string, string> {
  const before = parseRetro(text)
  if (!before.ok) return before
  const changed = change(text, before.value)
  if (!changed.ok) return changed
  const after = parseRetro(changed.value)
  return after.ok ? ok(replaceSummary(changed.value, retroSummary(before.value), retroSummary(after.value))) : after
}

function openRetro(retro: Retro): string {
  const title = `Retro · ${retro.title}`
  const keys = renderKeys({
    title,
    aliases: [title],
    feature: retro.feature,
    stage: 'retro',
    status: null,
    date: retro.date,
    repo: retro.repo,
    awaiting: [],
    category: 'forge/retro',
    ...advanceKeys(retro),
  })
  const learned = retro.learnedFrom.length === 0 ? [] : [`${LEARNED_FROM}${retro.learnedFrom.map((name) => `[[${name}]]`).join(', ')}`]
  const rules = retro.rules.map((rule, at) => `### Rule ${String(at + 1)}\n\n${proposedRuleCard.render(rule)}`)
  const parts = [
    retroSummary(retro),
    `## ${RULES}`,
    ...learned,
    ...(rules.length === 0 ? ['No rule was proposed.'] : rules),
    ...list(WORKED, retro.whatWorked),
    ...list(BROKE, retro.whatBroke),
    ...(retro.advice === null ? [] : [`## ${ADVICE}`, adviceCard.render(retro.advice)]),
    ...(retro.remarks.length === 0 ? [] : list(REMARKS, retro.remarks)),
  ]
  return `${keys}\n${parts.join('\n\n')}\n`
}

function list(heading: string, items: readonly string[]): readonly string[] {
  return [`## ${heading}`, items.length === 0 ? 'Nothing was named.' : items.map((item) => `- ${inline(item)}`.trimEnd()).join('\n')]
}

function insertRemark(text: string, remark: string): string {
  return appendToSection(text, REMARKS, `- ${inline(remark)}`)
}

function listOf(body: string | null): readonly string[] {
  return itemsOf(body ?? '').map((item) => plain(item.value))
}

function learnedFromOf(body: string): readonly string[] {
  const line = body.split(/\r?\n/).find((one) => one.startsWith(LEARNED_FROM)) ?? ''
  return [...line.matchAll(/\[\[([^\]|]+)(?:\|[^\]]*)?\]\]/g)].map((match) => match[1] ?? '')
}

interface Headed {
  readonly heading: string
  readonly body: string
}

type Found = readonly (Section & Headed)[]

function bodyOf(found: Found, heading: string): string | null {
  return found.find((section) => section.heading === heading && section.depth === 2)?.body ?? null
}

/** The cards below `### label N` of one section, in order. */
function numbered<T>(found: Found, heading: string, label: string, of: Card<T>): Result<readonly T[], string> {
  const outer = found.find((section) => section.heading === heading && section.depth === 2)
  if (!outer) return ok([])
  const isNumbered = (section: Section): boolean => section.depth === 3 && new RegExp(`^${label} \\d+$`).test(section.heading)
  return readAll(
    found.filter((section) => section.start > outer.start && section.end <= outer.end && isNumbered(section)),
    of,
  )
}

function readAll<T>(headed: readonly Headed[], of: Card<T>): Result<readonly T[], string> {
  const values: T[] = []
  for (const one of headed) {
    const read = readOne(one, of)
    if (!read.ok) return read
    values.push(read.value)
  }
  return ok(values)
}

function readOne<T>({ heading, body }: Headed, of: Card<T>): Result<T, string> {
  const read = of.parse(body)
  return read.ok ? read : failed(`"${heading}" cannot be read: ${read.error}`)
}

function comparisonsOf(body: string): Result<readonly Comparison[], string> {
  const headed: Headed[] = []
  for (let n = 1; ; n += 1) {
    const heading = comparisonTitle(n)
    const inner = calloutBody(body, heading)
    if (inner === null) return readAll(headed, comparisonCard)
    headed.push({ heading, body: inner })
  }
}

function comparisonTitle(n: number): string {
  return `Comparison ${String(n)}`
}

function retroKeys(
  keys: Readonly<Record<string, unknown>>,
): Pick<Retro, 'feature' | 'title' | 'date' | 'repo' | 'step' | 'awaiting' | 'hotfixAudit'> {
  const word = (key: string): string | null => (typeof keys[key] === 'string' ? keys[key] : null)
  return {
    feature: word('feature') ?? '',
    title: (word('title') ?? '').replace(/^Retro · /, ''),
    date: word('date') ?? '',
    repo: word('repo'),
    step: RETRO_STEPS.find((step) => step === keys['step']) ?? 'proposed',
    awaiting: namesIn(keys['awaiting']),
    hotfixAudit: HOTFIX_ANSWERS.find((answer) => answer === keys['hotfix_audit']) ?? null,
  }
}

/** What the boxes of a retro say now: each question's answer, null where none or more than one is ticked. */
export function retroAnswers(text: string): { readonly of: (name: string) => string | null; readonly open: readonly string[] } {
  const questions = readQuestions(text)
  return {
    of: (name) => questions.find((question) => question.name === name)?.answer ?? null,
    open: questions.filter((question) => question.answer === null).map((question) => question.name),
  }
}
