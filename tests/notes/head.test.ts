import { describe, expect, test } from 'vitest'
import { readKeys } from '../../src/markdown/frontmatter.ts'
import { addUsageKeys, readHead, usageOf } from '../../src/notes/head.ts'
import type { NoteFile } from '../../src/notes/note-file.ts'

function file(path: string, keys: Readonly<Record<string, unknown>> = {}, broken: string | null = null): NoteFile {
  return { path, keys, broken }
}

describe('readHead', () => {
  test('reads a whole note', () => {
    const keys = {
      title: 'Paddle',
      feature: 'paddle',
      stage: 'critique',
      status: 'REJECTED',
      verdict: 'REJECTED',
      date: '2026-03-05',
      repo: 'shop',
      awaiting: ['finding-1', 'finding-2'],
      attempt: 2,
      duration_s: 1.5,
      tokens_in: 10,
      tokens_out: 2,
      cost_usd: 0.1,
    }
    expect(readHead(file('forge/active/2026-03-05_paddle_critique-2.md', keys))).toEqual({
      path: 'forge/active/2026-03-05_paddle_critique-2.md',
      stage: 'critique',
      feature: 'paddle',
      date: '2026-03-05',
      n: 2,
      status: 'REJECTED',
      verdict: 'REJECTED',
      repo: 'shop',
      awaiting: ['finding-1', 'finding-2'],
      score: null,
      attempt: 2,
      title: 'Paddle',
      usage: { tokensIn: 10, tokensOut: 2, costUsd: 0.1, durationS: 1.5 },
      keys,
    })
  })

  test('reads a note of the original skills by its name', () => {
    const keys = {
      title: 'Paddle',
      category: 'forge',
      status: 'decided',
      verdict: 'go',
      score: '7.7/10',
      date: '2026-03-05',
      jurors: 'claude, codex',
    }
    expect(readHead(file('forge/decisions/2026-03-05_paddle_court.md', keys))).toMatchObject({
      stage: 'court',
      feature: 'paddle',
      status: 'DECIDED',
      verdict: 'GO',
      score: 7.7,
      awaiting: [],
      repo: null,
      attempt: null,
    })
  })

  test('reads a note that has no keys at all', () => {
    expect(readHead(file('forge/active/2026-03-05_paddle_spec.md'))).toMatchObject({
      stage: 'spec',
      feature: 'paddle',
      status: null,
      usage: { tokensIn: 0, tokensOut: 0, costUsd: null, durationS: 0 },
    })
  })

  test('frontmatter wins over the name', () => {
    expect(readHead(file('forge/active/2026-03-05_old_spec.md', { feature: 'New', stage: 'Court', date: '2027-01-01' }))).toMatchObject({
      feature: 'new',
      stage: 'court',
      date: '2027-01-01',
    })
    expect(readHead(file('forge/active/anything.md', { feature: 'x', stage: 'spec' }))).toMatchObject({
      feature: 'x',
      stage: 'spec',
      date: null,
    })
    expect(readHead(file('forge/active/2026-03-05_x_spec.md', { feature: '../evil', stage: 7 }))).toMatchObject({
      feature: 'x',
      stage: 'spec',
    })
  })

  test.each([
    ['an unknown status', { status: 'MAYBE' }, { status: null }],
    ['a status in any case', { status: ' Rejected ' }, { status: 'REJECTED' }],
    ['one awaiting name', { awaiting: 'plan' }, { awaiting: ['plan'] }],
    ['awaiting of other kinds', { awaiting: [null, '', 3, {}] }, { awaiting: ['3'] }],
    ['negative tokens', { tokens_in: -5, cost_usd: 'x' }, { usage: { tokensIn: 0, tokensOut: 0, costUsd: null, durationS: 0 } }],
    ['an attempt that is none', { attempt: 0.5 }, { attempt: null }],
    ['a repo that is a list', { repo: ['a'] }, { repo: null }],
  ])('tolerates %s', (_what, keys, wanted) => {
    expect(readHead(file('forge/active/2026-03-05_x_implement.md', keys))).toMatchObject(wanted)
  })

  test.each([
    ['a rule', 'react.md', { category: 'forge/rules' }],
    ['the policy', 'policy.md', { category: 'forge/policy' }],
    ['a prune note', '2026-03-05_all_prune.md', { stage: 'prune' }],
    ["somebody else's note", 'shopping.md', { status: 'DONE' }],
    ["somebody else's name", 'My Note (2).md', {}],
    ['a feature without a stage', '2026-03-05_x.md', { feature: 'x' }],
  ])('passes over %s', (_what, name, keys) => {
    expect(readHead(file(`forge/active/${name}`, keys))).toBeNull()
  })

  test.each([
    '2026-03-05_x_plan (conflicted copy).md',
    '2026-03-05_x_plan 2.md',
    '2026-03-05_x_plan.sync-conflict-20260305-101010-ABCDEF.md',
  ])('reports %s', (name) => {
    expect(readHead(file(`forge/active/${name}`, { feature: 'x', stage: 'plan' }))).toEqual({
      problem: expect.stringContaining('"x"') as string,
    })
  })

  test("reports broken frontmatter of a feature's note, and no other", () => {
    expect(readHead(file('forge/active/2026-03-05_x_plan.md', {}, 'bad indentation'))).toEqual({
      problem: expect.stringContaining('bad indentation') as string,
    })
    expect(readHead(file('forge/active/shopping.md', {}, 'bad indentation'))).toBeNull()
  })
})

describe('addUsageKeys', () => {
  const USAGE = { tokensIn: 5, tokensOut: 1, costUsd: 0.1, durationS: 1.26 }

  test('adds to what is there, and each time again', () => {
    const once = addUsageKeys('---\ncost_usd: 0.2 # so far\ntokens_in: 10\n---\nbody', USAGE)
    expect(once).toEqual({ ok: true, value: '---\ncost_usd: 0.3 # so far\ntokens_in: 15\nduration_s: 1.3\ntokens_out: 1\n---\nbody' })
    const twice = addUsageKeys(once.ok ? once.value : '', USAGE)
    const keys = readKeys(twice.ok ? twice.value : '')
    expect(keys.ok && usageOf(keys.value)).toEqual({ tokensIn: 20, tokensOut: 2, costUsd: 0.4, durationS: 2.6 })
  })

  test('a cost that nobody knows adds nothing', () => {
    expect(addUsageKeys('---\na: 1\n---\n', { ...USAGE, costUsd: null })).toEqual({
      ok: true,
      value: '---\na: 1\nduration_s: 1.3\ntokens_in: 5\ntokens_out: 1\n---\n',
    })
    expect(addUsageKeys('---\na: [\n---\n', USAGE).ok).toBe(false)
  })
})
