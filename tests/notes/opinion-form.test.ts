import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ok, type Result } from '../../src/basics/result.ts'
import { readKeys } from '../../src/markdown/frontmatter.ts'
import { closeForm, EMPTY_ANSWER, opinionOf, parseForm, renderForm, type OpinionForm } from '../../src/notes/opinion-form.ts'
import { VERDICTS } from '../../src/notes/vocabulary.ts'
import { readQuestions, tick } from '../../src/markdown/questions.ts'
import { anyString } from '../markdown/arbitrary.ts'

const value = <T>(result: Result<T, string>): T => {
  if (!result.ok) throw new Error(result.error)
  return result.value
}

const empty: OpinionForm = {
  feature: 'billing', title: 'Paddle Billing', date: '2026-03-05', repo: 'shop', seat: 'me:value', spec: '2026-03-05_billing_spec', court: '2026-03-05_billing_court',
  taken: false, answer: EMPTY_ANSWER,
} // prettier-ignore

const words = anyString()
const score = fc.option(fc.integer({ min: 0, max: 100 }).map((tenths) => tenths / 10))
const veto = fc.record({ verdict: fc.constantFrom('PASS' as const, 'FAIL' as const, null), evidence: words })
const anyForm: fc.Arbitrary<OpinionForm> = fc
  .record({
    feature: fc.constant('billing'),
    title: words,
    date: fc.constant('2026-03-05'),
    repo: words,
    seat: words,
    spec: fc.constant('a_spec'),
    court: fc.constant('a_court'),
    taken: fc.boolean(),
    answer: fc.record({
      recommendation: fc.option(fc.constantFrom(...VERDICTS)),
      words: words.map((one) => one.trim()),
      scores: fc.record({ benefit: score, necessity: score, burden: score, performance: score, bottleneck: score, currency: score }),
      reasons: fc.record({ benefit: words, necessity: words, burden: words, performance: words, bottleneck: words, currency: words }),
      security: veto,
      conflict: veto,
      objection: words,
      changeMyMind: words,
      instead: words,
      revisitWhen: words,
    }),
  })
  .map((one) => (one.answer.recommendation === null ? { ...one, answer: { ...one.answer, words: '' } } : one))

describe('a person’s form', () => {
  it('parses back to what was filled in', () => {
    fc.assert(
      fc.property(anyForm, (form) => {
        expect(parseForm(renderForm(form))).toEqual(ok(form))
      }),
      { numRuns: 60 },
    )
  })

  it('asks one question, which one tick answers', () => {
    const blank = renderForm(empty)
    expect(readQuestions(blank)).toEqual([{ name: 'opinion', ticked: [], options: ['go', 'defer', 'kill'], answer: null, words: '' }])
    expect(opinionOf(value(parseForm(blank)).answer)).toBeNull()
    const own = opinionOf(value(parseForm(value(tick(blank, 'opinion', 'defer', 'Not before June.')))).answer)
    expect(own).toMatchObject({
      recommendation: 'DEFER',
      decision: 'Not before June.',
      objection: 'Not before June.',
      scores: { benefit: null },
      security: { verdict: 'PASS' },
    })
  })

  it.each([
    ['8', 8, ''],
    ['7,5', 7.5, ''],
    ['8/10 saves a day', 8, 'saves a day'],
    ['9: much', 9, 'much'],
    ['6 - so so', 6, 'so so'],
    ['cannot say', null, 'cannot say'],
    ['', null, ''],
    ['10', 10, ''],
  ])('reads %j as a thumb typed it', (typed, expected, reason) => {
    const { answer } = value(parseForm(renderForm(empty).replace('- **Benefit:**', `- **Benefit:** ${typed}`)))
    expect([answer.scores.benefit, answer.reasons.benefit]).toEqual([expected, reason])
  })

  it.each(['11', '-1', '10.1/10'])('says what is wrong with a score of %s', (typed) => {
    const parsed = parseForm(renderForm(empty).replace('- **Burden:**', `- **Burden:** ${typed}`))
    expect(parsed.ok ? '' : parsed.error).toMatch(/^Burden: .*from 0 to 10/)
  })

  it('reads ticked boxes of PASS and FAIL, with marks of other plugins, and refuses both', () => {
    const failed = renderForm(empty)
      .replace('- [ ] FAIL', '- [X] FAIL ✅ 2026-03-06')
      .replace('- **Quote:**', '- **Quote:** card numbers in plain text')
    expect(value(parseForm(failed)).answer.security).toEqual({ verdict: 'FAIL', evidence: 'card numbers in plain text' })
    expect(parseForm(failed.replace('- [ ] PASS', '- [x] PASS'))).toMatchObject({ ok: false })
  })

  it('is closed once it is taken in, and keeps what was typed', () => {
    const text = `${value(tick(renderForm(empty), 'opinion', 'go', 'Yes.'))}\n%% mine %%\n`
    const closed = value(closeForm(text))
    expect(readKeys(closed)).toMatchObject({ value: { status: 'DECIDED', awaiting: [], seat: 'me:value' } })
    expect(closed).toContain('> [!success] Your opinion is in · Paddle Billing')
    expect(closed.endsWith('\n%% mine %%\n')).toBe(true)
    expect(value(parseForm(closed)).answer.words).toBe('Yes.')
  })
})
