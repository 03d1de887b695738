import { findRelated, type Memory } from '../memory/search.ts'
import { bodyStart } from '../markdown/frontmatter.ts'
import { CORE_RULES, DECISIONS, fileName, parseName } from '../notes/names.ts'
import { findSection } from '../markdown/sections.ts'
import { bookRules, readRuleBook } from '../rules/book.ts'
import type { NoteFile } from '../notes/note-file.ts'
import type { Vault } from '../vault/vault.ts'

/** What every juror is given, the same for all: no earlier verdict on this feature is in it. */
export interface Brief {
  readonly spec: string
  readonly related: readonly Memory[]
}

const MAX_RELATED = 6
/** The newest decisions are searched; older ones have had their say in the rules. */
const MAX_DECISIONS_READ = 400
const MAX_DECISION_CHARS = 4_000
const MAX_RULE_CHARS = 2_000

/** The spec's prose, and the decisions and rules of other features that memory finds for it. */
export async function readBrief(vault: Vault, feature: string, specText: string): Promise<Brief> {
  const spec = specText.slice(bodyStart(specText)).trim()
  const memories = [...(await readDecisions(vault, feature)), ...(await readRules(vault, feature))]
  return { spec, related: findRelated(spec, memories, MAX_RELATED) }
}

/** The texts in which a juror's quote may be found. */
export function briefTexts(brief: Brief): readonly string[] {
  return [brief.spec, ...brief.related.map((memory) => memory.text)]
}

async function readDecisions(vault: Vault, feature: string): Promise<readonly Memory[]> {
  const notes = (await vault.list(DECISIONS)).filter((note) => featureOf(note) !== feature).slice(-MAX_DECISIONS_READ)
  const memories: Memory[] = []
  for (const note of notes) {
    const text = await vault.read(note.path)
    // A note that cannot be read is another feature's trouble, and forge status tells it.
    if (text.ok && text.value !== null) memories.push({ path: note.path, title: titleOf(note), text: decisionText(text.value) })
  }
  return memories
}

async function readRules(vault: Vault, feature: string): Promise<readonly Memory[]> {
  const rules = bookRules(await readRuleBook(vault)).filter((rule) => !rule.source.includes(`_${feature}_`))
  return rules.map((rule) => ({ path: rule.path, title: `Rule: ${rule.rule.name}`, text: rule.source.trim().slice(0, MAX_RULE_CHARS) }))
}

/** A decision without the jurors' single opinions: what was decided and why, not how each one voted. */
function decisionText(text: string): string {
  const voices = findSection(text, 'What the jurors said')
  return text
    .slice(bodyStart(text), voices?.start ?? text.length)
    .trim()
    .slice(0, MAX_DECISION_CHARS)
}

function featureOf(note: NoteFile): string {
  const own = note.keys['feature']
  return typeof own === 'string' ? own.toLowerCase() : (parseName(fileName(note.path))?.feature ?? '')
}

function titleOf(note: NoteFile): string {
  const title = note.keys['title']
  return typeof title === 'string' && title !== '' ? title : fileName(note.path)
}

/** Where the brief comes from, for the juror. */
export function sourceOf(memory: Memory): string {
  return memory.path.startsWith(CORE_RULES) ? `a rule in ${fileName(memory.path)}` : `an earlier decision, ${fileName(memory.path)}`
}
