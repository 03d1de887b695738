import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookRules, readRuleBook } from '../../src/rules/book.ts'
import { ruleFileName, ruleFileTitle } from '../../src/rules/file-name.ts'
import { writeReplaced, writeRule } from '../../src/rules/write-rule.ts'
import { MemoryVault } from '../retro/fakes.ts'

const RULE = {
  name: 'Keep',
  context: 'c',
  pattern: 'p',
  learnedFrom: ['2026-03-05_x_critique'],
  status: 'trial',
  added: null,
  replaces: null,
  replacedBy: null,
  notWhen: [],
} as const

describe('the rule book', () => {
  it('holds what is a rule file, and leaves policy, prompts and others shut', async () => {
    const vault = new MemoryVault({
      'forge/core-rules/react.md': '---\ncategory: forge/rules\n---\n## A\n- one\n',
      'forge/core-rules/old.md': '---\ncategory: forge/core-rules\n---\n## A\n- two\n  - **Replaced by:** one\n',
      'forge/core-rules/plain.md': '## A\n- three\n',
      'forge/core-rules/mine.md': '---\ncategory: notes/dev\n---\n## A\n- four\n',
      'forge/core-rules/broken.md': '---\n: [\n---\n## A\n- five\n',
      'forge/core-rules/policy.md': '---\ncategory: forge/policy\n---\n## A\n- six\n',
      'forge/core-rules/policy_shop.md': '## A\n- seven\n',
      'forge/core-rules/juror.md': '---\ncategory: forge/prompt\n---\n## A\n- eight\n',
    })
    const book = await readRuleBook(vault)
    expect(
      bookRules(book)
        .map(({ rule }) => rule.name)
        .sort(),
    ).toEqual(['five', 'four', 'one', 'three'])
    expect(book.closed.map((path) => path.split('/').at(-1)).sort()).toEqual(['juror.md', 'policy.md', 'policy_shop.md'])
    expect(bookRules(book).find(({ rule }) => rule.name === 'one')?.source).toBe('- one')
  })

  it('is empty where there is no folder', async () => {
    expect(await readRuleBook(new MemoryVault({}))).toEqual({ files: [], closed: [], problems: [] })
  })
})

describe('the name of a rule file', () => {
  it.each([
    ['workflow.md', 'workflow.md'],
    ['React', 'react.md'],
    ['forge/core-rules/React Native.md', 'react-native.md'],
    ['../../.ssh/config', 'config.md'],
    ['..\\evil.md', 'evil.md'],
    ['policy.md', 'workflow.md'],
    ['Policy_shop.md', 'workflow.md'],
    ['con.md', 'workflow.md'],
    ['', 'workflow.md'],
    ['...', 'workflow.md'],
    ['Größe.md', 'gro-e.md'],
  ])('%j becomes %s', (wanted, name) => {
    expect(ruleFileName(wanted, [])).toBe(name)
  })

  it('is that of a file that is there, whatever the case', () => {
    expect(ruleFileName('react rules', ['React Rules.md'])).toBe('React Rules.md')
  })

  it('is always a plain slug of its own', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (wanted) => void expect(ruleFileName(wanted, [])).toMatch(/^(?!policy)[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?\.md$/),
      ),
    )
  })

  it('gives the title of a new one', () => {
    expect(ruleFileTitle('react-native.md')).toBe('React native rules')
  })
})

describe('writing rules', () => {
  it('makes the file once and adds the rule once', async () => {
    const vault = new MemoryVault({})
    const place = { file: 'workflow.md', section: 'A' }
    expect((await writeRule(vault, place, RULE)).ok).toBe(true)
    const first = vault.notes.get('forge/core-rules/workflow.md')
    expect((await writeRule(vault, place, RULE)).ok).toBe(true)
    expect(vault.notes.get('forge/core-rules/workflow.md')).toBe(first)
    expect((await writeRule(vault, place, { ...RULE, name: 'Other' })).ok).toBe(true)
    expect(bookRules(await readRuleBook(vault))).toHaveLength(2)
  })

  it('tells where the rule to mark is gone', async () => {
    const vault = new MemoryVault({ 'forge/core-rules/workflow.md': '## A\n- one\n' })
    expect(await writeReplaced(vault, 'workflow.md', { name: 'two', notFrom: [] }, 'x')).toEqual({ ok: true, value: false })
    expect(await writeReplaced(vault, 'none.md', { name: 'two', notFrom: [] }, 'x')).toEqual({ ok: true, value: false })
    expect(await writeReplaced(vault, 'workflow.md', { name: 'one', notFrom: [] }, 'x')).toEqual({ ok: true, value: true })
  })
})
