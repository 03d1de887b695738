import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFeature, link, noteName, parseName } from '../../src/notes/names.ts'
import { NOTE_STAGES } from '../../src/notes/vocabulary.ts'
import { anyString } from '../markdown/arbitrary.ts'

describe('isFeature', () => {
  test.each(['a', 'paddle-billing', '2fa', 'a'.repeat(60), 'x--y'])('takes %s', (slug) => {
    expect(isFeature(slug)).toBe(true)
  })

  test.each(['', '-a', 'A', 'a_b', 'a b', 'a/b', '../x', 'a'.repeat(61), 'a\n', 'é', 'a.b'])('refuses %j', (slug) => {
    expect(isFeature(slug)).toBe(false)
  })
})

describe('parseName', () => {
  test('reads every name that Forge writes', () => {
    const slug = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,59}$/)
    fc.assert(
      fc.property(slug, fc.constantFrom(...NOTE_STAGES), fc.integer({ min: 1, max: 999 }), (feature, stage, n) => {
        expect(parseName(noteName('2026-03-05', feature, stage, n))).toEqual({ date: '2026-03-05', feature, stage, n })
      }),
    )
  })

  test.each([
    ['2026-03-05_x_spec.md', { date: '2026-03-05', feature: 'x', stage: 'spec', n: 1 }],
    ['2026-03-05_x_plan-2.md', { date: '2026-03-05', feature: 'x', stage: 'plan', n: 2 }],
    ['2026-03-05_x-2_court-12.md', { date: '2026-03-05', feature: 'x-2', stage: 'court', n: 12 }],
    ['x_court.md', { date: null, feature: 'x', stage: 'court', n: 1 }],
    ['2026-03-05_x.md', { date: '2026-03-05', feature: 'x', stage: null, n: 1 }],
    ['x.md', { date: null, feature: 'x', stage: null, n: 1 }],
  ])('reads %s', (name, read) => {
    expect(parseName(name)).toEqual(read)
  })

  test.each([
    '2026-03-05_x_plan (conflicted copy).md',
    '2026-03-05_x_plan 2.md',
    '2026-03-05_x_plan.sync-conflict-20260305-101010-ABCDEF.md',
    '2026-03-05_x_plan (Copy).md',
    '2026-03-05_x_plan-1.md',
    '2026-03-05_x_plan-02.md',
    '2026-03-05_x_plan-0.md',
    '2026-03-05_x_plan_2.md',
    '2026-03-05_x_other.md',
    '2026-03-05_X_spec.md',
    '2026-03-05__spec.md',
    '_spec.md',
    '2026-03-05_x_spec.txt',
    '2026-03-05_x_spec.md.md',
    '.2026-03-05_x_spec.md',
    'README.md',
    '',
    '.md',
    '2026-03-05_x_spec.md~',
    '2026-03-05_a_b_spec.md',
  ])('refuses %j', (name) => {
    expect(parseName(name)).toBeNull()
  })
})

describe('link', () => {
  test('names the file only', () => {
    expect(link('forge/active/2026-03-05_x_spec.md')).toBe('[[2026-03-05_x_spec]]')
    expect(link('forge/active/2026-03-05_x_spec.md', 'Spec')).toBe('[[2026-03-05_x_spec|Spec]]')
  })

  test('no label ends the link early', () => {
    fc.assert(
      fc.property(anyString(), (label) => {
        expect(link('a/b.md', label)).toMatch(/^\[\[b(\|[^[\]|\r\n]+)?\]\]$/)
      }),
    )
  })
})
