import { describe, expect, it } from 'vitest'
import { focusesFor, seatsFor } from '../../src/critique/route.ts'
import type { FileDiff } from '../../src/diff/parse-diff.ts'
import { seatName } from '../../src/policy/policy.ts'

const file = (path: string, added: string, change: FileDiff['change'] = 'modified'): FileDiff => ({
  path,
  from: null,
  change,
  binary: false,
  hunks: [
    {
      oldStart: 1,
      oldLines: 0,
      newStart: 1,
      newLines: 1,
      lines: [{ kind: 'added', oldLine: null, newLine: 1, text: added, unended: false }],
    },
  ],
})

describe('the focuses of a diff', () => {
  it.each([
    ['prose', [file('README.md', 'for all')], ['correctness']],
    ['a picture', [file('logo.png', '')], ['correctness']],
    ['prose that can run code', [file('docs/intro.mdx', 'plain')], ['correctness', 'security']],
    ['a drawing that can run code', [file('logo.svg', '<script>')], ['correctness', 'security']],
    ['settings', [file('config.yaml', 'for: all')], ['correctness', 'security']],
    ['one changed source line', [file('src/a.ts', 'const a = 1')], ['correctness', 'security']],
    ['a loop', [file('src/a.ts', 'for (const a of all) go(a)')], ['correctness', 'security', 'performance']],
    ['a query', [file('migrations/1.sql', 'SELECT * FROM carts')], ['correctness', 'security', 'performance']],
    ['a loop in a test', [file('tests/a.test.ts', 'for (const a of all) go(a)')], ['correctness', 'security']],
    ['a new source file', [file('src/a.ts', 'const a = 1', 'added')], ['correctness', 'security', 'patterns']],
    ['two source files', [file('src/a.ts', 'const a = 1'), file('src/b.py', 'b = 1')], ['correctness', 'security', 'patterns']],
    [
      'everything',
      [file('src/a.ts', 'await fetch(url)', 'added'), file('README.md', 'x')],
      ['correctness', 'security', 'performance', 'patterns'],
    ],
  ])('for %s', (_, diff, expected) => {
    expect(focusesFor(diff)).toEqual(expected)
  })
})

describe('the seats', () => {
  it.each([
    [['a'], ['correctness', 'security'], ['a:correctness', 'a:security']],
    [
      ['a', 'b'],
      ['correctness', 'security', 'performance'],
      ['a:correctness', 'b:security', 'a:performance'],
    ],
    [['a', 'b', 'c'], ['correctness'], ['a:correctness', 'b:correctness', 'c:correctness']],
    [[], ['correctness'], []],
  ] as const)('of %j for %j', (reviewers, focuses, expected) => {
    expect(seatsFor(reviewers, focuses).map(seatName)).toEqual(expected)
  })
})
