import type { FileDiff, Hunk } from './parse-diff.ts'

/** How far from a hunk a line may be to count as near it. */
export const NEAR_LINES = 10

/** Where a claimed line is: changed itself (or where lines were removed), shown around a change, near one, elsewhere in a changed file, or in no changed file. */
export type Anchor = 'changed' | 'hunk' | 'near' | 'outside' | 'no-file'

const NEAREST_FIRST = ['changed', 'hunk', 'near', 'outside'] as const satisfies readonly Anchor[]

/** `line` is of the new side, 0 for a file that is gone; `file` may also be the name from which a file was renamed. */
export function anchorOf(diff: readonly FileDiff[], file: string, line: number): Anchor {
  const files = filesAt(diff, file)
  if (files.length === 0) return 'no-file'
  const anchors = files.flatMap((one) => one.hunks).map((hunk) => anchorInHunk(hunk, line))
  return NEAREST_FIRST.find((anchor) => anchors.includes(anchor)) ?? 'outside'
}

/** The entries for a path, more than one where a file became a link. A file that has the path now goes before one that left it. */
export function filesAt(diff: readonly FileDiff[], path: string): readonly FileDiff[] {
  const here = diff.filter((file) => file.path === path)
  return here.length > 0 ? here : diff.filter((file) => file.from === path)
}

function anchorInHunk(hunk: Hunk, line: number): Anchor {
  if (isChanged(hunk, line)) return 'changed'
  const { first, last } = newRange(hunk)
  if (line >= first && line <= last) return 'hunk'
  return line >= first - NEAR_LINES && line <= last + NEAR_LINES ? 'near' : 'outside'
}

/** Where nothing is left on the new side, git names the line before; the range is then empty, between that line and the next. */
function newRange(hunk: Hunk): { readonly first: number; readonly last: number } {
  const first = hunk.newLines === 0 ? hunk.newStart + 1 : hunk.newStart
  return { first, last: first + hunk.newLines - 1 }
}

function isChanged(hunk: Hunk, line: number): boolean {
  let next = newRange(hunk).first
  for (const { kind, newLine } of hunk.lines) {
    if (kind === 'added' && newLine === line) return true
    if (kind === 'removed' && (line === next || line === next - 1)) return true
    if (newLine !== null) next = newLine + 1
  }
  return false
}
