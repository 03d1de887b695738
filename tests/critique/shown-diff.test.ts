import { describe, expect, it } from 'vitest'
import { diffParts, excerpt, shownDiff } from '../../src/critique/shown-diff.ts'

const part = (name: string, lines: number): string =>
  `diff --git a/${name} b/${name}\n@@ -0,0 +1,${String(lines)} @@\n${'+diff --git is only text here\n'.repeat(lines)}`

describe('the diff that reviewers see', () => {
  const diff = part('a.ts', 2) + part('big.ts', 50) + part('c.ts', 1)

  it('is whole where it fits', () => {
    expect(shownDiff(diff, diff.length)).toBe(diff)
  })

  it('keeps whole files within the limit and names the rest', () => {
    const shown = shownDiff(diff, 400)
    expect(shown).toContain(part('a.ts', 2))
    expect(shown).toContain(part('c.ts', 1))
    expect(shown).toContain('read the files themselves:\na/big.ts b/big.ts\n')
    expect(shown.length).toBeLessThan(600)
  })

  it('has one part per file', () => {
    expect(diffParts(diff)).toEqual([part('a.ts', 2), part('big.ts', 50), part('c.ts', 1)])
  })
})

describe('an excerpt', () => {
  const text = Array.from({ length: 40 }, (_, index) => `text ${String(index + 1)}`).join('\n')

  it('numbers the lines around a place', () => {
    const lines = excerpt(text, 20).split('\n')
    expect([lines[0], lines.at(-1), lines.length]).toEqual(['5: text 5', '35: text 35', 31])
    expect(excerpt(text, 1).split('\n')[0]).toBe('1: text 1')
  })

  it.each([0, 41])('is empty for line %i', (line) => {
    expect(excerpt(text, line)).toBe('')
  })
})
