import { bodyStart } from '../markdown/frontmatter.ts'
import { optionLines } from '../markdown/questions.ts'
import { sections } from '../markdown/sections.ts'
import type { Vault } from '../vault/vault.ts'
import type { OpenQuestion } from './open-questions.ts'

/** The part of a note that asks, as Markdown, without its boxes. */
export interface AskingPart {
  /** The heading that the boxes stand under. */
  readonly heading: string
  /** What a person reads before answering, '' where the ask says it all. */
  readonly read: string
  /** The lines between that heading and the boxes. */
  readonly ask: string
}

const MAX_LINES = 60

/** What a person needs to read before answering, for a terminal. Long parts are cut, and say so: the note has the rest. */
export async function textToRead(vault: Vault, question: OpenQuestion): Promise<string> {
  const text = await vault.read(question.path)
  return text.ok && text.value !== null ? partThatAsks(text.value, question.name) : ''
}

/** Pure. The whole plan, or the part that asks, in one piece. */
export function partThatAsks(text: string, name: string): string {
  const lines = textThatAsks(text, name).split(/\r?\n/)
  return lines.length <= MAX_LINES ? lines.join('\n') : [...lines.slice(0, MAX_LINES), '… the rest is in the note'].join('\n')
}

/** Pure. The whole plan, or the part that asks, uncut: what an answer is about. */
export function textThatAsks(text: string, name: string): string {
  const { from, boxes } = placeOf(text, name)
  return text.slice(from, boxes).trim()
}

/** Pure. The whole plan, or the part that asks, in its pieces. */
export function askingPart(text: string, name: string): AskingPart {
  const { from, boxes, asking } = placeOf(text, name)
  const [head, body] = asking === null ? [boxes, boxes] : [asking.start, asking.bodyStart]
  return { heading: asking?.heading ?? name, read: text.slice(from, head).trim(), ask: text.slice(body, boxes).trim() }
}

/** Notes that ask about all that they say. */
const ASKS_AS_A_WHOLE: ReadonlySet<string> = new Set(['plan', 'opinion'])

function placeOf(text: string, name: string) {
  const boxes = optionLines(text).find((line) => line.question === name)?.start ?? text.length
  const around = sections(text).filter((section) => section.start <= boxes && boxes < section.end)
  const from = ASKS_AS_A_WHOLE.has(name) ? bodyStart(text) : (around.findLast((section) => section.depth <= 2)?.start ?? bodyStart(text))
  return { from, boxes, asking: around.at(-1) ?? null }
}
