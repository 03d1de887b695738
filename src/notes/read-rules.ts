import type { List, ListItem, Nodes } from 'mdast'
import { spanOf } from '../markdown/markdown.ts'
import { plain } from '../markdown/neutral.ts'
import { RULE_STATUSES, type Rule, type RuleStatus } from './rule.ts'
import { fileOutline, ownBlocks, type Block, type Heading, type Outline } from './rule-outline.ts'

/** Where one more labelled line of a rule goes: the offset, and what stands before its bullet. */
interface Room {
  readonly at: number
  readonly lead: string
}

/** A rule where it stands in a file. */
export interface WrittenRule {
  readonly rule: Rule
  /** The heading it stands under, null where there is none. */
  readonly section: string | null
  readonly start: number
  /** Offset behind its last word. */
  readonly end: number
  readonly room: Room
}

const NAME_MAX = 80
const LABELS = ['context', 'pattern', 'learned from', 'replaces', 'replaced by', 'not when', 'status', 'added'] as const
type Label = (typeof LABELS)[number]
type Labelled = ReadonlyMap<Label, readonly string[]>

const LABEL_LINE =
  /^(?:\*\*|__)?(context|pattern|learned from|replaces|replaced by|not when|status|added)(?::(?:\*\*|__)?|(?:\*\*|__)[ \t]*:)(?:[ \t]([\s\S]*)|$)/i

/**
 * Every rule of a rule file, in order: blocks as Forge writes them, headings with labelled lines or with prose as people and the
 * original skills write them, and plain bullets below a heading.
 */
export function readRules(text: string): readonly WrittenRule[] {
  const outline = fileOutline(text)
  const sections: Heading[] = []
  const rules: WrittenRule[] = readBullets(text, ownBlocks(outline, null), outline, null)
  for (const heading of outline.headings) {
    while (sections.length > 0 && (sections.at(-1)?.depth ?? 0) >= heading.depth) sections.pop()
    const section = sections.findLast((outer) => outer.depth > 1)?.text ?? null
    const own = ownBlocks(outline, heading)
    const rule = readBlock(text, heading, own, outline, section)
    if (rule) rules.push(rule)
    else {
      sections.push(heading)
      rules.push(...readBullets(text, own, outline, heading.depth > 1 ? heading.text : null))
    }
  }
  return rules
}

function readBlock(text: string, heading: Heading, own: readonly Block[], outline: Outline, section: string | null): WrittenRule | null {
  if (heading.depth < 2) return null
  const labelled = readLabels(text, own, outline.offset)
  const announced = /^rule:\s*/i.exec(heading.text)?.[0] ?? ''
  const told = heading.depth >= 3 && own.length > 0 && own.every((block) => block.node.type === 'paragraph')
  if (!labelled.has('pattern') && !labelled.has('context') && (announced === '' || own.length === 0) && !told) return null
  const byForge = labelled.has('status')
  const name = byForge ? heading.text : heading.text.slice(announced.length)
  const prose = own.filter((block) => block.node.type === 'paragraph').map((block) => oneLine(text.slice(block.start, block.end)))
  const last = own.at(-1)
  return {
    rule: toRule(name, labelled, labelled.has('pattern') ? '' : plain(prose.join(' ')), byForge),
    section,
    start: heading.start,
    end: last?.end ?? heading.end,
    room: last ? roomBehind(text, last, outline.offset) : { at: heading.end, lead: '\n\n' },
  }
}

function readBullets(text: string, own: readonly Block[], outline: Outline, section: string | null): WrittenRule[] {
  return listsOf(own)
    .flatMap((list) => list.children)
    .flatMap((item) => readBullet(text, item, outline.offset, section))
}

function readBullet(text: string, item: ListItem, offset: number, section: string | null): WrittenRule[] {
  const words = firstWords(text, item, offset)
  if (words === '') return []
  const titled = /^(?:\*\*|__)(.+?)(?::(?:\*\*|__)|(?:\*\*|__):)[ \t]+(.+)$/.exec(words)
  const nested = item.children.filter((child): child is List => child.type === 'list')
  const labelled = labelsOf(nested.flatMap((list) => list.children.map((child) => firstWords(text, child, offset))))
  const [start, end] = placeOf(item, offset)
  const name = plain(titled?.[1] ?? words)
  const lead = `\n${indentOf(text, item, offset)}`
  const rule = toRule(name.length > NAME_MAX ? `${name.slice(0, NAME_MAX - 1)}…` : name, labelled, plain(titled?.[2] ?? words), false)
  return [{ rule, section, start, end, room: { at: end, lead } }]
}

function toRule(name: string, labelled: Labelled, prose: string, byForge: boolean): Rule {
  const one = (label: Label): string | null => labelled.get(label)?.[0] ?? null
  const replaces = one('replaces')
  return {
    name,
    context: plain(one('context') ?? ''),
    pattern: plain(one('pattern') ?? '') || prose,
    learnedFrom: readLearned(one('learned from') ?? ''),
    status: statusOf(one('status')),
    added: optionalPlain(one('added')),
    replaces: replaces === null || (!byForge && /^(?:new|none|n\/a|-)?$/i.test(replaces)) ? null : plain(replaces),
    replacedBy: optionalPlain(one('replaced by')),
    notWhen: (labelled.get('not when') ?? []).map(plain),
  }
}

function optionalPlain(markdown: string | null): string | null {
  return markdown === null ? null : plain(markdown)
}

function statusOf(value: string | null): RuleStatus {
  return RULE_STATUSES.find((status) => status === value?.trim().toLowerCase()) ?? 'kept'
}

/** The names of the linked notes; words without a link are kept as they are. */
function readLearned(markdown: string): readonly string[] {
  const links = [...markdown.matchAll(/\[\[([^[\]|#^]+)[^[\]]*\]\]/g)].map((match) =>
    (match[1] ?? '').replace(/^.*\//, '').replace(/\.md$/, ''),
  )
  const words = plain(markdown).trim()
  return links.length > 0 ? links : words === '' ? [] : [words]
}

function readLabels(text: string, own: readonly Block[], offset: number): Labelled {
  const items = listsOf(own).flatMap((list) => list.children.map((item) => firstWords(text, item, offset)))
  const paragraphs = own
    .filter((block) => block.node.type === 'paragraph')
    .flatMap((block) => labelledLines(text.slice(block.start, block.end)))
  return labelsOf([...paragraphs, ...items])
}

/** A paragraph cut before each line that starts with a label. */
function labelledLines(raw: string): readonly string[] {
  const parts: string[] = []
  for (const line of raw.split(/\r?\n/).map((part) => part.trim())) {
    const previous = parts.at(-1)
    if (previous === undefined || LABEL_LINE.test(line)) parts.push(line)
    else parts[parts.length - 1] = `${previous} ${line}`
  }
  return parts
}

function labelsOf(lines: readonly string[]): Labelled {
  const found = new Map<Label, readonly string[]>()
  for (const line of lines) {
    const match = LABEL_LINE.exec(line)
    const label = LABELS.find((known) => known === match?.[1]?.toLowerCase())
    if (match && label) found.set(label, [...(found.get(label) ?? []), match[2] ?? ''])
  }
  return found
}

function listsOf(blocks: readonly Block[]): readonly List[] {
  return blocks.map((block) => block.node).filter((node): node is List => node.type === 'list')
}

/** The first paragraph of a list item as one line of Markdown. */
function firstWords(text: string, item: ListItem, offset: number): string {
  const first = item.children[0]
  if (first?.type !== 'paragraph') return ''
  const [start, end] = placeOf(first, offset)
  return oneLine(text.slice(start, end))
}

function oneLine(raw: string): string {
  return raw.replace(/[ \t]*\r?\n[ \t]*/g, ' ')
}

/** Behind the last item of a list in its own column, else in a new list below the block. */
function roomBehind(text: string, block: Block, offset: number): Room {
  const item = block.node.type === 'list' ? block.node.children.at(-1) : undefined
  if (!item) return { at: block.end, lead: '\n\n' }
  const [start, end] = placeOf(item, offset)
  return { at: end, lead: `\n${text.slice(lineStart(text, start), start).replace(/\S/g, ' ')}` }
}

/** White space as wide as what stands before an item's words. */
function indentOf(text: string, item: ListItem, offset: number): string {
  const first = item.children[0]
  const [start] = placeOf(first ?? item, offset)
  return text.slice(lineStart(text, start), start).replace(/\S/g, ' ')
}

/** Where a node starts and ends in the whole text. */
function placeOf(node: Nodes, offset: number): readonly [number, number] {
  const { start, end } = spanOf(node)
  return [offset + start, offset + end]
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}
