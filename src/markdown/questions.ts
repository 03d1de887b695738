import { failed, ok, type Result } from '../basics/result.ts'
import { breakOf, linesOf } from './lines.ts'
import { inline, plain } from './neutral.ts'
import { optionLines, readOptions, type OptionLine, type Options } from './option-lines.ts'

export { optionLines }

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

/** A heading, the ask line, and `- [ ] label ^q-name-option` for each option. No trailing line break. */
export function renderQuestion(question: Question, depth = 2): string {
  const boxes = question.options.map((option) => `- [ ] ${inline(option.label)} ^q-${question.name}-${option.id}`)
  const heading = `${'#'.repeat(depth)} ${inline(question.heading)}`
  return [heading, ...(question.ask === undefined ? [] : [question.ask]), boxes.join('\n')].join('\n\n')
}

/** Every question of a note, in order. Only `^q-` boxes in plain lists count: none in code, quotes, callouts or comments. */
export function readQuestions(text: string): readonly ReadQuestion[] {
  const options = readOptions(text)
  const names = [...new Set(options.lines.map((line) => line.question))]
  return names.map((name) => readQuestion(text, name, options))
}

/**
 * Ticks exactly that option, un-ticks the others of that question, and puts the person's words (neutralised) below the list.
 * Error: there is no such question or option, and which there are.
 */
export function tick(text: string, name: string, option: string, words: string): Result<string, string> {
  const options = readOptions(text)
  const own = options.lines.filter((line) => line.question === name)
  if (own.length === 0) return failed(`There is no question "${name}" in this note.`)
  const chosen = own.find((line) => line.option === option)
  if (!chosen) return failed(`The question "${name}" has no option "${option}"; it has ${own.map((line) => line.option).join(', ')}.`)
  const said = words.trim()
  const isThere = said === '' || readQuestion(text, name, options).words === said
  return ok(setBoxes(isThere ? text : withWords(text, wordsPlace(text, own, options), said), own, chosen))
}

function readQuestion(text: string, name: string, options: Options): ReadQuestion {
  const own = options.lines.filter((line) => line.question === name)
  const ticked = own.filter((line) => line.isTicked)
  const answer = ticked.length === 1 ? ticked[0] : undefined
  return {
    name,
    ticked: [...new Set(ticked.map((line) => line.option))],
    options: [...new Set(own.map((line) => line.option))],
    answer: answer?.option ?? null,
    words: wordsOf(text, own, options, answer),
  }
}

/** The words below the ticked option, and those below the list. */
function wordsOf(text: string, own: readonly OptionLine[], options: Options, answer: OptionLine | undefined): string {
  const pieces = own.flatMap((option) => {
    const below = text.slice(option.next, endBelow(text, option, options))
    const inItem = option === own[own.length - 1] ? below.slice(0, itemLength(below)) : below
    return [...(option === answer ? [personsWords(option.rest), inItem] : []), below.slice(inItem.length)]
  })
  const lines = linesOf(pieces.join('\n')).map((line) => line.text.replace(/^[ \t]{1,4}/, ''))
  return plain(lines.join('\n').trim())
}

/** What other plugins append to a finished task: an emoji or a field with a date. */
function personsWords(rest: string): string {
  return rest.replace(/\[[a-z]+:: [^\]]*\]|\p{Extended_Pictographic}\ufe0f?[ \t]*\d{4}-\d{2}-\d{2}/gu, '').trim()
}

/** The next option of any question, the next heading, or the end of the note. */
function endBelow(text: string, option: OptionLine, options: Options): number {
  const next = options.lines.find((other) => other.start >= option.next)?.start ?? text.length
  return Math.min(next, options.headings.find((start) => start >= option.next) ?? text.length)
}

/** How much of what follows an option's line is indented, and so belongs to that option alone. */
function itemLength(below: string): number {
  let length = 0
  for (const line of linesOf(below)) {
    if (/^\S/.test(line.text)) break
    if (line.text.trim() !== '') length = line.next
  }
  return length
}

/** After the last option and what is indented below it. */
function wordsPlace(text: string, own: readonly OptionLine[], options: Options): number {
  const last = own[own.length - 1]
  return last ? last.next + itemLength(text.slice(last.next, endBelow(text, last, options))) : text.length
}

function withWords(text: string, at: number, words: string): string {
  const lineBreak = breakOf(text)
  const head = text.slice(0, at)
  const tail = text.slice(at)
  const gap = head.endsWith('\n') ? lineBreak : lineBreak + lineBreak
  const gapAfter = tail === '' || /^[ \t]*\r?\n/.test(tail) ? '' : lineBreak
  return head + gap + inline(words) + lineBreak + gapAfter + tail
}

/** `x` for the chosen box, a space for the other ticked ones; any other mark stays. */
function setBoxes(text: string, own: readonly OptionLine[], chosen: OptionLine): string {
  const changes = own.filter((line) => (line === chosen) !== line.isTicked)
  return changes.reduce((now, line) => now.slice(0, line.box) + (line === chosen ? 'x' : ' ') + now.slice(line.box + 1), text)
}
