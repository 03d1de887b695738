import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readAsked, shortLabel, wordsFor } from '../../../src/obsidian/questions/asked.ts'

const DOCS = path.resolve(import.meta.dirname, '../../../docs/notes')

function note(name: string): string {
  return readFileSync(path.join(DOCS, `2026-03-05_${name}.md`), 'utf8')
}

describe('a question as a window puts it', () => {
  it('has the whole plan to read, the options in short, and the links beside the note’s next step', () => {
    const asked = readAsked(note('discount-codes_plan'), 'plan')
    expect(asked.title).toBe('Your decision on the plan')
    expect(asked.read).toContain('## Risks')
    expect(asked.read).not.toMatch(/^---|[Tt]ick one box|\*\*(?:Next:|Your decision)|\^q-/m)
    expect(readAsked(note('gift-cards_opinion'), 'opinion').read).toMatch(/\n> \[\[2026-03-05_gift-cards_spec\|Spec\]\]$/)
    expect(asked.options.map(({ id, label, words }) => [id, label, words])).toEqual([
      ['approve', 'Approve this plan', 'none'],
      ['revise', 'Revise it', 'offered'],
      ['stop', 'Stop here: build nothing', 'none'],
    ])
  })

  it('shows beside each answer to a conflict how the rules would read, and nowhere else', () => {
    const asked = readAsked(note('negative-price_retro'), 'conflict-1')
    expect(asked.title).toBe('Which rule holds in workflow.md?')
    const [keep, replace, scope] = asked.options.map((option) => option.detail)
    expect(keep).toMatch(/^- \*\*Show negative prices as refunds\*\*/)
    expect(keep).not.toContain('Clamp prices')
    expect(replace).toContain('  - **Replaced by:** Clamp prices at zero')
    expect(scope).toContain('  - **Not when:**')
    expect(asked.read).toContain('**Why they clash:**')
    expect(asked.read).not.toContain('[!example]')
  })

  it('keeps a conflict whole whose final texts were taken out by hand', () => {
    const asked = readAsked(note('negative-price_retro').replace(/^> .*\n/gm, ''), 'conflict-1')
    expect(asked.options.map((option) => option.detail)).toEqual(['', '', ''])
    expect(asked.read).toContain('**Why they clash:**')
  })

  it('asks what the historian advises, and leaves out how to fill in the note', () => {
    const hotfix = readAsked(note('negative-price_retro'), 'hotfix')
    expect(hotfix.title).toBe('The hotfix')
    expect(hotfix.read).toMatch(/^Should this have gone through court\? The historian says no/)
    expect(readAsked(note('discount-codes_critique'), 'finding-1').read).not.toContain('Left open')
  })

  it('wants a reason where the record would mean nothing without it', () => {
    expect(readAsked(note('discount-codes_critique'), 'finding-1').options.map((option) => option.words)).toEqual([
      'none',
      'needed',
      'needed',
    ])
    expect(['go', 'defer', 'kill'].map((option) => wordsFor('verdict', option))).toEqual(['needed', 'needed', 'needed'])
    expect(wordsFor('opinion', 'go')).toBe('offered')
    expect(wordsFor('conflict-1', 'scope')).toBe('none')
  })

  it('shortens an option to its own word', () => {
    expect(shortLabel('needed-court')).toBe('Needed court')
  })
})
