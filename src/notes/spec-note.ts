import { failed, ok, type Result } from '../basics/result.ts'
import { callout } from '../markdown/callouts.ts'
import { withoutComments } from '../markdown/comments.ts'
import { bodyStart, readKeys, renderKeys } from '../markdown/frontmatter.ts'
import { inline } from '../markdown/neutral.ts'
import { sections, type Section } from '../markdown/sections.ts'

/** The parts of a spec that have a heading of their own; each is the person's Markdown. */
export interface SpecSections {
  readonly what: string
  readonly why: string
  readonly constraints: string
  readonly files: string
  readonly acceptance: string
}

/** What is to be made, in the person's words. */
export interface Spec {
  readonly feature: string
  /** `YYYY-MM-DD`. */
  readonly date: string | null
  readonly repo: string | null
  readonly title: string
  readonly sections: SpecSections
  /** What the person wrote under other headings, from the first of them on. */
  readonly rest: string
}

interface Part {
  readonly key: keyof SpecSections
  readonly heading: string
  readonly hint: string
}

/** Hints are comments of Obsidian: seen while writing, hidden while reading. */
const PARTS: readonly Part[] = [
  { key: 'what', heading: 'What', hint: '%% What is there when this is done? %%' },
  { key: 'why', heading: 'Why', hint: '%% Who needs it, and what does it cost to do without? %%' },
  { key: 'constraints', heading: 'Constraints', hint: '%% What must stay as it is, and what may not be used? %%' },
  { key: 'files', heading: 'Files', hint: '%% Which files or folders does it touch, as far as you know? %%' },
  { key: 'acceptance', heading: 'Acceptance', hint: '%% How will you see that it works? %%' },
]

const NO_SECTIONS: SpecSections = { what: '', why: '', constraints: '', files: '', acceptance: '' }

/** The whole spec note. Sections are the person's Markdown and stay as they are. */
export function renderSpec(spec: Spec): string {
  const keys = renderKeys({
    title: spec.title,
    aliases: [`${spec.title} (spec)`],
    feature: spec.feature,
    stage: 'spec',
    status: 'SPEC',
    date: spec.date ?? undefined,
    repo: spec.repo ?? undefined,
    category: 'forge/spec',
  })
  const parts = PARTS.map((part) => `\n## ${part.heading}\n\n${spec.sections[part.key] || part.hint}\n`)
  return `${keys}${specSummary(spec)}\n${parts.join('')}${spec.rest === '' ? '' : `\n${spec.rest}\n`}`
}

/** The callout on top of a spec. */
export function specSummary(spec: Pick<Spec, 'title'>): string {
  return callout('abstract', `Spec · ${inline(spec.title)}`, 'What is to be made, in your words. Edit it as you like.\n**Next:** Court')
}

/** Reads a spec note, tolerant of missing keys and sections; what stands under no heading is part of the What. Error: why its frontmatter cannot be read. */
export function parseSpec(text: string): Result<Spec, string> {
  const keys = readKeys(text)
  if (!keys.ok) return failed(keys.error)
  const feature = wordsIn(keys.value['feature']) ?? ''
  const parts = readParts(text)
  return ok({
    feature,
    date: wordsIn(keys.value['date']),
    repo: wordsIn(keys.value['repo']),
    title: wordsIn(keys.value['title']) ?? titleOf(feature),
    sections: { ...parts.sections, what: joined(leadOf(text), parts.sections.what) },
    rest: parts.rest,
  })
}

/** What a person wrote without a heading, or above the first; titles, callouts and comments are not it. */
function leadOf(text: string): string {
  const first = sections(text).find((section) => section.depth > 1 || PARTS.some((part) => isOf(section, part)))
  const lines = withoutComments(text.slice(bodyStart(text), first?.start)).text.split('\n')
  return lines
    .filter((line) => !/^(?:>|# )/.test(line))
    .join('\n')
    .trim()
}

function joined(lead: string, what: string): string {
  return [lead, what].filter((part) => part !== '').join('\n\n')
}

/** A spec from a text that a person wrote elsewhere: its title and sections where it has them, else all of it is the What. */
export function specFromText(text: string, known: { feature: string; date: string; repo: string | null }): Spec {
  const all = sections(text)
  const top = all.find((section) => section.depth === 1)
  const keys = readKeys(text)
  const title = (keys.ok ? wordsIn(keys.value['title']) : null) ?? top?.heading ?? titleOf(known.feature)
  const read = readParts(text)
  const start = top?.bodyStart ?? bodyStart(text)
  const hasParts = all.some((section) => PARTS.some((part) => isOf(section, part)))
  if (!hasParts) return { ...known, title, sections: { ...NO_SECTIONS, what: text.slice(start).trim() }, rest: '' }
  const first = all.find((section) => section.start >= start)
  const lead = text.slice(start, first?.start).replace(specSummary({ title }), '').trim()
  return { ...known, title, sections: { ...read.sections, what: joined(lead, read.sections.what) }, rest: read.rest }
}

/** A title from a slug: `paddle-billing` is `Paddle billing`. */
export function titleOf(feature: string): string {
  const words = feature.replace(/-+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function readParts(text: string): Pick<Spec, 'sections' | 'rest'> {
  const all = sections(text)
  const found = PARTS.map((part) => ({ part, section: all.find((section) => isOf(section, part)) }))
  const read = Object.fromEntries(found.map(({ part, section }) => [part.key, section ? bodyOf(text, section, part) : '']))
  return { sections: { ...NO_SECTIONS, ...read }, rest: restOf(text, all) }
}

function isOf(section: Section, part: Part): boolean {
  return section.depth <= 2 && section.heading.toLowerCase() === part.heading.toLowerCase()
}

function bodyOf(text: string, section: Section, part: Part): string {
  return text.slice(section.bodyStart, section.end).replace(part.hint, '').trim()
}

function restOf(text: string, all: readonly Section[]): string {
  const others = all.filter((section) => section.depth === 2 && !PARTS.some((part) => isOf(section, part)))
  return others.map((section) => text.slice(section.start, section.end).trim()).join('\n\n')
}

function wordsIn(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : typeof value === 'number' ? String(value) : null
}
