import { CORE_RULES, fileName } from '../notes/names.ts'
import { latest, type Feature } from '../feature/feature.ts'
import type { ProposedRule, Retro } from '../notes/retro-record.ts'
import { bookRules, type RuleBook } from '../rules/book.ts'
import { ruleFileName } from '../rules/file-name.ts'
import type { HistorianAnswer } from './contract.ts'
import type { KnownRule } from './prompt.ts'

const RULES_MAX = 3
const NAME_MAX = 120
const SECTION_MAX = 60
const FALLBACK_SECTION = 'General'
/** Where a rule goes whose file holds something else. */
const FALLBACK_FILES = ['workflow.md', 'learned.md']

type Proposal = Pick<Retro, 'rules' | 'whatWorked' | 'whatBroke' | 'advice' | 'remarks'>

/** What the historian answered, made safe to write: three rules at most, names on one line, files that hold rules. Pure. */
export function proposalFrom(answer: HistorianAnswer, book: RuleBook, isHotfix: boolean): Proposal {
  const wanted = answer.rules.slice(0, RULES_MAX)
  const rules = wanted.map((rule) => proposedRule(rule, book))
  const moved = wanted.flatMap((rule, at) =>
    fileSays(rule.file, rules[at]?.file ?? '') ? [] : [movedRemark(rule.file, at + 1, rules[at]?.file ?? '')],
  )
  const left = answer.rules.length - rules.length
  return {
    rules,
    whatWorked: answer.what_worked,
    whatBroke: answer.what_broke,
    advice: isHotfix && answer.hotfix_audit ? { neededCourt: answer.hotfix_audit.needed_court, reason: answer.hotfix_audit.reason } : null,
    remarks: [
      ...(left > 0 ? [`The historian proposed ${String(answer.rules.length)} rules; only the first ${String(RULES_MAX)} count.`] : []),
      ...moved,
    ],
  }
}

function proposedRule(rule: HistorianAnswer['rules'][number], book: RuleBook): ProposedRule {
  return {
    name: oneLine(unannounced(rule.name), NAME_MAX) || oneLine(rule.pattern, NAME_MAX),
    context: rule.context.trim(),
    pattern: rule.pattern.trim(),
    file: fileFor(rule.file, book),
    section: oneLine(unannounced(rule.section.replace(/^\s*#+\s*/, '')), SECTION_MAX) || FALLBACK_SECTION,
    replaces: rule.replaces === null || rule.replaces.trim() === '' ? null : oneLine(rule.replaces, NAME_MAX),
  }
}

/** Without `Rule:`, which makes a heading read as a rule. */
function unannounced(heading: string): string {
  return heading.replace(/^\s*(?:rule:\s*)+/i, '')
}

/** Path below core-rules; never a note that holds a policy or a prompt. */
function fileFor(wanted: string, book: RuleBook): string {
  const open = book.files.map((file) => belowCoreRules(file.path))
  const closed = new Set(book.closed.map((path) => belowCoreRules(path).toLowerCase()))
  const nested = open.find((file) => file.toLowerCase() === belowCoreRules(wanted.trim()).toLowerCase())
  const choices = [nested ?? ruleFileName(wanted, open), ...FALLBACK_FILES]
  return choices.find((file) => !closed.has(file.toLowerCase())) ?? `learned-${String(closed.size)}.md`
}

export function belowCoreRules(path: string): string {
  return path.startsWith(`${CORE_RULES}/`) ? path.slice(CORE_RULES.length + 1) : path
}

function fileSays(wanted: string, file: string): boolean {
  const bare = (name: string): string => fileName(name.trim().toLowerCase()).replace(/\.md$/, '')
  return bare(wanted) === bare(file)
}

function movedRemark(wanted: string, rule: number, file: string): string {
  return `Rule ${String(rule)} was meant for "${oneLine(wanted, SECTION_MAX)}", which is no file for rules; it goes to ${file}.`
}

function oneLine(text: string, max: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > max ? `${line.slice(0, max - 1).trimEnd()}…` : line
}

/** The notes that the feature's rules are learned from, by name: what was built, and how it was judged. */
export function sourceNotes(feature: Feature): readonly string[] {
  const heads = [latest(feature, 'implement'), latest(feature, 'critique')].filter((head) => head !== null)
  return heads.map((head) => fileName(head.path).replace(/\.md$/, ''))
}

export function knownRules(book: RuleBook): readonly KnownRule[] {
  return bookRules(book).map(({ path, section, rule }) => ({ file: belowCoreRules(path), section, name: rule.name, pattern: rule.pattern }))
}
