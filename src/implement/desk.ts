import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { badFeatureName, latest, readFeatures, type Feature, type Problem } from '../feature/feature.ts'
import { critiqueOf } from '../feature/state.ts'
import type { NoteHead } from '../notes/head.ts'
import type { ImplementNote } from '../notes/implement-record.ts'
import { parseImplement } from '../notes/implement-note.ts'
import { isFeature, fileName, parseName } from '../notes/names.ts'
import { parsePlan, planAnswer, type PlanAnswer, type PlanNote } from '../notes/plan-note.ts'
import { proseHash } from '../markdown/prose.ts'
import type { Vault } from '../vault/vault.ts'

/** The implement note as it reads now. */
export interface NoteOnDesk {
  readonly path: string
  readonly text: string
  readonly note: ImplementNote
}

/** The newest version of the plan, as it reads now. */
export interface PlanOnDesk {
  readonly path: string
  readonly text: string
  readonly note: PlanNote
  readonly hash: string
  readonly answer: PlanAnswer | null
  readonly ticked: readonly string[]
  readonly words: string
}

/** Everything that the next step is decided from, read anew before each step. */
export interface Desk {
  readonly feature: Feature
  readonly implement: NoteOnDesk | null
  readonly plan: PlanOnDesk | null
  /** The critique of the current attempt. */
  readonly critique: NoteHead | null
}

/** Reads the feature's notes. Fails with `bad-note` where one of them cannot be read, so that none is made a second time. */
export async function readDesk(vault: Vault, name: string): Promise<Result<Desk>> {
  const feature = await featureAlone(vault, name)
  if (!feature.ok) return feature
  const implement = await readImplement(vault, feature.value)
  if (!implement.ok) return implement
  const plan = await readPlan(vault, feature.value)
  if (!plan.ok) return plan
  return ok({ feature: feature.value, implement: implement.value, plan: plan.value, critique: critiqueOf(feature.value.heads) })
}

/** The failure for a note that is there and cannot be used. */
export function badNote(path: string, why: string): Failure {
  return failure(
    'bad-note',
    `${path} cannot be used.`,
    why,
    'Put the note right, or restore an earlier version of it, and run the command again.',
  )
}

/** The text of a note that a head names; fails where it has gone since. */
export async function readNote(vault: Vault, path: string): Promise<Result<string>> {
  const text = await vault.read(path)
  if (!text.ok) return text
  return text.value === null ? failed(noteMissing(path)) : ok(text.value)
}

export function noteMissing(path: string): Failure {
  return failure(
    'note-missing',
    `${path} is not in the vault.`,
    'It was moved or deleted, or has not been synced yet.',
    'Restore it, or wait for the sync, and run the command again.',
  )
}

async function featureAlone(vault: Vault, name: string): Promise<Result<Feature>> {
  if (!isFeature(name)) return failed(badFeatureName(name))
  const { features, problems } = await readFeatures(vault)
  const unreadable = problems.find((problem) => isOurs(problem, name))
  if (unreadable !== undefined) return failed(badNote(unreadable.path, unreadable.what))
  const found = features.find((feature) => feature.name === name)
  return ok(found ?? { name, repo: null, heads: [], state: 'SPEC', verdict: null, awaiting: [] })
}

/** A note of this feature by its exact name; a conflict copy has another name and is left alone. */
function isOurs(problem: Problem, feature: string): boolean {
  const name = parseName(fileName(problem.path))
  return name?.feature === feature && (name.stage === 'implement' || name.stage === 'plan')
}

async function readImplement(vault: Vault, feature: Feature): Promise<Result<NoteOnDesk | null>> {
  const head = latest(feature, 'implement')
  if (head === null) return ok(null)
  const text = await readNote(vault, head.path)
  if (!text.ok) return text
  const note = parseImplement(text.value)
  return note.ok ? ok({ path: head.path, text: text.value, note: note.value }) : failed(badNote(head.path, note.error))
}

async function readPlan(vault: Vault, feature: Feature): Promise<Result<PlanOnDesk | null>> {
  const head = latest(feature, 'plan')
  if (head === null) return ok(null)
  const text = await readNote(vault, head.path)
  if (!text.ok) return text
  const note = parsePlan(text.value)
  if (!note.ok) return failed(badNote(head.path, note.error))
  return ok({ path: head.path, text: text.value, note: note.value, hash: await proseHash(text.value), ...planAnswer(text.value) })
}
