import { needsWords } from '../../commands/open-questions.ts'
import { askingPart } from '../../commands/text-to-read.ts'
import { calloutBody } from '../../markdown/callouts.ts'
import { plain } from '../../markdown/neutral.ts'
import { bodyOutline } from '../../markdown/outline.ts'
import { optionLines } from '../../markdown/questions.ts'

/** One answer that can be given. */
export interface AskedOption {
  readonly id: string
  /** Plain text: the note's, without what only holds for its boxes. */
  readonly label: string
  readonly words: Words
  /** Markdown: what it leads to, word for word; '' where the note does not spell that out. */
  readonly detail: string
}

/** Whether the person's own words go with an answer. */
export type Words = 'none' | 'offered' | 'needed'

/** A question as a window puts it. */
export interface Asked {
  readonly title: string
  /** Markdown: what to read before answering. */
  readonly read: string
  readonly options: readonly AskedOption[]
}

/** Pure. What a note's text asks under that name. */
export function readAsked(text: string, name: string): Asked {
  const part = askingPart(text, name)
  const { rest, details } = takeDetails(part.read)
  const own = optionLines(text).filter((line) => line.question === name)
  const options = own.map(({ option, start, next }) => ({
    id: option,
    label: labelFor(name, option, text.slice(start, next)),
    words: wordsFor(name, option),
    detail: details.get(option) ?? '',
  }))
  const read = withAsk(name, withoutNext(rest), part.ask)
  return { title: name === 'plan' ? 'Your decision on the plan' : part.heading, read, options }
}

/** What to ask beside the field for the person's words. */
export function wordsPrompt(name: string, option: string): string {
  if (name === 'plan') return 'What should change?'
  if (name === 'opinion') return 'Why, in a word?'
  if (name === 'verdict') return 'Why is the verdict overruled?'
  return option === 'accept' ? 'Why is the risk acceptable?' : 'Why is the finding wrong?'
}

export function wordsFor(name: string, option: string): Words {
  if (needsWords(name, option)) return 'needed'
  return name === 'opinion' || (name === 'plan' && option === 'revise') ? 'offered' : 'none'
}

/** The option's own word: `Needed court`. */
export function shortLabel(option: string): string {
  return (option.charAt(0).toUpperCase() + option.slice(1)).replace(/-/g, ' ')
}

function labelFor(name: string, option: string, line: string): string {
  if (name === 'plan' && option === 'stop') return 'Stop here: build nothing'
  return plain(/\] (.*) \^q-/.exec(line)?.[1] ?? '').replace(BELOW, '')
}

/** Where a note wants words; a window has a field for them. */
const BELOW = /: say below .*$|, for the reason below$/

/** Where a note is to be answered is no news in the window that asks; the links beside it stay. */
function withoutNext(read: string): string {
  return read.replace(/\n> \*\*(?:Next:|Your decision)\*\* (.*)/, (_, next: string) => {
    const links = next.split(' · ').filter((part) => part.startsWith('[['))
    return links.length === 0 ? '' : `\n> ${links.join(' · ')}`
  })
}

/** What the others say between heading and boxes tells how to fill in the note. */
function withAsk(name: string, read: string, ask: string): string {
  return name === 'hotfix' ? `${read}\n\n${ask}`.trim() : read
}

const FINAL_TEXT = /^> \[!example\] ((Keep|Replace|Scope): .*)/

/** A conflict shows how the rules would read after each answer; that belongs beside the answer. */
function takeDetails(read: string): { readonly rest: string; readonly details: ReadonlyMap<string, string> } {
  const details = new Map<string, string>()
  const rest = bodyOutline(read).quotes.reduceRight((now, { start, end }) => {
    const [, title = '', option = ''] = FINAL_TEXT.exec(read.slice(start, end)) ?? []
    if (option === '') return now
    details.set(option.toLowerCase(), calloutBody(read.slice(start, end), title) ?? '')
    return now.slice(0, start).trimEnd() + now.slice(end)
  }, read)
  return { rest, details }
}
