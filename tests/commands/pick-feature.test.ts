import { describe, expect, it } from 'vitest'
import { pickFeature, type Purpose } from '../../src/commands/pick-feature.ts'
import { groupFeatures } from '../../src/feature/feature.ts'

function named(...specs: readonly (readonly [name: string, archived?: boolean])[]) {
  const files = specs.flatMap(([name, archived]) => [
    { path: `forge/active/2026-03-05_${name}_spec.md`, keys: { status: 'SPEC' }, broken: null },
    ...(archived === true ? [{ path: `forge/archive/2026-03-05_${name}_retro.md`, keys: { status: 'ARCHIVED' }, broken: null }] : []),
  ])
  return groupFeatures(files).features
}

function pick(features: ReturnType<typeof named>, said: string | null, purpose: Purpose = 'court') {
  const picked = pickFeature(features, said, purpose)
  return picked.ok ? picked.value.name : picked.error.code
}

describe('the feature a person means', () => {
  const shop = named(['billing'], ['billing-refunds'], ['login'], ['old', true])

  it.each([
    ['its whole name, even where it begins another', 'billing', 'billing'],
    ['an unambiguous beginning', 'log', 'login'],
    ['a beginning of several', 'bill', 'ambiguous-feature'],
    ['a name that nothing carries', 'search', 'search'],
    ['an archived one only by its whole name', 'ol', 'ol'],
    ['an archived one by its whole name', 'old', 'old'],
    ['a path', '../x', 'bad-feature-name'],
    ['a line break', 'a\nb', 'bad-feature-name'],
    ['too long a name', 'a'.repeat(300), 'bad-feature-name'],
  ])('%s', (_, said, expected) => {
    expect(pick(shop, said)).toBe(expected)
  })

  it('is the only one that fits, where none is named', () => {
    expect(pick(named(['login'], ['old', true]), null)).toBe('login')
    expect(pick(shop, null)).toBe('ambiguous-feature')
    expect(pick([], null)).toBe('no-such-feature')
  })

  it('says so where none is ready, instead of naming several that do not fit', () => {
    const picked = pickFeature(shop, null, 'land')
    expect(picked.ok ? '' : picked.error.what).toBe('No feature is ready for this, and several are open.')
  })

  it('never shows a long or broken name as it came', () => {
    const picked = pickFeature(shop, `${'a'.repeat(300)}\n\u001b[31m`, 'court')
    expect(picked.ok ? '' : picked.error.what).toMatch(/^"a{70}…" cannot/)
  })
})
