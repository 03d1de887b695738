import { ok, type Result } from '../basics/result.ts'
import { callout } from '../markdown/callouts.ts'
import { bodyStart, readKeys, renderKeys, setKeys, type Keys } from '../markdown/frontmatter.ts'
import { inline, plain } from '../markdown/neutral.ts'
import { readQuestions, renderQuestion, type Question } from '../markdown/questions.ts'
import { appendToSection, findSection, insertBefore, replaceSummary, sectionBody, sections } from '../markdown/sections.ts'
import { usageOf, type NoteUsage } from './head.ts'
import { usageKeys } from './usage-keys.ts'

/** What is to be done, as the planner answered it or the person rewrote it. Paths are relative to the repository. */
export interface Plan {
  readonly summary: string
  readonly changes: readonly { readonly path: string; readonly what: string }[]
  readonly newFiles: readonly { readonly path: string; readonly purpose: string }[]
  readonly tests: readonly { readonly what: string; readonly command: string }[]
  readonly risks: readonly string[]
}

/** One version of a plan: a note of its own, which Forge never writes again. */
export interface PlanNote {
  readonly feature: string
  readonly title: string
  readonly date: string
  readonly repo: string
  readonly version: number
  readonly forAttempt: number
  /** The build that this version is asked for after the fact, because it left the approved files; null for a plan of work to come. */
  readonly coversBuild: number | null
  /** Why it is asked (again), null for the first version. */
  readonly why: string | null
  readonly plan: Plan
  readonly usage: NoteUsage
}

export const PLAN_ANSWERS = ['approve', 'revise', 'stop'] as const
export type PlanAnswer = (typeof PLAN_ANSWERS)[number]

const QUESTION: Question = {
  name: 'plan',
  heading: 'Your decision',
  ask: 'Tick one box. To have the plan revised, write below the boxes what to change.',
  options: [
    { id: 'approve', label: 'Approve this plan' },
    { id: 'revise', label: 'Revise it: say below what to change' },
    { id: 'stop', label: 'Stop' },
  ],
}

const WHY = 'Why you are asked again'

/** The whole note: keys, what to do with it, the plan, and the question at the end. */
export function renderPlan(note: PlanNote): string {
  const parts = [
    callout('question', summaryTitle(note), summaryBody(note.plan)),
    ...reason(note.why),
    ...planSections(note.plan),
    renderQuestion(QUESTION),
  ]
  return `${renderKeys(keysOf(note))}\n${parts.map((part) => part.replace(/\n+$/, '')).join('\n\n')}\n`
}

/** The plan as the note now says it, a person's edits included. Error: why the frontmatter cannot be read. */
export function parsePlan(text: string): Result<PlanNote, string> {
  const keys = readKeys(text)
  if (!keys.ok) return keys
  const word = (key: string): string => (typeof keys.value[key] === 'string' ? keys.value[key] : '')
  const count = (key: string): number | null => (typeof keys.value[key] === 'number' ? keys.value[key] : null)
  const why = sectionBody(text, WHY)
  return ok({
    feature: word('feature'),
    title: word('title').replace(/^Plan \d+ · /, ''),
    date: word('date'),
    repo: word('repo'),
    version: count('version') ?? 1,
    forAttempt: count('for_attempt') ?? 1,
    coversBuild: count('covers_build'),
    why: why === null ? null : plain(firstLine(why)),
    plan: parsePlanBody(text),
    usage: usageOf(keys.value),
  })
}

/** What the person ticked in a plan note; `answer` is null unless exactly one box is ticked. */
export function planAnswer(text: string): {
  readonly answer: PlanAnswer | null
  readonly ticked: readonly string[]
  readonly words: string
} {
  const question = readQuestions(text).find((one) => one.name === QUESTION.name)
  const answer = PLAN_ANSWERS.find((one) => one === question?.answer) ?? null
  return { answer, ticked: question?.ticked ?? [], words: question?.words.trim() ?? '' }
}

/** What makes a version that Forge derives from an earlier one differ from it. */
export interface Renewal {
  readonly version: number
  readonly date: string
  readonly why: string
  readonly coversBuild: number | null
  /** Files to add to its changes. */
  readonly alsoChanges: Plan['changes']
}

/**
 * A new version that otherwise reads as `text` does now, its boxes cleared: for a plan that was edited after its approval, or that
 * a build left. The prose stays byte for byte. Error: why the frontmatter cannot be read.
 */
export function renewPlan(text: string, renewal: Renewal): Result<string, string> {
  const old = parsePlan(text)
  if (!old.ok) return old
  const asked = withFreshQuestion(withReason(withChanges(text, renewal.alsoChanges), renewal.why))
  const next = { ...old.value, ...renewal, usage: NO_NOTE_USAGE }
  const keyed = setKeys(asked, keysOf(next))
  if (!keyed.ok) return keyed
  return ok(replaceSummary(keyed.value, summaryOf(old.value), summaryOf({ ...next, plan: parsePlanBody(keyed.value) })))
}

/** What the plan says, for an agent to work from: without keys, summary and question. */
export function planProse(text: string): string {
  const question = findSection(text, QUESTION.heading)
  const first = sections(text)[0]
  const body = question === null ? text : text.slice(0, question.start) + text.slice(question.end)
  return body.slice(first === undefined ? bodyStart(text) : Math.min(first.start, body.length)).trim()
}

/** Every path that the plan names, also where a person typed it as a code span. */
export function planFiles(plan: Plan): readonly string[] {
  return [...plan.changes, ...plan.newFiles].map((file) => file.path.replace(/^`([^`]*)`$/, '$1'))
}

const NO_NOTE_USAGE: NoteUsage = { tokensIn: 0, tokensOut: 0, costUsd: null, durationS: 0 }

function keysOf(note: PlanNote): Readonly<Record<string, Keys[string] | undefined>> {
  const title = `Plan ${String(note.version)} · ${note.title}`
  return {
    title,
    aliases: [title],
    feature: note.feature,
    stage: 'plan',
    status: 'IMPLEMENTING',
    date: note.date,
    repo: note.repo,
    category: 'forge/plan',
    version: note.version,
    for_attempt: note.forAttempt,
    covers_build: note.coversBuild ?? undefined,
    ...usageKeys(note.usage),
  }
}

function summaryOf(note: PlanNote): string {
  return callout('question', summaryTitle(note), summaryBody(note.plan))
}

function summaryTitle(note: PlanNote): string {
  return `Plan ${String(note.version)} · ${inline(note.title)}`
}

function summaryBody(plan: Plan): string {
  const counts = [
    many(plan.changes.length, 'changed file', 'changed files'),
    many(plan.newFiles.length, 'new file', 'new files'),
    many(plan.risks.length, 'risk', 'risks'),
  ].filter((count) => count !== null)
  return [...(counts.length === 0 ? [] : [counts.join(' · ')]), ASKS].join('\n')
}

/** True of a plan that waits and of one that was answered long ago. */
const ASKS = '**Your decision** is at the end of this note. Implement goes by it.'

function many(count: number, one: string, more: string): string | null {
  return count === 0 ? null : `${String(count)} ${count === 1 ? one : more}`
}

function reason(why: string | null): readonly string[] {
  return why === null ? [] : [section(WHY, [inline(why)])]
}

function planSections(plan: Plan): readonly string[] {
  return [
    section('Summary', [inline(plan.summary)]),
    section('Changes', pairs(plan.changes.map((change) => [change.path, change.what]))),
    section('New files', pairs(plan.newFiles.map((file) => [file.path, file.purpose]))),
    section('Tests', pairs(plan.tests.map((test) => [test.what, test.command]))),
    section(
      'Risks',
      plan.risks.map((risk) => `- ${inline(risk)}`),
    ),
  ].filter((part) => part !== '')
}

function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `## ${heading}\n\n${lines.join('\n')}`
}

/** A bold line with its explanation indented below: short lines that a phone does not have to wrap into a table. */
function pairs(rows: readonly (readonly [string, string])[]): readonly string[] {
  return rows.map(([head, tail]) => `- **${inline(head)}**\n  - ${inline(tail)}`)
}

function parsePlanBody(text: string): Plan {
  const parts = sections(text)
  const body = (heading: string): string => {
    const part = parts.find((one) => one.heading === heading)
    return part === undefined ? '' : text.slice(part.bodyStart, part.end)
  }
  return {
    summary: plain(firstLine(body('Summary'))),
    changes: parsePairs(body('Changes')).map(([path, what]) => ({ path, what })),
    newFiles: parsePairs(body('New files')).map(([path, purpose]) => ({ path, purpose })),
    tests: parsePairs(body('Tests')).map(([what, command]) => ({ what, command })),
    risks: parsePairs(body('Risks')).map(([risk]) => risk),
  }
}

/** Forge's own rows, and those that a person typed without the bold marks or with a code span. */
function parsePairs(markdown: string): readonly (readonly [string, string])[] {
  const rows: [string, string][] = []
  for (const line of markdown.split(/\r?\n/)) {
    const head = /^[-*+] (.*)$/.exec(line)?.[1]
    const tail = /^\s+[-*+] (.*)$/.exec(line)?.[1]
    const last = rows.at(-1)
    if (head !== undefined) rows.push([plain(unmarked(head)), ''])
    else if (tail !== undefined && last !== undefined && last[1] === '') last[1] = plain(tail)
  }
  return rows
}

function unmarked(head: string): string {
  return /^\*\*(.*)\*\*$/.exec(head)?.[1] ?? head
}

function firstLine(body: string): string {
  return body.split(/\r?\n/).find((line) => line !== '') ?? ''
}

function withChanges(text: string, changes: Plan['changes']): string {
  return changes.length === 0
    ? text
    : appendToSection(text, 'Changes', pairs(changes.map((change) => [change.path, change.what])).join('\n'))
}

function withReason(text: string, why: string): string {
  const old = findSection(text, WHY)
  const without = old === null ? text : text.slice(0, old.start) + text.slice(old.end)
  return insertBefore(without, 'Summary', section(WHY, [inline(why)]))
}

function withFreshQuestion(text: string): string {
  const old = findSection(text, QUESTION.heading)
  const fresh = `${renderQuestion(QUESTION).replace(/\n+$/, '')}\n`
  if (old === null) return `${text.replace(/\n+$/, '')}\n\n${fresh}`
  const rest = text.slice(old.end)
  return `${text.slice(0, old.start)}${fresh}${rest === '' ? '' : '\n'}${rest}`
}
