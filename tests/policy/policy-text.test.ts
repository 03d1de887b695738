import { describe, expect, it } from 'vitest'
import { POLICY_KEYS, type PolicyKeyName } from '../../src/policy/policy-keys.ts'
import { defaultText, faultOf, textOfValue, valueOfText } from '../../src/policy/policy-text.ts'

const NAMES = Object.keys(POLICY_KEYS) as PolicyKeyName[]

describe('a policy value in a field', () => {
  it.each<[PolicyKeyName, string, unknown]>([
    ['jurors', ' claude:value \n\ncodex:cost\n', ['claude:value', 'codex:cost']],
    ['gates', 'npm test', ['npm test']],
    ['gates', '  \n ', undefined],
    ['go_at', '7.5', 7.5],
    ['go_at', 'high', 'high'],
    ['builder', ' claude ', 'claude'],
    ['builder', '7', '7'],
    ['quorum', '2', 2],
  ])('%s: %j is %j', (name, text, value) => {
    expect(valueOfText(name, text)).toEqual(value)
  })

  it('is nothing where it says what holds anyway, unless that depends on the device', () => {
    expect(valueOfText('go_at', '6.5')).toBeUndefined()
    expect(valueOfText('autonomy', 'gated')).toBeUndefined()
    expect(valueOfText('autonomy', 'supervised')).toBe('supervised')
    expect(valueOfText('quorum', defaultText('quorum', []))).toBe(1)
  })

  it('is written back as it was read', () => {
    expect(textOfValue(['npm test', 'npm run lint'])).toBe('npm test\nnpm run lint')
    expect([textOfValue(6.5), textOfValue('x'), textOfValue(null), textOfValue({})]).toEqual(['6.5', 'x', '', ''])
  })

  it('has a default that is allowed, or none', () => {
    for (const name of NAMES) {
      const text = defaultText(name, ['claude', 'codex'])
      const value = text === '' ? undefined : (valueOfText(name, text) ?? 0)
      if (value !== undefined && value !== 0) expect(faultOf(name, value), name).toBeNull()
    }
    expect(defaultText('jurors', ['claude', 'codex'])).toBe('claude:value\ncodex:cost\nclaude:risk')
    expect([defaultText('builder', []), defaultText('gates', []), defaultText('budget_usd', [])]).toEqual(['', '', ''])
  })

  it.each<[PolicyKeyName, string, RegExp]>([
    ['jurors', 'claude:speed', /"speed" is no lens.*Allowed is a list of seats/],
    ['go_at', '11', /Allowed is a number from 0 to 10/],
    ['go_at', 'high', /Allowed is a number/],
    ['quorum', '0', /whole number from 1/],
    ['weights', 'benefit:2', /is no weight.*Allowed is a list such as benefit=2/],
  ])('%s: %j is refused in plain words', (name, text, said) => {
    const value = valueOfText(name, text)
    expect(value === undefined ? '' : faultOf(name, value)).toMatch(said)
  })
})
