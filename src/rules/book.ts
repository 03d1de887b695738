import type { NoteFile } from '../notes/note-file.ts'
import { CORE_RULES } from '../notes/names.ts'
import { readRules, type WrittenRule } from '../notes/read-rules.ts'
import { categoryOfRules } from '../notes/rule.ts'
import type { Vault } from '../vault/vault.ts'

/** One file of core-rules that holds rules. */
export interface RuleFile {
  readonly path: string
  readonly text: string
  readonly rules: readonly WrittenRule[]
}

/** A rule and the file it stands in. */
export interface BookRule extends WrittenRule {
  readonly path: string
  /** The rule's own Markdown, as it stands there. */
  readonly source: string
}

export interface RuleBook {
  readonly files: readonly RuleFile[]
  /** Notes of core-rules that hold something else (policy, prompts) or cannot be read: rules are not written there. */
  readonly closed: readonly string[]
  readonly problems: readonly { readonly path: string; readonly what: string }[]
}

/** What the original skills put there. */
const OLD_CATEGORY = 'forge/core-rules'

/** Reads every rule file of core-rules; one that cannot be read is a problem, never a failure. */
export async function readRuleBook(vault: Vault): Promise<RuleBook> {
  const notes = await vault.list(CORE_RULES)
  const read = await Promise.all(notes.map((note) => readFile(vault, note)))
  return {
    files: read.flatMap((one) => ('text' in one ? [one] : [])),
    closed: read.flatMap((one) => ('text' in one ? [] : [one.path])),
    problems: read.flatMap((one) => ('what' in one ? [{ path: one.path, what: one.what }] : [])),
  }
}

/** Every rule that still holds: those that another one took the place of are left out. */
export function bookRules(book: RuleBook): readonly BookRule[] {
  const all = book.files.flatMap(({ path, text, rules }) =>
    rules.map((rule) => ({ ...rule, path, source: text.slice(rule.start, rule.end) })),
  )
  return all.filter(({ rule }) => rule.replacedBy === null)
}

/** Whether a note of core-rules holds rules, by its category; a note without one does. */
export function holdsRules({ path, keys }: NoteFile): boolean {
  const category = keys['category']
  if (typeof category === 'string' && category.startsWith('forge/')) return category === categoryOfRules || category === OLD_CATEGORY
  return !/(?:^|\/)policy(?:_[^/]*)?\.md$/i.test(path)
}

type ReadFile = RuleFile | { readonly path: string } | { readonly path: string; readonly what: string }

async function readFile(vault: Vault, note: NoteFile): Promise<ReadFile> {
  if (!holdsRules(note)) return { path: note.path }
  const text = await vault.read(note.path)
  if (!text.ok) return { path: note.path, what: text.error.why }
  return text.value === null ? { path: note.path } : { path: note.path, text: text.value, rules: readRules(text.value) }
}
