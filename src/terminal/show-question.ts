import type { OpenQuestion } from '../commands/open-questions.ts'
import { bodyStart } from '../markdown/frontmatter.ts'
import { sections } from '../markdown/sections.ts'
import type { Vault } from '../vault/vault.ts'

const MAX_LINES = 60

/** What a person needs to read before answering: the whole plan, or the part of the note that asks, without its boxes. */
export async function textToRead(vault: Vault, question: OpenQuestion): Promise<string> {
  const text = await vault.read(question.path)
  return text.ok && text.value !== null ? partThatAsks(text.value, question.name) : ''
}

/** Pure. Long parts are cut, and say so: the note has the rest. */
export function partThatAsks(text: string, name: string): string {
  const boxes = text.indexOf(` ^q-${name}-`)
  const around = sections(text).filter((section) => section.depth <= 2 && section.start <= boxes && boxes < section.end)
  const from = name === 'plan' ? bodyStart(text) : (around.at(-1)?.start ?? bodyStart(text))
  const lines = text
    .slice(from, boxes)
    .split(/\r?\n/)
    .filter((line) => !/^\s*- \[.?\]/.test(line))
  const kept = lines.slice(0, -1).join('\n').trim().split('\n')
  return kept.length <= MAX_LINES ? kept.join('\n') : [...kept.slice(0, MAX_LINES), '… the rest is in the note'].join('\n')
}
