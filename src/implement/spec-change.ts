import { fenced } from '../markdown/neutral.ts'

const MAX_LINES = 1_500
const SHOWN_LINES = 120

/** Markdown that shows how a spec was edited: changed lines as a diff, or a plain sentence where the earlier text is not known. */
export function showChange(before: string | null, after: string): string {
  if (before === null)
    return 'The court gave its verdict on an earlier text of the spec, which is not kept here. Read the spec as it is now before you decide.'
  const lines = changedLines(linesOf(before), linesOf(after))
  if (lines === null) return 'So much of the spec changed that it is best read anew.'
  const shown = lines.slice(0, SHOWN_LINES)
  const more = lines.length > shown.length ? `\n\nAnd ${String(lines.length - shown.length)} more changed lines.` : ''
  return shown.length === 0 ? 'Only the order of blank lines changed.' : fenced(shown.join('\n'), 'diff') + more
}

function linesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
}

/** Removed and added lines in order, by longest common subsequence; null where the texts are too long for that. */
export function changedLines(before: readonly string[], after: readonly string[]): readonly string[] | null {
  if (before.length > MAX_LINES || after.length > MAX_LINES) return null
  const common = commonLengths(before, after)
  const lines: string[] = []
  let [a, b] = [0, 0]
  while (a < before.length || b < after.length) {
    if (a < before.length && b < after.length && before[a] === after[b]) {
      a += 1
      b += 1
    } else if (b >= after.length || (a < before.length && at(common, a + 1, b) >= at(common, a, b + 1))) {
      lines.push(`- ${before[a] ?? ''}`)
      a += 1
    } else {
      lines.push(`+ ${after[b] ?? ''}`)
      b += 1
    }
  }
  return lines
}

function at(table: readonly Uint16Array[], a: number, b: number): number {
  return table[a]?.[b] ?? 0
}

function commonLengths(before: readonly string[], after: readonly string[]): readonly Uint16Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1))
  for (let a = before.length - 1; a >= 0; a -= 1) {
    const row = table[a]
    if (row === undefined) continue
    for (let b = after.length - 1; b >= 0; b -= 1) {
      row[b] = before[a] === after[b] ? at(table, a + 1, b + 1) + 1 : Math.max(at(table, a + 1, b), at(table, a, b + 1))
    }
  }
  return table
}
