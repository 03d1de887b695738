/** Longer diffs do not fit a prompt beside everything else. */
export const SHOWN_DIFF_CHARS = 300_000
/** A file of its own for the verifier. */
export const SHOWN_FILE_DIFF_CHARS = 60_000

/** The parts of a diff, one per file, as git printed them. */
export function diffParts(diff: string): readonly string[] {
  return diff.split(/^(?=diff --git )/m).filter((part) => part.startsWith('diff --git '))
}

/** The diff, whole files of it up to a limit; the files that were left out are named, so that a reviewer can read them. */
export function shownDiff(diff: string, limit = SHOWN_DIFF_CHARS): string {
  if (diff.length <= limit) return diff
  let room = limit
  const shown: string[] = []
  const left: string[] = []
  for (const part of diffParts(diff)) {
    if (part.length <= room) {
      shown.push(part)
      room -= part.length
    } else left.push(part.slice(0, part.indexOf('\n')).replace('diff --git ', ''))
  }
  return `${shown.join('')}\nThe diffs of these files are too long to show; read the files themselves:\n${left.join('\n')}\n`
}

/** A part of the diff cut at the limit, and said so. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}\n… (${String(text.length - limit)} characters more)`
}

const EXCERPT_LINES_AROUND = 15

/** The lines around a place, numbered. '' for a place outside the text. */
export function excerpt(text: string, line: number): string {
  const lines = text.split('\n')
  if (line < 1 || line > lines.length) return ''
  const first = Math.max(line - EXCERPT_LINES_AROUND, 1)
  return lines
    .slice(first - 1, line + EXCERPT_LINES_AROUND)
    .map((content, index) => `${String(first + index)}: ${content}`)
    .join('\n')
}
