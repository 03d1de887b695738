import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { parseDiff, type FileDiff } from '../diff/parse-diff.ts'
import { latest, readFeature, type Feature } from '../feature/feature.ts'
import { bodyStart } from '../markdown/frontmatter.ts'
import type { NoteHead } from '../notes/head.ts'
import { readRuleBook } from '../rules/book.ts'
import { rulesFor } from '../rules/match.ts'
import type { Run } from '../runs/run.ts'
import type { ReviewBrief } from './prompt.ts'
import { shownDiff } from './shown-diff.ts'

/** The work under review, as the implement note binds it. */
export interface Case {
  readonly feature: Feature
  readonly implement: NoteHead
  readonly attempt: number
  readonly baseSha: string
  readonly headSha: string
  readonly title: string
}

/** Fails with `not-ready` where nothing is built, or the feature is past its critique. */
export async function readCase(run: Run): Promise<Result<Case>> {
  const feature = await readFeature(run.vault, run.feature)
  if (!feature.ok) return feature
  const implement = latest(feature.value, 'implement')
  if (feature.value.state === 'RETRO' || feature.value.state === 'ARCHIVED') return failed(isOver())
  const [baseSha, headSha] = [keyOf(implement, 'base_sha'), keyOf(implement, 'head_sha')]
  if (implement === null || implement.keys['step'] !== 'built' || baseSha === null || headSha === null) return failed(notBuilt(implement))
  if ((await run.repo.resolve(headSha)) === null) return failed(isGone(headSha))
  const title = latest(feature.value, 'spec')?.title ?? implement.title?.replace(/^Implement · /, '') ?? run.feature
  return ok({ feature: feature.value, implement, attempt: implement.attempt ?? 1, baseSha, headSha, title })
}

/** The critiques of a feature, oldest first. */
export function critiquesOf(feature: Feature): readonly NoteHead[] {
  return feature.heads.filter((head) => head.stage === 'critique').sort((a, b) => a.n - b.n)
}

/** The critique of exactly this work, null where there is none yet. */
export function critiqueOfCase({ feature, headSha, attempt }: Case): NoteHead | null {
  return critiquesOf(feature).findLast((head) => keyOf(head, 'git_sha_reviewed') === headSha && (head.attempt ?? 1) === attempt) ?? null
}

/** The diff of the whole work. Fails where it is empty. */
export async function readDiff(
  run: Run,
  { baseSha, headSha }: Case,
): Promise<Result<{ readonly text: string; readonly files: readonly FileDiff[] }>> {
  const diff = await run.repo.diff(baseSha, headSha)
  if (!diff.ok) return diff
  const files = parseDiff(diff.value)
  return files.length === 0 ? failed(nothingChanged(baseSha, headSha)) : ok({ text: diff.value, files })
}

/** What reviewers are given beside the room; read from the notes by kind, so that the implement note's words never get in. */
export async function readBrief(
  run: Run,
  theCase: Case,
  diff: { readonly text: string; readonly files: readonly FileDiff[] },
): Promise<Result<ReviewBrief>> {
  const task = await readTask(run, theCase)
  if (!task.ok) return task
  const book = await readRuleBook(run.vault)
  const subject = { paths: diff.files.map((file) => file.path), text: task.value }
  return ok({ task: task.value, diff: shownDiff(diff.text), rules: rulesFor(book, subject).map((rule) => rule.source) })
}

async function readTask(run: Run, theCase: Case): Promise<Result<string>> {
  const spec = latest(theCase.feature, 'spec')
  const text = spec ? await run.vault.read(spec.path) : ok(null)
  if (!text.ok) return text
  if (text.value !== null) return ok(text.value.slice(bodyStart(text.value)).trim())
  return ok(keyOf(theCase.implement, 'hotfix_reason') ?? theCase.title)
}

export function keyOf(head: NoteHead | null, key: string): string | null {
  const value = head?.keys[key]
  return typeof value === 'string' && value !== '' ? value : null
}

function notBuilt(implement: NoteHead | null): Failure {
  const step = keyOf(implement, 'step')
  const why =
    implement === null ? 'There is no implement note yet.' : `Attempt ${String(implement.attempt ?? 1)} is at the step "${step ?? 'none'}".`
  return failure('not-ready', 'There is nothing built to review.', why, 'Run implement until it says built.')
}

function isOver(): Failure {
  return failure(
    'not-ready',
    'The feature is past its critique.',
    'Its retro has begun or it is archived.',
    'Start a new feature for further work.',
  )
}

function isGone(sha: string): Failure {
  return failure(
    'not-ready',
    'The commit to review is not in the repository.',
    `The implement note names ${sha}.`,
    'Fetch the branch it was built on, or run implement again.',
  )
}

function nothingChanged(base: string, head: string): Failure {
  return failure(
    'not-ready',
    'The diff is empty, so there is nothing to review.',
    `${base.slice(0, 8)} and ${head.slice(0, 8)} hold the same files.`,
    'Run implement to build something.',
  )
}
