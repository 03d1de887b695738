import { failed, ok, type Result } from '../basics/result.ts'
import { failure } from '../basics/failure.ts'
import { readHead, type NoteHead } from '../notes/head.ts'
import { ACTIVE, ARCHIVE, DECISIONS, isFeature } from '../notes/names.ts'
import type { Status } from '../notes/vocabulary.ts'
import type { NoteFile } from '../notes/note-file.ts'
import type { Vault } from '../vault/vault.ts'
export { latest } from './latest.ts'
import { awaitingOf, stateOf, verdictOf } from './state.ts'

/** One feature as its notes' frontmatter tells it; bodies are not read. */
export interface Feature {
  readonly name: string
  readonly repo: string | null
  readonly heads: readonly NoteHead[]
  readonly state: Status
  /** The critique's verdict where one counts, else the court's effective one. */
  readonly verdict: string | null
  /** Open questions by name, as the notes' `awaiting` keys say. */
  readonly awaiting: readonly string[]
}

/** A file that is ignored, and why: a sync conflict copy, a note whose frontmatter cannot be read, a second note of one name. */
export interface Problem {
  readonly path: string
  readonly what: string
  /** True where the note counts but cannot be read, so that its feature must not go on without it. */
  readonly broken: boolean
}

export interface FeatureList {
  readonly features: readonly Feature[]
  readonly problems: readonly Problem[]
}

/** Every feature of the vault, by name, and every file that had to be ignored. Reads frontmatter only. */
export async function readFeatures(vault: Vault): Promise<FeatureList> {
  const folders = await Promise.all([ACTIVE, DECISIONS, ARCHIVE].map((folder) => vault.list(folder)))
  return groupFeatures(folders.flat())
}

/** One feature; a name without notes is a feature in state SPEC with no heads. Fails for a name that is no slug. */
export async function readFeature(vault: Vault, name: string): Promise<Result<Feature>> {
  if (!isFeature(name)) return failed(badFeatureName(name))
  const { features } = await readFeatures(vault)
  return ok(features.find((feature) => feature.name === name) ?? makeFeature(name, []))
}

/** The failure for a name that cannot be a feature's, safe to print whatever the name holds. */
export function badFeatureName(name: string) {
  const shown = JSON.stringify(name.length > 70 ? `${name.slice(0, 70)}…` : name)
  return failure(
    'bad-feature-name',
    `${shown} cannot be the name of a feature.`,
    'A name is 1 to 60 lower-case letters, digits and hyphens, and starts with a letter or a digit.',
    'Choose a name such as "paddle-billing" and run the command again.',
  )
}

/** Groups listed notes into features. Pure. */
export function groupFeatures(files: readonly NoteFile[]): FeatureList {
  const problems: Problem[] = []
  const byFeature = new Map<string, NoteHead[]>()
  for (const file of files) {
    const head = readHead(file)
    if (head === null) continue
    if ('problem' in head) problems.push({ path: file.path, what: head.problem, broken: file.broken !== null })
    else addHead(byFeature, head, problems)
  }
  const names = [...byFeature.keys()].sort()
  return { features: names.map((name) => makeFeature(name, byFeature.get(name) ?? [])), problems }
}

function addHead(byFeature: Map<string, NoteHead[]>, head: NoteHead, problems: Problem[]): void {
  const heads = byFeature.get(head.feature) ?? []
  const twin = heads.find((other) => other.stage === head.stage && other.n === head.n && other.date === head.date)
  if (twin) problems.push({ path: head.path, what: `It repeats ${twin.path}; keep one of the two and delete the other.`, broken: false })
  else byFeature.set(head.feature, [...heads, head])
}

function makeFeature(name: string, heads: readonly NoteHead[]): Feature {
  const repo = heads.reduce<string | null>((found, head) => found ?? head.repo, null)
  return { name, repo, heads, state: stateOf(heads), verdict: verdictOf(heads), awaiting: awaitingOf(heads) }
}
