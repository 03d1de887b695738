import { failed, ok, type Result } from '../basics/result.ts'
import { renderKeys } from '../markdown/frontmatter.ts'
import { breakOf, withBreaks } from '../markdown/lines.ts'
import { inline } from '../markdown/neutral.ts'
import { readRules, type WrittenRule } from './read-rules.ts'
import { fileOutline, type Heading } from './rule-outline.ts'
import { categoryOfRules, type Rule } from './rule.ts'
import { appendSection } from '../markdown/sections.ts'

/** One rule as a block: a heading of the given depth and its labelled bullets. No newline at the end. */
export function renderRule(rule: Rule, depth = 3): string {
  return [`${'#'.repeat(depth)} ${inline(rule.name)}`, '', ...ruleBullets(rule)].join('\n')
}

/** The labelled bullets of a rule, one line each. */
export function ruleBullets(rule: Rule): readonly string[] {
  return [
    bullet('Context', inline(rule.context)),
    bullet('Pattern', inline(rule.pattern)),
    ...(rule.learnedFrom.length > 0 ? [bullet('Learned from', rule.learnedFrom.map(learnedLink).join(', '))] : []),
    ...optional('Replaces', rule.replaces),
    ...rule.notWhen.map((words) => bullet('Not when', inline(words))),
    ...optional('Replaced by', rule.replacedBy),
    bullet('Status', rule.status),
    ...optional('Added', rule.added),
  ]
}

/** The first rule of a piece of Markdown. Error: why there is none. */
export function parseRule(markdown: string): Result<Rule, string> {
  const first = readRules(markdown)[0]
  return first ? ok(first.rule) : failed('There is no rule: a heading with a "Pattern" bullet below it.')
}

/** A rule file with its title and no rule yet. */
export function renderRuleFile(title: string): string {
  return `${renderKeys({ title, category: categoryOfRules })}\n# ${inline(title)}\n`
}

/**
 * Puts a rule at the end of `## section`, which is made at the end of the file where it is missing; every other byte stays.
 * Error: why the file cannot take it (an open code fence or comment would swallow it).
 */
export function addRule(text: string, section: string, rule: Rule): Result<string, string> {
  const found = findRuleSection(text, section)
  const next = found
    ? insertInSection(text, found, renderRule(rule, found.depth + 1))
    : appendSection(text, `## ${inline(section)}\n\n${renderRule(rule)}`)
  const before = readRules(text).length
  const landed = readRules(next).length === before + 1 && findLearned(next, rule) !== null
  return landed
    ? ok(next)
    : failed('What stands before the place for the rule does not end: an open code fence, list or comment would swallow it.')
}

/** The same name, learned from one of the same notes: this very rule is in the file already. */
export function findLearned(text: string, rule: Pick<Rule, 'name' | 'learnedFrom'>): WrittenRule | null {
  return (
    readRules(text).find((written) => sameName(written.rule.name, rule.name) && shares(written.rule.learnedFrom, rule.learnedFrom)) ?? null
  )
}

/** Whether two names name the same rule: case, white space and closing punctuation do not count. */
export function sameName(a: string, b: string): boolean {
  return nameKey(a) === nameKey(b)
}

/** Which rule of a file is meant: the one of that name that was not learned from one of those notes (a new rule may have the old one's name). */
export interface RuleRef {
  readonly name: string
  readonly notFrom: readonly string[]
}

/** The rule that is meant, one that still holds before one that does not; null where it is gone. */
export function findRule(text: string, ref: RuleRef): WrittenRule | null {
  const same = meant(text, ref)
  return same.find((written) => written.rule.replacedBy === null) ?? same[0] ?? null
}

/** Adds `Replaced by` below a rule; its own words stay. Unchanged where it says so already. Error: no such rule. */
export function markReplaced(text: string, ref: RuleRef, by: string): Result<string, string> {
  return addAttribute(text, ref, 'Replaced by', by, (rule) => rule.replacedBy !== null && sameName(rule.replacedBy, by))
}

/** Adds `Not when` below a rule; its own words stay. Unchanged where it says so already. Error: no such rule. */
export function markNotWhen(text: string, ref: RuleRef, words: string): Result<string, string> {
  return addAttribute(text, ref, 'Not when', words, (rule) => rule.notWhen.includes(words))
}

function addAttribute(text: string, ref: RuleRef, label: string, value: string, isThere: (rule: Rule) => boolean): Result<string, string> {
  if (meant(text, ref).some((written) => isThere(written.rule))) return ok(text)
  const target = findRule(text, ref)
  if (!target) return failed(`There is no rule "${ref.name}" any more.`)
  const { at, lead } = target.room
  const next = text.slice(0, at) + withBreaks(lead, breakOf(text)) + bullet(label, inline(value)) + text.slice(at)
  const landed = meant(next, ref).some((written) => isThere(written.rule))
  return landed ? ok(next) : failed(`The rule "${ref.name}" does not end cleanly: an open code fence or comment would swallow the line.`)
}

function meant(text: string, { name, notFrom }: RuleRef): readonly WrittenRule[] {
  return readRules(text).filter((written) => sameName(written.rule.name, name) && !shares(written.rule.learnedFrom, notFrom))
}

function bullet(label: string, markdown: string): string {
  return `- **${label}:** ${markdown}`
}

function optional(label: string, value: string | null): readonly string[] {
  return value === null ? [] : [bullet(label, inline(value))]
}

/** A note's name as a link; words that are no name stay words. */
export function learnedLink(name: string): string {
  return /^[^[\]|#^\\\r\n]+$/.test(name) && name.trim() === name ? `[[${name}]]` : inline(name)
}

function nameKey(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[\s.:!]+$/, '')
    .trim()
}

function shares(a: readonly string[], b: readonly string[]): boolean {
  return a.some((name) => b.includes(name))
}

/** The heading of a section; a rule of the same name is no section. */
function findRuleSection(text: string, section: string): Heading | null {
  const rules = new Set(readRules(text).map((written) => written.start))
  const headings = fileOutline(text).headings.filter((heading) => heading.depth === 2 || heading.depth === 3)
  return headings.find((heading) => sameName(heading.text, section) && !rules.has(heading.start)) ?? null
}

/** Puts a block behind the last words of a section, one blank line on either side; takes no byte away. */
function insertInSection(text: string, section: Heading, block: string): string {
  const following = fileOutline(text).headings.find((heading) => heading.start > section.start && heading.depth <= section.depth)
  if (!following) return appendSection(text, block)
  const at = text.slice(0, following.start).trimEnd().length
  const gap = text.slice(at, following.start).split('\n').length > 2 ? '' : '\n'
  return text.slice(0, at) + withBreaks(`\n\n${block}${gap}`, breakOf(text)) + text.slice(at)
}
