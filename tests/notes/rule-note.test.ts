import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRules } from '../../src/notes/read-rules.ts'
import {
  addRule,
  findLearned,
  markNotWhen,
  markReplaced,
  parseRule,
  renderRule,
  renderRuleFile,
  sameName,
} from '../../src/notes/rule-note.ts'
import { RULE_STATUSES, type Rule } from '../../src/notes/rule.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'a:*- \n[]#`|>\\<%^$~_') }),
  fc.constantFrom('', 'new', 'none', 'Rule: x', '**Pattern:** y', '---'),
)
const noteName = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,30}$/)
const anyRule: fc.Arbitrary<Rule> = fc.record({
  name: anyText,
  context: anyText,
  pattern: anyText,
  learnedFrom: fc.array(noteName, { maxLength: 3 }),
  status: fc.constantFrom(...RULE_STATUSES),
  added: fc.option(fc.constantFrom('2026-03-05', '2027-12-31')),
  replaces: fc.option(anyText),
  replacedBy: fc.option(anyText),
  notWhen: fc.array(anyText, { maxLength: 3 }),
})

const clamp: Rule = {
  name: 'Clamp prices at zero',
  context: 'A discount is taken off a sum',
  pattern: 'Never return a price below zero.',
  learnedFrom: ['2026-03-05_billing_critique'],
  status: 'trial',
  added: '2026-03-06',
  replaces: null,
  replacedBy: null,
  notWhen: [],
}

/** True where every character of `before` is in `after`, in order, and `after` only adds one run of characters. */
function isOneInsertion(before: string, after: string): boolean {
  let start = 0
  while (start < before.length && before[start] === after[start]) start++
  return after.endsWith(before.slice(start))
}

describe('a rule as a block', () => {
  it('reads back as it was written, whatever its texts hold', () => {
    fc.assert(
      fc.property(anyRule, (rule) => void expect(parseRule(renderRule(rule))).toEqual({ ok: true, value: rule })),
      { numRuns: 500 },
    )
  })

  it('reads well', () => {
    expect(renderRule({ ...clamp, replaces: 'Round prices' })).toBe(
      [
        '### Clamp prices at zero',
        '',
        '- **Context:** A discount is taken off a sum',
        '- **Pattern:** Never return a price below zero.',
        '- **Learned from:** [[2026-03-05_billing_critique]]',
        '- **Replaces:** Round prices',
        '- **Status:** trial',
        '- **Added:** 2026-03-06',
      ].join('\n'),
    )
  })

  it('says so where there is none', () => {
    expect(parseRule('Just words.\n').ok).toBe(false)
  })
})

const OLD_SKILL_FILE = `---
title: React Core Rules
category: forge/core-rules
last_updated: 2026-01-10
---

# React Core Rules

## Hooks
- Call hooks at the top level
- **Keys:** give every list item
  a stable key

## Rule: Memo late
**Context:** a slow list
**Pattern:** measure before
you memo
**Learned from:** [cart, 2026-01-02]
**Replaces:** new

## State
### Lift state up
- Context: two siblings share state
- Pattern: keep it in the parent
- Learned from: [[forge/archive/2026-01-02_cart_critique.md|Cart]]
- Replaces: Use a global

### Prose only
Keep forms uncontrolled.

\`\`\`md
### Not a rule
- **Pattern:** x
\`\`\`
`

describe('rule files of people and of the original skills', () => {
  const rules = readRules(OLD_SKILL_FILE)

  it('are read in all their shapes', () => {
    const short = rules.map(({ rule, section }) => [section, rule.name, rule.context, rule.pattern])
    expect(short.slice(0, 4)).toEqual([
      ['Hooks', 'Call hooks at the top level', '', 'Call hooks at the top level'],
      ['Hooks', 'Keys', '', 'give every list item a stable key'],
      [null, 'Memo late', 'a slow list', 'measure before you memo'],
      ['State', 'Lift state up', 'two siblings share state', 'keep it in the parent'],
    ])
    expect(rules.map(({ rule }) => rule.name)).not.toContain('Not a rule')
  })

  it('keep where a rule was learned and what it replaced', () => {
    expect(rules[2]?.rule).toMatchObject({ learnedFrom: ['[cart, 2026-01-02]'], replaces: null, status: 'kept', added: null })
    expect(rules[3]?.rule).toMatchObject({ learnedFrom: ['2026-01-02_cart_critique'], replaces: 'Use a global' })
  })

  it('know a heading with prose as a rule', () => {
    expect(readRules('## A\n\n### Prose only\nKeep forms\nuncontrolled.\n')[0]?.rule).toMatchObject({
      name: 'Prose only',
      pattern: 'Keep forms uncontrolled.',
    })
  })
})

describe('adding a rule', () => {
  it('puts it at the end of its section and before the next one', () => {
    const added = addRule(OLD_SKILL_FILE, 'hooks', clamp)
    const text = added.ok ? added.value : ''
    expect(text).toContain('  a stable key\n\n### Clamp prices at zero\n\n- **Context:**')
    expect(text).toContain('- **Added:** 2026-03-06\n\n## Rule: Memo late')
    expect(readRules(text).find(({ rule }) => rule.name === clamp.name)?.section).toBe('Hooks')
  })

  it('makes the section that is missing, in a new file too', () => {
    const added = addRule(renderRuleFile('Workflow rules'), 'Money', clamp)
    expect(
      added.ok &&
        added.value.startsWith('---\ntitle: Workflow rules\ncategory: forge/rules\n---\n\n# Workflow rules\n\n## Money\n\n### Clamp'),
    ).toBe(true)
  })

  it('keeps every other byte of any file', () => {
    const line = fc.constantFrom(
      '## Money',
      '### Money',
      '# Top',
      '- a rule',
      'words',
      '',
      '> quote',
      '```',
      '<!-- open',
      'Money\n---',
      '  - nested',
      '### Clamp prices at zero',
      '- **Pattern:** x',
    )
    const file = fc.tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean())
    let refused = 0
    fc.assert(
      fc.property(file, ([lines, lineBreak, hasKeys, isEnded]) => {
        const body = lines.join(lineBreak) + (isEnded ? lineBreak : '')
        const text = (hasKeys ? `---${lineBreak}title: x${lineBreak}---${lineBreak}` : '') + body
        const added = addRule(text, 'Money', clamp)
        if (!added.ok) return void refused++
        expect(isOneInsertion(text, added.value)).toBe(true)
        expect(findLearned(added.value, clamp)?.rule).toEqual(clamp)
      }),
      { numRuns: 400 },
    )
    expect(refused).toBeLessThan(80)
  })

  it('closes a fence that was left open rather than vanish in it', () => {
    const added = addRule('# Top\n\n```\nopen', 'Money', clamp)
    expect(added.ok && findLearned(added.value, clamp) !== null).toBe(true)
  })

  it('is known by its name and a note it was learned from', () => {
    const added = addRule(OLD_SKILL_FILE, 'Hooks', clamp)
    const text = added.ok ? added.value : ''
    expect(findLearned(text, { ...clamp, name: 'clamp prices  at zero.' })).not.toBeNull()
    expect(findLearned(text, { ...clamp, learnedFrom: ['2026-04-01_other_critique'] })).toBeNull()
    expect(sameName('Clamp', 'Clamps')).toBe(false)
  })
})

describe('marking a rule', () => {
  const marks = ['Call hooks at the top level', 'Keys', 'Memo late', 'Lift state up'] as const

  it.each(marks)('says below "%s" what took its place, and nothing else changes', (name) => {
    const marked = markReplaced(OLD_SKILL_FILE, { name, notFrom: [] }, 'New *rule*')
    const text = marked.ok ? marked.value : ''
    expect(isOneInsertion(OLD_SKILL_FILE, text)).toBe(true)
    const [before, after] = [readRules(OLD_SKILL_FILE), readRules(text)]
    const expected = before.map(({ rule }) => (rule.name === name ? { ...rule, replacedBy: 'New *rule*' } : rule))
    expect(after.map(({ rule }) => rule)).toEqual(expected)
    expect(markReplaced(text, { name, notFrom: [] }, 'New *rule*')).toEqual({ ok: true, value: text })
  })

  it.each(marks)('says below "%s" where another rule holds, once', (name) => {
    const marked = markNotWhen(OLD_SKILL_FILE, { name, notFrom: [] }, 'it rains: umbrella')
    const text = marked.ok ? marked.value : ''
    expect(readRules(text).find(({ rule }) => rule.name === name)?.rule.notWhen).toEqual(['it rains: umbrella'])
    expect(isOneInsertion(OLD_SKILL_FILE, text)).toBe(true)
    expect(markNotWhen(text, { name, notFrom: [] }, 'it rains: umbrella')).toEqual({ ok: true, value: text })
  })

  it('keeps the line breaks of the file', () => {
    const marked = markReplaced('## A\r\n- one\r\n- two\r\n', { name: 'one', notFrom: [] }, 'three')
    expect(marked).toEqual({ ok: true, value: '## A\r\n- one\r\n  - **Replaced by:** three\r\n- two\r\n' })
  })

  it('marks the old rule where the new one has its name and stands above it', () => {
    const added = addRule('## A\n\n## B\n- Clamp prices at zero\n', 'A', clamp)
    const marked = markReplaced(added.ok ? added.value : '', { name: clamp.name, notFrom: clamp.learnedFrom }, clamp.name)
    expect(readRules(marked.ok ? marked.value : '').map(({ rule }) => rule.replacedBy)).toEqual([null, clamp.name])
  })

  it('says so where the rule is gone', () => {
    expect(markReplaced('## A\n- one\n', { name: 'two', notFrom: [] }, 'x')).toEqual({
      ok: false,
      error: 'There is no rule "two" any more.',
    })
  })
})
