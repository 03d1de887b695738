import { failed, type Result } from '../basics/result.ts'
import type { NoteFile } from './note-file.ts'
import { readKeys, setKeys } from '../markdown/frontmatter.ts'
import { fileName, isFeature, parseName, type NoteName } from './names.ts'
import { NOTE_STAGES, STATUSES, type NoteStage, type Status } from './vocabulary.ts'

/** What runs cost, as a note's keys sum it up. `costUsd` is null where nobody knows it. */
export interface NoteUsage {
  readonly tokensIn: number
  readonly tokensOut: number
  readonly costUsd: number | null
  /** Wall time in seconds. */
  readonly durationS: number
}

/** The keys that every reader needs. */
export interface NoteHead {
  readonly path: string
  readonly stage: NoteStage
  readonly feature: string
  readonly date: string | null
  readonly n: number
  readonly status: Status | null
  /** In capitals. */
  readonly verdict: string | null
  readonly repo: string | null
  readonly awaiting: readonly string[]
  readonly score: number | null
  readonly attempt: number | null
  readonly title: string | null
  readonly usage: NoteUsage
  readonly keys: Readonly<Record<string, unknown>>
}

/**
 * Reads a note's keys, tolerant of missing ones and of any case. null: no note of a feature (a rule, a policy, a prune note,
 * somebody else's). `problem`: it looks like one, and one sentence says why it is ignored.
 */
export function readHead(file: NoteFile): NoteHead | { readonly problem: string } | null {
  const name = parseName(fileName(file.path))
  if (file.broken !== null) return name?.stage ? { problem: `Its frontmatter cannot be read: ${file.broken}` } : null
  const { keys } = file
  const stage = stageOf(keys) ?? (isForeign(keys) ? null : (name?.stage ?? null))
  if (stage === null || stage === 'prune') return null
  if (name === null) return strayCopy(keys)
  const feature = featureOf(keys) ?? name.feature
  return headOf(file, name, stage, feature)
}

/** Adds to duration_s, tokens_in, tokens_out and cost_usd of a note. A cost that nobody knows adds nothing. */
export function addUsageKeys(note: string, usage: NoteUsage): Result<string, string> {
  const read = readKeys(note)
  if (!read.ok) return failed(read.error)
  const before = usageOf(read.value)
  return setKeys(note, {
    duration_s: rounded(before.durationS + usage.durationS, 1),
    tokens_in: before.tokensIn + usage.tokensIn,
    tokens_out: before.tokensOut + usage.tokensOut,
    ...(usage.costUsd === null ? {} : { cost_usd: rounded((before.costUsd ?? 0) + usage.costUsd, 6) }),
  })
}

/** The sums in a note's keys; missing ones count nothing. */
export function usageOf(keys: Readonly<Record<string, unknown>>): NoteUsage {
  return {
    tokensIn: amount(keys['tokens_in']) ?? 0,
    tokensOut: amount(keys['tokens_out']) ?? 0,
    costUsd: amount(keys['cost_usd']),
    durationS: amount(keys['duration_s']) ?? 0,
  }
}

function headOf(file: NoteFile, name: NoteName, stage: NoteStage, feature: string): NoteHead {
  const { keys } = file
  const status = words(keys['status'])?.toUpperCase()
  const attempt = numberIn(keys['attempt'])
  return {
    path: file.path,
    stage,
    feature,
    date: dayIn(keys['date']) ?? name.date,
    n: name.n,
    status: STATUSES.find((known) => known === status) ?? null,
    verdict: words(keys['verdict'])?.toUpperCase() ?? null,
    repo: words(keys['repo']),
    awaiting: namesIn(keys['awaiting']),
    score: numberIn(keys['score']),
    attempt: attempt !== null && Number.isInteger(attempt) && attempt > 0 ? attempt : null,
    title: words(keys['title']),
    usage: usageOf(keys),
    keys,
  }
}

function strayCopy(keys: Readonly<Record<string, unknown>>): { readonly problem: string } | null {
  const feature = featureOf(keys)
  return feature === null
    ? null
    : { problem: `Its name is not one that Forge gives, though it says it belongs to "${feature}": a copy made by sync?` }
}

function stageOf(keys: Readonly<Record<string, unknown>>): NoteStage | null {
  const stage = words(keys['stage'])?.toLowerCase()
  return NOTE_STAGES.find((known) => known === stage) ?? null
}

function featureOf(keys: Readonly<Record<string, unknown>>): string | null {
  const feature = words(keys['feature'])?.toLowerCase()
  return feature !== undefined && isFeature(feature) ? feature : null
}

/** Rules and policies say so in their category. */
function isForeign(keys: Readonly<Record<string, unknown>>): boolean {
  const category = words(keys['category'])?.toLowerCase() ?? ''
  return category === 'forge/policy' || category.startsWith('forge/rule')
}

function words(value: unknown): string | null {
  const found = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
  return found === '' ? null : found
}

function dayIn(value: unknown): string | null {
  return /^\d{4}-\d{2}-\d{2}/.exec(words(value) ?? '')?.[0] ?? null
}

/** The names in a list of a note's frontmatter; one alone may stand without brackets. */
export function namesIn(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  return items.flatMap((item) => words(item) ?? [])
}

/** A number, or the one that a text such as `7.7/10` starts with. */
function numberIn(value: unknown): number | null {
  const found = typeof value === 'string' ? Number.parseFloat(value) : value
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}

function amount(value: unknown): number | null {
  const found = numberIn(value)
  return found === null || found < 0 ? null : found
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
