import type { ListItem, Nodes } from 'mdast'
import { failed, ok, type Result } from '../basics/result.ts'
import { breakOf, linesOf } from './lines.ts'
import { parseBody, spanOf } from './markdown.ts'
import { inline, plain } from './neutral.ts'

/** `id` as in CONTRACT: `approve`. `label` is plain text. */
export interface QuestionOption {
  readonly id: string
  readonly label: string
}

/** `heading` is plain text; `ask` is Markdown that the producer answers for. Nothing of Forge's may stand below the options. */
export interface Question {
  readonly name: string
  readonly heading: string
  readonly options: readonly QuestionOption[]
  readonly ask?: string
}

export interface ReadQuestion {
  readonly name: string
  readonly ticked: readonly string[]
  readonly options: readonly string[]
  /** The option, where exactly one box is ticked. */
  readonly answer: string | null
  /** What the person wrote below the ticked option or below the list in that section ('' where nothing). */
  readonly words: string
}

/** The names that a question can have. */
export const QUESTION_NAME = /^(?:plan|spec|verdict|hotfix|opinion|(?:finding|conflict|stale)-[1-9]\d{0,3})$/

/** A heading, the ask line, and `- [ ] label ^q-name-option` for each option. No trailing line break. */
export function renderQuestion(question: Question, depth = 2): string {
  const boxes = question.options.map((option) => `- [ ] ${inline(option.label)} ^q-${question.name}-${option.id}`)
  const heading = `${'#'.repeat(depth)} ${inline(question.heading)}`
  return [heading, ...(question.ask === undefined ? [] : [question.ask]), boxes.join('\n')].join('\n\n')
}

/** Every question of a note, in order. Only `^q-` boxes in plain lists count: none in code, quotes, callouts or comments. */
export function readQuestions(text: string): readonly ReadQuestion[] {
  const options = optionLines(text)
  const names = [...new Set(options.map((option) => option.question))]
  return names.map((name) => readQuestion(text, name, options))
}

/**
 * Ticks exactly that option, un-ticks the others of that question, and puts the person's words (neutralised) below the list.
 * Error: there is no such question or option, and which there are.
 */
export function tick(text: string, name: string, option: string, words: string): Result<string, string> {
  const all = optionLines(text)
  const own = all.filter((line) => line.question === name)
  if (own.length === 0) return failed(`There is no question "${name}" in this note.`)
  const chosen = own.find((line) => line.option === option)
  if (!chosen) return failed(`The question "${name}" has no option "${option}"; it has ${own.map((line) => line.option).join(', ')}.`)
  const before = readQuestion(text, name, all)
  const said = words.trim() === '' || (before.answer === option && before.words === words.trim()) ? '' : words.trim()
  return ok(setBoxes(withWords(text, own, said), own, chosen))
}

/** One option of a question, as a line of the note. */
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

const BOX = /^([-*+][ \t]+\[)(.)\][ \t].*?[ \t]\^q-((?:plan|spec|verdict|hotfix|opinion|(?:finding|conflict|stale)-[1-9]\d{0,3}))-([a-z][a-z0-9-]*)(?:[ \t]+(.*))?$/u

/** The options of all questions of a note, in order. */
export function optionLines(text: string): readonly OptionLine[] {
  if (!text.includes('^q-')) return []
  const { tree, offset } = parseBody(text)
  return listItems(tree).flatMap((item) => optionLine(text, offset + spanOf(item).start) ?? [])
}

function listItems(node: Nodes): readonly ListItem[] {
  if (node.type === 'listItem') return [node, ...node.children.flatMap(listItems)]
  return node.type === 'root' || node.type === 'list' ? node.children.flatMap(listItems) : []
}

function optionLine(text: string, at: number): OptionLine | null {
  const line = linesOf(text.slice(at, at + MAX_LINE))[0]
  const match = line && BOX.exec(line.text)
  if (!match) return null
  const [, head = '', mark = '', question = '', option = '', rest = ''] = match
  const start = text.lastIndexOf('\n', at - 1) + 1
  return { question, option, isTicked: mark === 'x' || mark === 'X', box: at + head.length, start, next: at + line.next, rest }
}

/** Longer lines are no option that Forge wrote. */
const MAX_LINE = 20_000

function readQuestion(text: string, name: string, all: readonly OptionLine[]): ReadQuestion {
  const own = all.filter((line) => line.question === name)
  const ticked = own.filter((line) => line.isTicked)
  const answer = ticked.length === 1 ? ticked[0] : undefined
  return {
    name,
    ticked: [...new Set(ticked.map((line) => line.option))],
    options: [...new Set(own.map((line) => line.option))],
    answer: answer?.option ?? null,
    words: wordsOf(text, own, all, answer),
  }
}

function wordsOf(text: string, own: readonly OptionLine[], all: readonly OptionLine[], answer: OptionLine | undefined): string {
  const last = own[own.length - 1]
  const pieces = own.flatMap((option) => {
    const below = text.slice(option.next, endBelow(text, option, all))
    const lines = linesOf(below).map((line) => line.text)
    const indented = option === last ? lines.findIndex((line) => /^\S/.test(line)) : -1
    const inItem = indented < 0 ? lines : lines.slice(0, indented)
    const after = indented < 0 ? [] : lines.slice(indented)
    return [...(option === answer ? [personsWords(option.rest), ...inItem] : []), ...after]
  })
  return plain(pieces.map((line) => line.replace(/^[ \t]{1,4}/, '')).join('\n').trim())
}

/** What other plugins append to a finished task: an emoji or a field with a date. */
function personsWords(rest: string): string {
  return rest.replace(/\[[a-z]+:: [^\]]*\]|\p{Extended_Pictographic}\ufe0f?[ \t]*\d{4}-\d{2}-\d{2}/gu, '').trim()
}

/** The next option of any question, the next heading, or the end of the note. */
function endBelow(text: string, option: OptionLine, all: readonly OptionLine[]): number {
  const next = all.find((other) => other.start >= option.next)?.start ?? text.length
  const { tree, offset } = parseBody(text)
  const headings = tree.children.filter((node) => node.type === 'heading').map((node) => offset + spanOf(node).start)
  return Math.min(next, headings.find((start) => start >= option.next) ?? text.length)
}

function setBoxes(text: string, own: readonly OptionLine[], chosen: OptionLine): string {
  return own.reduce((now, line) => now.slice(0, line.box) + (line === chosen ? 'x' : unticked(line, now)) + now.slice(line.box + 1), text)
}

function unticked(line: OptionLine, text: string): string {
  return line.isTicked ? ' ' : text.charAt(line.box)
}

function withWords(text: string, own: readonly OptionLine[], words: string): string {
  const at = own[own.length - 1]?.next ?? text.length
  if (words === '') return text
  const lineBreak = breakOf(text)
  const head = text.slice(0, at)
  const tail = text.slice(at)
  const gap = head.endsWith('\n') ? lineBreak : lineBreak + lineBreak
  const gapAfter = tail === '' || /^[ \t]*\r?\n/.test(tail) ? '' : lineBreak
  return head + gap + inline(words) + lineBreak + gapAfter + tail
}
