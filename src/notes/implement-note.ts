import { failed, ok, type Result } from '../basics/result.ts'
import { card, num, records, text as textField } from '../markdown/cards.ts'
import { readKeys, renderKeys, setKeys, type KeyValue } from '../markdown/frontmatter.ts'
import { parseEntries, renderEntry, type Entry } from './implement-entries.ts'
import { IMPLEMENT_STEPS, type Attempt, type FindingToFix, type ImplementNote } from './implement-record.ts'
import { implementSummary } from './implement-summary.ts'
import { addUsageKeys, usageOf, type NoteUsage } from './head.ts'
import { usageKeys } from './usage-keys.ts'
import { optionLines, renderQuestion, type Question } from '../markdown/questions.ts'
import { appendSection, appendToSection, findSection, insertBefore, replaceSummary, sections, type Section } from '../markdown/sections.ts'
import { specAt, specFold } from './spec-fold.ts'
import { GATE_RESULTS } from './vocabulary.ts'

/** What one step changes: keys, at most one new entry of the current attempt, and what it cost. */
export interface Advance {
  readonly keys?: Partial<Pick<ImplementNote, AdvancingKey>>
  readonly entry?: Entry
  readonly usage?: NoteUsage
}
type AdvancingKey =
  | 'awaiting'
  | 'step'
  | 'courtDecision'
  | 'specHash'
  | 'plan'
  | 'planHash'
  | 'planWritten'
  | 'baseBranch'
  | 'baseSha'
  | 'headSha'
  | 'attempt'
  | 'gates'
  | 'device'

const KEY_OF: Record<AdvancingKey, string> = {
  awaiting: 'awaiting',
  step: 'step',
  courtDecision: 'court_decision',
  specHash: 'spec_hash',
  plan: 'plan',
  planHash: 'plan_hash',
  planWritten: 'plan_written',
  baseBranch: 'base_branch',
  baseSha: 'base_sha',
  headSha: 'head_sha',
  attempt: 'attempt',
  gates: 'gates',
  device: 'device',
}

const FINDINGS = 'Findings to fix'
const SPEC_CHANGED = 'The spec changed'

const SPEC_QUESTION: Question = {
  name: 'spec',
  heading: 'Your decision on the spec',
  ask: 'Tick one box.',
  options: [
    { id: 'keep', label: 'Keep the GO for the spec as it reads now' },
    { id: 'again', label: 'Hold court again' },
  ],
}

const FINDING_CARD = card<{ findings: readonly FindingToFix[] }>({
  findings: records(
    'Findings',
    card<FindingToFix>({
      claim: textField('Claim'),
      file: textField('File'),
      line: num('Line'),
      consequence: textField('Consequence'),
      fix: textField('Fix'),
    }),
  ),
})
const ATTEMPT_CARD = card<{ date: string; from: string }>({ date: textField('Started'), from: textField('From commit') })

/** The whole note. */
export function renderImplement(note: ImplementNote): string {
  const spec = note.spec === null || note.specHash === null ? [] : [specFold(note.specHash, note.spec)]
  const parts = [implementSummary(note), ...spec, ...note.attempts.map(attemptText)]
  return `${renderKeys(keysOf(note))}\n${parts.join('\n\n')}\n`
}

/** The note as it now reads. Error: what in it cannot be read. */
export function parseImplement(text: string): Result<ImplementNote, string> {
  const keys = readKeys(text)
  if (!keys.ok) return keys
  const attempts = parseAttempts(text)
  if (!attempts.ok) return attempts
  const word = (key: string): string | null => wordOf(keys.value[key])
  const specHash = word('spec_hash')
  return ok({
    feature: word('feature') ?? '',
    title: (word('title') ?? '').replace(/^Implement · /, ''),
    date: word('date') ?? '',
    repo: word('repo') ?? '',
    awaiting: wordsOf(keys.value['awaiting']),
    step: IMPLEMENT_STEPS.find((step) => step === keys.value['step']) ?? 'planning',
    courtDecision: word('court_decision'),
    hotfixReason: word('hotfix_reason'),
    specHash,
    spec: specHash === null ? null : specAt(text, specHash),
    plan: word('plan'),
    planHash: word('plan_hash'),
    planWritten: word('plan_written'),
    branch: word('branch') ?? '',
    baseBranch: word('base_branch'),
    baseSha: word('base_sha'),
    headSha: word('head_sha'),
    attempt: typeof keys.value['attempt'] === 'number' ? keys.value['attempt'] : 1,
    gates: GATE_RESULTS.find((result) => result === keys.value['gates']) ?? null,
    device: word('device') ?? '',
    usage: usageOf(keys.value),
    attempts: attempts.value,
  })
}

/** The attempt that is under way; null before the first began. */
export function currentAttempt(note: ImplementNote): Attempt | null {
  return note.attempts.find((attempt) => attempt.n === note.attempt) ?? null
}

/** One step onward, in one splice: keys, entry, usage and summary. Error: what in the note cannot be read. */
export function advance(text: string, step: Advance): Result<string, string> {
  return resummed(text, (old, note) => {
    const written = step.entry === undefined ? old : addEntry(old, note, step.entry)
    const keyed = setKeys(written, keyPatch(step.keys ?? {}))
    return keyed.ok && step.usage !== undefined ? addUsageKeys(keyed.value, step.usage) : keyed
  })
}

/** Opens an attempt and points the note at it. Error: what in the note cannot be read. */
export function beginAttempt(text: string, attempt: Attempt, keys: Advance['keys'] = {}): Result<string, string> {
  return resummed(text, (old) =>
    setKeys(appendSection(old, attemptText(attempt)), { ...NOT_LANDED, ...keyPatch({ ...keys, attempt: attempt.n }) }),
  )
}

/** What has landed by force is the attempt before, as its section says; the new one has not. */
const NOT_LANDED = { landed_sha: undefined, target: undefined, land_reason: undefined }

/** Asks whether the GO stays, above the attempts; `change` is Markdown that shows what was edited. */
export function askSpec(text: string, change: string): Result<string, string> {
  return resummed(text, (old) => {
    const question = `## ${SPEC_CHANGED}\n\n${change}\n\n${renderQuestion(SPEC_QUESTION, 3).replace(/\n+$/, '')}\n`
    return setKeys(insertBefore(old, 'Attempt 1', question), { awaiting: ['spec'] })
  })
}

/** The answered question on the spec stops being one: its block ids go, its boxes and the person's words stay as a record. */
export function settleSpec(text: string): string {
  return optionLines(text)
    .filter((line) => line.question === SPEC_QUESTION.name)
    .reduceRight((now, line) => {
      const bare = now.slice(line.start, line.next).replace(` ^q-spec-${line.option}`, '')
      return now.slice(0, line.start) + bare + now.slice(line.next)
    }, text)
}

/** Remembers the spec that this work is held to from now on. Error: what in the note cannot be read. */
export function keepSpec(text: string, hash: string, spec: string): Result<string, string> {
  return resummed(text, (old) => {
    const has = specAt(old, hash) !== null
    return setKeys(has ? old : appendSpec(old, specFold(hash, spec)), { spec_hash: hash })
  })
}

function resummed(text: string, change: (text: string, note: ImplementNote) => Result<string, string>): Result<string, string> {
  const before = parseImplement(text)
  if (!before.ok) return before
  const changed = change(text, before.value)
  if (!changed.ok) return changed
  const after = parseImplement(changed.value)
  if (!after.ok) return failed(`The change would not read back: ${after.error}`)
  return ok(replaceSummary(changed.value, implementSummary(before.value), implementSummary(after.value)))
}

function addEntry(text: string, note: ImplementNote, entry: Entry): string {
  const heading = attemptHeading(note.attempt)
  return findSection(text, heading) === null
    ? appendSection(text, `## ${heading}\n\n${renderEntry(entry)}`)
    : appendToSection(text, heading, renderEntry(entry))
}

function appendSpec(text: string, fold: string): string {
  return findSection(text, SPEC_CHANGED) === null ? insertBefore(text, 'Attempt 1', fold) : appendToSection(text, SPEC_CHANGED, fold)
}

function attemptHeading(n: number): string {
  return `Attempt ${String(n)}`
}

function attemptText(attempt: Attempt): string {
  const head = `## ${attemptHeading(attempt.n)}\n\n${ATTEMPT_CARD.render(attempt).replace(/\n+$/, '')}`
  const findings = attempt.findings.length === 0 ? [] : [`### ${FINDINGS}\n\n${FINDING_CARD.render(attempt).replace(/\n+$/, '')}`]
  return [head, ...findings, ...attempt.entries.map(renderEntry)].join('\n\n')
}

function parseAttempts(text: string): Result<readonly Attempt[], string> {
  const parts = sections(text)
  const attempts: Attempt[] = []
  for (const part of parts) {
    const n = /^Attempt (\d+)$/.exec(part.heading)?.[1]
    if (part.depth !== 2 || n === undefined) continue
    const inner = parts.filter((other) => other.start > part.start && other.end <= part.end)
    const attempt = parseAttempt(text, part, inner)
    if (!attempt.ok) return failed(`Attempt ${n}: ${attempt.error}`)
    attempts.push({ n: Number(n), ...attempt.value })
  }
  return ok(attempts)
}

function parseAttempt(text: string, part: Section, inner: readonly Section[]): Result<Omit<Attempt, 'n'>, string> {
  const head = ATTEMPT_CARD.parse(text.slice(part.bodyStart, inner[0]?.start ?? part.end))
  if (!head.ok) return head
  const entries = parseEntries(text, inner)
  if (!entries.ok) return entries
  const section = inner.find((one) => one.heading === FINDINGS)
  const findings = section === undefined ? ok({ findings: [] }) : FINDING_CARD.parse(text.slice(section.bodyStart, section.end))
  return findings.ok ? ok({ ...head.value, findings: findings.value.findings, entries: entries.value }) : findings
}

function keysOf(note: ImplementNote): Readonly<Record<string, KeyValue | undefined>> {
  const title = `Implement · ${note.title}`
  return {
    title,
    aliases: [title],
    feature: note.feature,
    stage: 'implement',
    status: 'IMPLEMENTING',
    date: note.date,
    repo: note.repo,
    awaiting: note.awaiting,
    category: 'forge/implement',
    step: note.step,
    court_decision: note.courtDecision ?? undefined,
    hotfix_reason: note.hotfixReason ?? undefined,
    spec_hash: note.specHash ?? undefined,
    plan: note.plan ?? undefined,
    plan_hash: note.planHash ?? undefined,
    plan_written: note.planWritten ?? undefined,
    branch: note.branch,
    base_branch: note.baseBranch ?? undefined,
    base_sha: note.baseSha ?? undefined,
    head_sha: note.headSha ?? undefined,
    attempt: note.attempt,
    gates: note.gates ?? undefined,
    device: note.device,
    ...usageKeys(note.usage),
  }
}

/** null in a change takes the key out. */
function keyPatch(keys: NonNullable<Advance['keys']>): Readonly<Record<string, KeyValue | undefined>> {
  const patch: Record<string, KeyValue | undefined> = {}
  for (const [name, key] of Object.entries(KEY_OF)) {
    const value = Object.entries(keys).find(([changed]) => changed === name)
    if (value !== undefined) patch[key] = value[1] ?? undefined
  }
  return patch
}

function wordOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' ? String(value) : null
}

function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string') : []
}
