import { describe, expect, it } from 'vitest'
import { verifierOf } from '../../src/critique/ask.ts'

describe('the second opinion on a finding', () => {
  const policy = { verifier: 'codex', reviewers: ['claude', 'codex'] }

  it('comes from the verifier of the policy', () => {
    expect(verifierOf(policy, ['claude:security'])).toBe('codex')
  })

  it('comes from another reviewer where the verifier raised it', () => {
    expect(verifierOf(policy, ['codex:security'])).toBe('claude')
  })

  it('comes from the verifier all the same where everybody raised it', () => {
    expect(verifierOf(policy, ['codex:security', 'claude:correctness'])).toBe('codex')
  })
})
