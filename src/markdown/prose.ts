import { bodyStart } from './frontmatter-block.ts'
import { optionLines } from './option-lines.ts'
import { sections } from './sections.ts'

/**
 * sha256 (64 hex digits) of a note's prose: line breaks and runs of white space count as one space, frontmatter and whole question
 * sections are left out. Two notes that read the same have the same hash.
 */
export async function proseHash(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(proseOf(text))
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The prose that is hashed. */
export function proseOf(text: string): string {
  const cuts = questionSpans(text)
  let prose = ''
  let at = bodyStart(text)
  for (const cut of cuts) {
    prose += `${text.slice(at, Math.max(at, cut.start))} `
    at = Math.max(at, cut.end)
  }
  return (prose + text.slice(at)).replace(/\s+/g, ' ').trim()
}

interface Span {
  readonly start: number
  readonly end: number
}

/** The innermost section around each question, or the option's own line where no heading stands above it. */
function questionSpans(text: string): readonly Span[] {
  const options = optionLines(text)
  if (options.length === 0) return []
  const all = sections(text)
  const spans = options.map((option) => {
    const around = all.filter((section) => section.start <= option.start && option.start < section.end)
    return around[around.length - 1] ?? { start: option.start, end: option.next }
  })
  return [...spans].sort((a, b) => a.start - b.start)
}
