import { describe, expect, it } from 'vitest'
import { REVIEWER_CONTRACT, VERIFIER_CONTRACT } from '../../src/critique/contract.ts'
import { NOTHING, review, said } from './fakes.ts'

describe('a reviewer’s answer', () => {
  it('is read in our words, with the rule left out, null or named', () => {
    const answer = {
      findings: [said(), said({ rule: null }), said({ rule: 'Clamp prices', confidence: 9 })],
      pre_mortem: [{ scenario: 'a', what_breaks: 'b', likelihood: 'high' }],
      architecture_notes: ['c'],
      verdict: 'PASS',
    }
    const read = REVIEWER_CONTRACT.decode(answer)
    expect(read).toMatchObject({
      ok: true,
      value: { preMortem: [{ scenario: 'a', whatBreaks: 'b', likelihood: 'high' }], architecture: ['c'] },
    })
    expect(read.ok ? read.value.claims.map((claim) => claim.rule) : []).toEqual([null, null, 'Clamp prices'])
    expect(read.ok ? Object.keys(read.value) : []).not.toContain('verdict')
  })

  it.each([
    ['no findings', { pre_mortem: [], architecture_notes: [] }, 'findings'],
    ['a third severity', review(said({ severity: 'SHOULD_FIX' })), 'findings.0.severity'],
    ['an unknown category', review(said({ category: 'style' })), 'findings.0.category'],
    ['a line as text', review(said({ line: '3' })), 'findings.0.line'],
    ['half a line', review(said({ line: 1.5 })), 'findings.0.line'],
    ['a line below zero', review(said({ line: -1 })), 'findings.0.line'],
    ['no quote', review(said({ quote: undefined })), 'findings.0.quote'],
    [
      'an unknown likelihood',
      { ...NOTHING, pre_mortem: [{ scenario: 'a', what_breaks: 'b', likelihood: 'sure' }] },
      'pre_mortem.0.likelihood',
    ],
    ['prose', 'All is well.', ''],
  ])('is bad with %s', (_, answer, field) => {
    const read = REVIEWER_CONTRACT.decode(answer)
    expect(read.ok ? null : read.error).toContain(field)
  })

  it('shows agents a schema that names every field', () => {
    expect(JSON.stringify(REVIEWER_CONTRACT.schema)).toMatch(/MUST_FIX.*edge_case.*what_breaks.*architecture_notes/)
  })
})

describe('the verifier’s answer', () => {
  it('is a yes or a no with a reason, and nothing like one', () => {
    expect(VERIFIER_CONTRACT.decode({ confirmed: false, reason: 'x' })).toEqual({ ok: true, value: { confirmed: false, reason: 'x' } })
    for (const answer of [{ confirmed: 'true', reason: 'x' }, { confirmed: true }, {}, null])
      expect(VERIFIER_CONTRACT.decode(answer).ok).toBe(false)
  })
})
