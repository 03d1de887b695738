import { closesFence } from './fence.ts'
import { linesOf } from './lines.ts'

/** Markdown whose comment blocks are blank lines; every offset stays. */
export interface Uncommented {
  readonly text: string
  /** True where the last comment is still open at the end. */
  readonly isOpen: boolean
}

/** What opens and closes a comment of Obsidian. */
export const COMMENT_MARK = '%%'

const MARKED_LINE = /(?:^|[\r\n]) {0,3}%%/
const OPENING = /^ {0,3}%%/
const FENCE = /^([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?:(`{3,})[^`]*|(~{3,}).*)$/s
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/

/**
 * Takes out comments as Obsidian hides them: from a line that starts with `%%` to the line with the next `%%`, or to the end. Those
 * marks are text inside fences, quotes and HTML comments.
 */
export function withoutComments(markdown: string): Uncommented {
  if (!MARKED_LINE.test(markdown)) return { text: markdown, isOpen: false }
  const reading: Reading = { state: 'text', fence: '', isInItem: false, isFenceInItem: false }
  let text = ''
  for (const line of linesOf(markdown)) {
    const isHidden = hides(reading, line.text)
    text += (isHidden ? ' '.repeat(line.text.length) : line.text) + markdown.slice(line.start + line.text.length, line.next)
  }
  return { text, isOpen: reading.state === 'comment' }
}

interface Reading {
  state: 'text' | 'comment' | 'fence' | 'html'
  fence: string
  isInItem: boolean
  isFenceInItem: boolean
}

/** Reads on by one line. True where it belongs to a comment. */
function hides(reading: Reading, line: string): boolean {
  if (reading.state === 'comment') {
    if (turns(line)) reading.state = 'text'
    return true
  }
  if (reading.state === 'html') {
    if (line.includes('-->')) reading.state = 'text'
    return false
  }
  return reading.state === 'fence' && isInFence(reading, line) ? false : readText(reading, line)
}

/** A fence in a list item ends with the item. */
function isInFence(reading: Reading, line: string): boolean {
  const isLeft = reading.isFenceInItem && /^\S/.test(line)
  if (isLeft || closesFence(reading.isFenceInItem ? line.trimStart() : line, reading.fence)) reading.state = 'text'
  return !isLeft
}

function readText(reading: Reading, line: string): boolean {
  if (ITEM.test(line)) reading.isInItem = true
  else if (/^[^ \t]/.test(line)) reading.isInItem = false
  const fence = FENCE.exec(line)
  if (fence && (reading.isInItem || /^ {0,3}$/.test(fence[1] ?? ''))) {
    Object.assign(reading, { state: 'fence', fence: fence[2] ?? fence[3] ?? '', isFenceInItem: reading.isInItem })
    return false
  }
  if (/^ {0,3}<!--/.test(line) && !line.includes('-->')) reading.state = 'html'
  if (!OPENING.test(line)) return false
  if (turns(line)) reading.state = 'comment'
  return true
}

/** Whether a line opens a comment that it does not close, or the other way round. */
function turns(line: string): boolean {
  return line.split(COMMENT_MARK).length % 2 === 0
}
