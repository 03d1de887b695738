import { describe, expect, it } from 'vitest'
import { conflictCandidates, isOpposed } from '../../src/rules/conflict.ts'

const rule = (name: string, pattern: string, context = '', replaces: string | null = null) => ({ name, context, pattern, replaces })
const there = (name: string, pattern: string, context = '') => ({ rule: { name, context, pattern } })

describe('rules that may clash', () => {
  it.each([
    ['the same name, in other words', rule('Clamp prices.', 'Do this'), there('clamp  Prices', 'Do that'), 'same-name'],
    ['the rule that it says it replaces', rule('New way', 'Do this', '', 'Old way'), there('old way', 'Something else entirely'), 'named'],
    [
      'never against always',
      rule('Memo', 'Never memoize list components', 'a React list'),
      there('Memoize', 'Memoize every list component', 'React'),
      'opposed',
    ],
    ['another number', rule('Retries', 'Retry webhook delivery 3 times'), there('Delivery', 'Retry webhook deliveries 5 times'), 'opposed'],
    [
      'another order',
      rule('Signatures', 'Verify the webhook signature before parsing the body'),
      there('Webhooks', 'Verify webhook signatures after parsing the body'),
      'opposed',
    ],
    [
      'the same subject',
      rule('Timestamps', 'Store timestamps in UTC columns'),
      there('UTC', 'Store every timestamp in a UTC column'),
      'same-subject',
    ],
  ])('are those with %s', (_, fresh, existing, suspicion) => {
    expect(conflictCandidates(fresh, [existing])).toMatchObject([{ existing, suspicion }])
  })

  it.each([
    ['another subject', rule('Timestamps', 'Store timestamps in UTC'), there('Hooks', 'Call hooks at the top level')],
    ['one word in common', rule('Log', 'Never log a customer name'), there('Cache', 'Cache the customer list for an hour')],
    ['nothing but empty words', rule('Do', 'always use it'), there('When', 'never use that')],
  ])('are not those with %s', (_, fresh, existing) => {
    expect(conflictCandidates(fresh, [existing])).toEqual([])
  })

  it('are three at most, the likeliest first', () => {
    const fresh = rule('Prices', 'Never return prices below zero')
    const others = ['a', 'b', 'c', 'd'].map((letter) => there(`Prices ${letter}`, `Return prices below zero in case ${letter}`))
    const found = conflictCandidates(fresh, [...others, there('Prices', 'x')])
    expect(found).toHaveLength(3)
    expect(found[0]).toMatchObject({ suspicion: 'same-name', score: 1 })
  })
})

describe('opposed texts', () => {
  it.each([
    ["Don't cache", 'Cache'],
    ['don’t cache', 'Cache'],
    ['Wait 5 seconds', 'Wait 10 seconds'],
    ['load lazy', 'load eager'],
  ])('are %s and %s', (a, b) => {
    expect([isOpposed(a, b), isOpposed(b, a)]).toEqual([true, true])
  })

  it.each([
    ['Never cache', 'Do not cache'],
    ['Wait 5 seconds', 'Wait'],
    ['before and after', 'after'],
  ])('are not %s and %s', (a, b) => {
    expect([isOpposed(a, b), isOpposed(b, a)]).toEqual([false, false])
  })
})
