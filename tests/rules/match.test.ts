import { describe, expect, it } from 'vitest'
import { readRules } from '../../src/notes/read-rules.ts'
import type { RuleBook } from '../../src/rules/book.ts'
import { rulesFor } from '../../src/rules/match.ts'

function bookOf(files: Readonly<Record<string, string>>): RuleBook {
  return {
    files: Object.entries(files).map(([name, text]) => ({ path: `forge/core-rules/${name}`, text, rules: readRules(text) })),
    closed: [],
    problems: [],
  }
}

const BOOK = bookOf({
  'react.md': '## Hooks\n- Call hooks at the top level\n',
  'postgres.md': '## Migrations\n- Add an index concurrently\n',
  'workflow.md': '## Commits\n- Keep commits small\n',
  'billing.md': '## Money\n- Round invoices at the end\n',
  'odd.md': '## Odd\n- Verify the webhook signature first\n- Old one\n  - **Replaced by:** another\n',
})

const names = (paths: readonly string[], text = ''): readonly string[] => rulesFor(BOOK, { paths, text }).map(({ rule }) => rule.name)

describe('the rules that fit', () => {
  it.each([
    ['a file ending', ['src/App.tsx'], '', 'Call hooks at the top level'],
    ['a query', ['db/001.sql'], '', 'Add an index concurrently'],
    ['a word of a path', ['src/billing/total.go'], '', 'Round invoices at the end'],
    ['a word of the spec', [], 'We move to Postgres.', 'Add an index concurrently'],
    ['three words of the rule itself', [], 'Webhooks: check each signature and verify the sender', 'Verify the webhook signature first'],
  ])('are told by %s', (_, paths, text, name) => {
    expect(names(paths, text)).toContain(name)
  })

  it('are those of the workflow for any work, and no others', () => {
    expect(names(['main.go'], 'A small thing')).toEqual(['Keep commits small'])
  })

  it('are never those that another one replaced', () => {
    expect(names([], 'old one odd')).not.toContain('Old one')
  })

  it('come nearest first and twelve at most', () => {
    const book = bookOf({
      'workflow.md': `## A\n${Array.from({ length: 30 }, (_, n) => `- Rule number${String(n)} of things`).join('\n')}\n- Deploy behind a flag\n`,
    })
    const found = rulesFor(book, { paths: [], text: 'Deploy it behind a flag' }).map(({ rule }) => rule.name)
    expect(found).toHaveLength(12)
    expect(found[0]).toBe('Deploy behind a flag')
  })
})
