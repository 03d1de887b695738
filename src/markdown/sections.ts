import { breakOf, linesOf, withBreaks } from './lines.ts'
import { inline, plain } from './neutral.ts'
import { bodyStart } from './frontmatter-block.ts'
import { outlineOf } from './outline.ts'

/** Offsets of the note. `end` is that of the next heading of the same or a higher level, or of the note. */
export interface Section {
  /** The heading as it reads, without escapes. */
  readonly heading: string
  readonly depth: number
  readonly start: number
  /** After the heading's line. */
  readonly bodyStart: number
  readonly end: number
}

/** The sections of a note's body, sub-sections too, in order. Headings in fences, lists and callouts are none. */
export function sections(text: string): readonly Section[] {
  const { headings, offset } = outlineOf(text)
  return headings.map(({ source, depth, start, end }, at) => {
    const next = headings.slice(at + 1).find((other) => other.depth <= depth)
    const bodyStart = lineAfter(text, offset + end)
    return { heading: plain(source), depth, start: offset + start, bodyStart, end: next ? offset + next.start : text.length }
  })
}

/** The first section whose heading reads exactly so, at any depth. */
export function findSection(text: string, heading: string): Section | null {
  return sections(text).find((section) => section.heading === heading) ?? null
}

/** What stands below the heading, sub-sections included, byte for byte. */
export function sectionBody(text: string, heading: string): string | null {
  const section = findSection(text, heading)
  return section && text.slice(section.bodyStart, section.end)
}

/** Puts Markdown at the end of the note after one blank line, in the note's line breaks. A fence that was left open is closed first. */
export function appendSection(text: string, markdown: string): string {
  const closing = outlineOf(text).openEnd
  const closed = closing === null ? text : `${ended(text)}${closing}${breakOf(text)}`
  return insertBlock(closed, closed.length, markdown)
}

/** Puts Markdown before the first section of that heading; at the end of the note where there is none. */
export function insertBefore(text: string, heading: string, markdown: string): string {
  const section = findSection(text, heading)
  return section ? insertBlock(text, section.start, markdown) : appendSection(text, markdown)
}

/** Puts Markdown at the end of a section, after its sub-sections. A section that is not there is made at the end of the note. */
export function appendToSection(text: string, heading: string, markdown: string): string {
  const section = findSection(text, heading)
  if (section === null) return appendSection(text, `## ${inline(heading)}\n\n${markdown}`)
  return section.end === text.length ? appendSection(text, markdown) : insertBlock(text, section.end, markdown)
}

/**
 * Replaces the summary callout (the first block of the body) where it still reads exactly as `expected`. Where a person changed
 * it, `next` goes above and theirs stays.
 */
export function replaceSummary(text: string, expected: string, next: string): string {
  const lineBreak = breakOf(text)
  const start = firstText(text)
  const rest = text.slice(start)
  const now = rest.slice(0, quoteLength(rest))
  const wanted = withBreaks(next.trimEnd(), lineBreak)
  if (now === wanted) return text
  if (now === withBreaks(expected.trimEnd(), lineBreak)) return text.slice(0, start) + wanted + text.slice(start + now.length)
  return text.slice(0, start) + wanted + lineBreak + (rest === '' ? '' : lineBreak) + rest
}

/** Inserts a block at the start of a line (or at the end of the note), one blank line around it; adds bytes and takes none. */
function insertBlock(text: string, at: number, markdown: string): string {
  const lineBreak = breakOf(text)
  const before = text.slice(0, at)
  const kept = before.replace(/[ \t\r\n]+$/, '')
  const start = kept === '' ? at : Math.min(at, lineAfter(text, kept.length))
  const head = text.slice(0, start)
  const gap = head === '' || start === bodyStart(text) ? '' : lineBreak
  const block = withBreaks(markdown.replace(/[\r\n]+$/, ''), lineBreak) + lineBreak
  const tail = text.slice(start)
  const gapAfter = tail === '' || /^[ \t]*\r?\n/.test(tail) ? '' : lineBreak
  return ended(head) + gap + block + gapAfter + tail
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : text + breakOf(text)
}

function lineAfter(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  return newline < 0 ? text.length : newline + 1
}

function firstText(text: string): number {
  const start = bodyStart(text)
  return start + (/^(?:[ \t]*\r?\n)*/.exec(text.slice(start))?.[0].length ?? 0)
}

function quoteLength(text: string): number {
  let length = 0
  for (const line of linesOf(text)) {
    if (!line.text.startsWith('>')) break
    length = line.start + line.text.length
  }
  return length
}
