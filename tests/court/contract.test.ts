import { describe, expect, it } from 'vitest'
import { CONFIRMATION_CONTRACT, JUROR_CONTRACT } from '../../src/court/contract.ts'
import { opinion } from '../notes/court-samples.ts'

const answer = { ...opinion([8, 7.5, 3, null, 2, 9]), options: [{ option: 'a', for: 'b', against: 'c' }], consequences: ['d'] }
const faults = (value: unknown): string => {
  const decoded = JUROR_CONTRACT.decode(value)
  return decoded.ok ? '' : decoded.error
}

describe('a juror’s answer', () => {
  it('is taken as it is, unknown fields left out', () => {
    expect(JUROR_CONTRACT.decode({ ...answer, average: 9 })).toEqual({ ok: true, value: answer })
  })

  it('may leave out what may be null', () => {
    const { instead: _instead, revisit_when: _revisit, ...short } = answer
    expect(JUROR_CONTRACT.decode({ ...short, scores: { benefit: 1 } })).toMatchObject({
      ok: true,
      value: { instead: null, revisit_when: null, scores: { benefit: 1, currency: null } },
    })
  })

  it.each<[string, unknown, RegExp]>([
    ['no answer', null, /answer|object/i],
    ['a missing field', { ...answer, recommendation: undefined }, /recommendation/],
    ['a score above ten', { ...answer, scores: { ...answer.scores, benefit: 11 } }, /scores\.benefit/],
    ['a score below zero', { ...answer, scores: { ...answer.scores, burden: -1 } }, /scores\.burden/],
    ['a score in words', { ...answer, scores: { ...answer.scores, benefit: '8' } }, /scores\.benefit/],
    ['a missing reason', { ...answer, reasons: { ...answer.reasons, conflict: undefined } }, /reasons\.conflict/],
    ['a verdict that is none', { ...answer, recommendation: 'MAYBE' }, /recommendation/],
    ['a PASS that is none', { ...answer, security: { verdict: 'OK', evidence: '' } }, /security\.verdict/],
    ['an option without its other side', { ...answer, options: [{ option: 'a', for: 'b' }] }, /options\.0\.against/],
  ])('is refused with the field named: %s', (_, value, named) => {
    expect(faults(value)).toMatch(named)
  })

  it('has a schema that names every field', () => {
    const shown = JSON.stringify(JUROR_CONTRACT.schema)
    for (const field of ['benefit', 'currency', 'reasons', 'change_my_mind', 'revisit_when', 'FAIL', 'DEFER'])
      expect(shown).toContain(`"${field}"`)
  })
})

describe('the verifier’s answer', () => {
  it('is a yes or a no with a reason', () => {
    expect(CONFIRMATION_CONTRACT.decode({ confirmed: true, reason: 'Seen.' })).toEqual({
      ok: true,
      value: { confirmed: true, reason: 'Seen.' },
    })
    expect(CONFIRMATION_CONTRACT.decode({ confirmed: 'yes', reason: '' })).toMatchObject({ ok: false })
  })
})
