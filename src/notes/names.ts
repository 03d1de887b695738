import { NOTE_STAGES, type NoteStage } from './vocabulary.ts'

export const ACTIVE = 'forge/active'
export const DECISIONS = 'forge/decisions'
export const CORE_RULES = 'forge/core-rules'
export const ARCHIVE = 'forge/archive'

export interface NoteName {
  readonly date: string | null
  readonly feature: string
  readonly stage: NoteStage | null
  /** 1 without a suffix. */
  readonly n: number
}

export const FEATURE_PATTERN = /^[a-z0-9][a-z0-9-]{0,59}$/

export function isFeature(slug: string): boolean {
  return FEATURE_PATTERN.test(slug)
}

/** The file name of a note that Forge makes, with `.md`. `date` is `YYYY-MM-DD`. */
export function noteName(date: string, feature: string, stage: NoteStage, n = 1): string {
  return `${date}_${feature}_${stage}${n > 1 ? `-${String(n)}` : ''}.md`
}

const DATED = /^(\d{4}-\d{2}-\d{2})_(.+)$/
const STAGED = new RegExp(`^(.+)_(${NOTE_STAGES.join('|')})(?:-([2-9]|[1-9]\\d{1,3}))?$`)

/** Reads a file name; date and stage may be missing. null for names outside the grammar, such as those of sync conflict copies. */
export function parseName(fileName: string): NoteName | null {
  if (!fileName.endsWith('.md')) return null
  const stem = fileName.slice(0, -'.md'.length)
  const dated = DATED.exec(stem)
  const rest = dated?.[2] ?? stem
  const staged = STAGED.exec(rest)
  const feature = staged?.[1] ?? rest
  if (!isFeature(feature)) return null
  const stage = NOTE_STAGES.find((name) => name === staged?.[2]) ?? null
  return { date: dated?.[1] ?? null, feature, stage, n: staged?.[3] === undefined ? 1 : Number(staged[3]) }
}

/** The last part of a vault path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** `[[2026-03-05_x_spec|Spec]]` from a vault path. A label loses what would end the link. */
export function link(path: string, label?: string): string {
  const target = fileName(path).replace(/\.md$/, '')
  const shown = label?.replace(/[[\]|\p{C}\u2028\u2029]+/gu, ' ').trim()
  return shown ? `[[${target}|${shown}]]` : `[[${target}]]`
}
