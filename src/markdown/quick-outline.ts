import { closesFence } from './fence.ts'
import { linesOf, type Line } from './lines.ts'
import { QUESTION_MARK, type Outline, type OutlineHeading } from './outline-record.ts'

/**
 * Reads the outline of a note whose blocks all start in the first column, as those that Forge writes do, line by line. Anything
 * that needs the whole of Markdown to be told apart (raw HTML, underlined headings, indented blocks outside a list, lazy lines
 * after a quote, an indented option) gives null, and the parser has the say. The parser takes seconds for a long note.
 */
export function quickOutline(body: string): Outline | null {
  const reading: Reading = { headings: [], quotes: [], items: [], fence: null, room: NO_ROOM, isAfterBlank: true, isInQuote: false }
  for (const line of linesOf(body)) if (!read(reading, line)) return null
  return { headings: reading.headings, quotes: reading.quotes, items: reading.items, openEnd: reading.fence }
}

interface Reading {
  readonly headings: OutlineHeading[]
  readonly quotes: { start: number; end: number }[]
  readonly items: number[]
  /** The fence that is open. */
  fence: string | null
  /** The column from which a line belongs to the list item above it. */
  room: number
  isAfterBlank: boolean
  isInQuote: boolean
}

/** No list is open, or it cannot be told: no line is known to belong to an item. */
const NO_ROOM = Number.POSITIVE_INFINITY

const BLANK = /^[ \t]*$/
const HEADING = /^(#{1,6})(?:[ \t]+(.*))?$/s
const FENCE = /^(?:(`{3,})[^`]*|(~{3,}).*)$/s
const UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/
const BREAK = /^(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/
const ITEM = /^([-*+]|\d{1,9}[.)])([ \t]+|$)(.*)$/s
/** What would be a block of its own at the start of an indented line. */
const BLOCK = /^(?:[-*+>#<`~]|\d{1,9}[.)])/

/** false: this needs the parser. */
function read(reading: Reading, { text, start }: Line): boolean {
  if (reading.fence !== null) return readInFence(reading, reading.fence, text)
  const isBlank = BLANK.test(text)
  const known = isBlank || readBlock(reading, text, start)
  if (isBlank) reading.isInQuote = false
  reading.isAfterBlank = isBlank
  return known
}

function readInFence(reading: Reading, fence: string, text: string): boolean {
  const isClosed = closesFence(text, fence)
  if (isClosed) reading.fence = null
  reading.isAfterBlank = isClosed
  return true
}

function readBlock(reading: Reading, text: string, start: number): boolean {
  if (text.startsWith('>')) return readQuote(reading, text, start)
  const heading = HEADING.exec(text)
  if (reading.isInQuote && !heading) return false
  reading.isInQuote = false
  if (/^[ \t]/.test(text)) return readIndented(reading, text)
  if (text.startsWith('<') || (UNDERLINE.test(text) && !reading.isAfterBlank)) return false
  const fence = FENCE.exec(text)
  if (heading) readHeading(reading, heading, text, start)
  else if (fence) openFence(reading, fence[1] ?? fence[2] ?? '')
  else if (BREAK.test(text)) reading.room = NO_ROOM
  else return readItemOrText(reading, text, start)
  return true
}

function readQuote(reading: Reading, text: string, start: number): boolean {
  const open = reading.isInQuote ? reading.quotes[reading.quotes.length - 1] : undefined
  if (open) open.end = start + text.length
  else reading.quotes.push({ start, end: start + text.length })
  reading.isInQuote = true
  reading.room = NO_ROOM
  return true
}

function readHeading(reading: Reading, heading: RegExpExecArray, text: string, start: number): void {
  const source = (heading[2] ?? '').replace(/(?:^|[ \t]+)#+[ \t]*$/, '').replace(/[ \t]+$/, '')
  reading.headings.push({ source, depth: heading[1]?.length ?? 1, start, end: start + text.length })
  reading.room = NO_ROOM
}

function openFence(reading: Reading, fence: string): void {
  reading.fence = fence
  reading.room = NO_ROOM
}

function readItemOrText(reading: Reading, text: string, start: number): boolean {
  const item = ITEM.exec(text)
  if (item && QUESTION_MARK.test(text)) {
    if (!/^[-*+][ \t]+\[/.test(text)) return false
    reading.items.push(start)
  }
  reading.room = item ? roomOf(reading, item) : NO_ROOM
  return true
}

function roomOf(reading: Reading, item: RegExpExecArray): number {
  const [, mark = '', space = '', rest = ''] = item
  const mayBeText = !reading.isAfterBlank && /^\d/.test(mark) && !/^1[.)]$/.test(mark)
  if (mayBeText || rest === '' || space.includes('\t')) return NO_ROOM
  return mark.length + (space.length > 4 ? 1 : space.length)
}

/** Indented lines that belong to a list item, continue a paragraph or are code are no concern of the outline. */
function readIndented(reading: Reading, text: string): boolean {
  if (QUESTION_MARK.test(text)) return false
  const indent = /^ *(?:\t|$)/.test(text) ? 4 : (/^ */.exec(text)?.[0].length ?? 0)
  if (indent >= reading.room) return true
  if (indent < 4 && (BLOCK.test(text.slice(indent)) || UNDERLINE.test(text))) return false
  reading.room = NO_ROOM
  return true
}
