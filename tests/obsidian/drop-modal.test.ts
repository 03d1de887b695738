import { expect, it } from 'vitest'
import { groupFeatures, type Feature } from '../../src/feature/feature.ts'
import { whatBecomes } from '../../src/obsidian/drop-modal.ts'

const MOVE = 'Its notes move to the archive.'

function featureWith(...notes: readonly Readonly<Record<string, string>>[]): Feature | null {
  const path = (stage = ''): string => `forge/active/2026-03-05_billing_${stage}.md`
  const files = notes.map((keys) => ({ path: path(keys['stage']), keys: { feature: 'billing', ...keys }, broken: null }))
  return groupFeatures(files).features[0] ?? null
}

it('promises only what there is', () => {
  const spec = { stage: 'spec', status: 'SPEC' }
  const court = { stage: 'court', status: 'DECIDED', verdict: 'GO' }
  const implement = { stage: 'implement', status: 'IMPLEMENTING' }
  expect(whatBecomes(featureWith(spec))).toBe(MOVE)
  expect(whatBecomes(featureWith(spec, court))).toBe(`${MOVE} The decision stays.`)
  expect(whatBecomes(featureWith(spec, court, { ...implement, step: 'planned' }))).toBe(`${MOVE} The decision stays.`)
  expect(whatBecomes(featureWith(spec, { ...implement, step: 'built' }))).toBe(`${MOVE} What was committed to its branch stays.`)
  expect(whatBecomes(null)).toBe(MOVE)
})
