import { linesOf } from './lines.ts'
import { QUESTION_MARK } from './outline-record.ts'
import { outlineOf } from './outline.ts'

/** One option of a question, as a line of the note. Offsets are of the note. */
export interface OptionLine {
  readonly question: string
  readonly option: string
  readonly isTicked: boolean
  /** Offset of the character between the brackets. */
  readonly box: number
  readonly start: number
  /** After the line. */
  readonly next: number
  /** What follows the block id: other plugins' marks, or a person's words. */
  readonly rest: string
}

/** The options of all questions of a note, and the offsets of its headings, both in order. */
export interface Options {
  readonly lines: readonly OptionLine[]
  readonly headings: readonly number[]
}

const BOX =
  /^([-*+][ \t]+\[)(.)\][ \t](?:.*[ \t])?\^q-(plan|spec|verdict|hotfix|opinion|(?:finding|conflict|stale)-[1-9]\d{0,3})-([a-z][a-z0-9-]*)(?:[ \t]+(.*))?$/su

/** Finds options in plain lists; a `^q-` box in code, a quote, a callout or a comment is none. */
export function readOptions(text: string): Options {
  if (!QUESTION_MARK.test(text)) return { lines: [], headings: [] }
  const { headings, items, offset } = outlineOf(text)
  return {
    lines: items.flatMap((start) => optionLine(text, offset + start) ?? []),
    headings: headings.map((heading) => offset + heading.start),
  }
}

export function optionLines(text: string): readonly OptionLine[] {
  return readOptions(text).lines
}

/** Longer lines are no option that Forge wrote. */
const MAX_LINE = 20_000

function optionLine(text: string, at: number): OptionLine | null {
  const line = linesOf(text.slice(at, at + MAX_LINE))[0]
  const match = line && BOX.exec(line.text)
  if (!match) return null
  const [, head = '', mark = '', question = '', option = '', rest = ''] = match
  const start = text.lastIndexOf('\n', at - 1) + 1
  return { question, option, isTicked: mark === 'x' || mark === 'X', box: at + head.length, start, next: at + line.next, rest }
}
