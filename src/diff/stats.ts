import type { FileDiff } from './parse-diff.ts'

export interface DiffStats {
  readonly files: number
  readonly added: number
  readonly removed: number
}

/** How much a diff changes: files (each path once) and lines. */
export function stats(diff: readonly FileDiff[]): DiffStats {
  const lines = diff.flatMap((file) => file.hunks).flatMap((hunk) => hunk.lines)
  const count = (kind: 'added' | 'removed'): number => lines.filter((line) => line.kind === kind).length
  return { files: new Set(diff.map((file) => file.path)).size, added: count('added'), removed: count('removed') }
}
