import { describe, expect, it } from 'vitest'
import { askingPart, partThatAsks } from '../../src/commands/text-to-read.ts'

const NOTE = `---
title: x
---

> [!question] Summary

## Finding 1 · Prices can be negative

- **Where:** src/a.mjs:3

### Your answer to finding 1

- [ ] Fix it ^q-finding-1-fix
- [ ] It is wrong ^q-finding-1-wrong

## Finding 2 · Codes are public

- **Where:** src/b.mjs:9

- [ ] Fix it ^q-finding-2-fix
`

describe('what is read before answering', () => {
  it('is the part that asks, without its boxes and without the next part', () => {
    expect(partThatAsks(NOTE, 'finding-1')).toBe(
      '## Finding 1 · Prices can be negative\n\n- **Where:** src/a.mjs:3\n\n### Your answer to finding 1',
    )
    expect(partThatAsks(NOTE, 'finding-2')).toBe('## Finding 2 · Codes are public\n\n- **Where:** src/b.mjs:9')
  })

  it('is the whole plan, without its frontmatter', () => {
    const plan = '---\nversion: 1\n---\n\n## Summary\n\nTwo files.\n\n## Your decision\n\n- [ ] Approve ^q-plan-approve\n'
    expect(partThatAsks(plan, 'plan')).toBe('## Summary\n\nTwo files.\n\n## Your decision')
  })

  it('is cut where it is long, and says so', () => {
    const plan = `${'line\n'.repeat(200)}\n- [ ] Approve ^q-plan-approve\n`
    expect(partThatAsks(plan, 'plan').split('\n')).toHaveLength(61)
    expect(partThatAsks(plan, 'plan')).toMatch(/the rest is in the note$/)
  })
})

describe('the part that asks, in its pieces', () => {
  it('tells what is read from what is asked', () => {
    expect(askingPart(NOTE, 'finding-1')).toEqual({
      heading: 'Your answer to finding 1',
      read: '## Finding 1 · Prices can be negative\n\n- **Where:** src/a.mjs:3',
      ask: '',
    })
    expect(askingPart('## The hotfix\n\nShould it?\n\n- [ ] Yes ^q-hotfix-justified\n', 'hotfix')).toEqual({
      heading: 'The hotfix',
      read: '',
      ask: 'Should it?',
    })
  })
})
