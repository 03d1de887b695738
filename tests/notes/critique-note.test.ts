import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addCheck,
  addReview,
  answeredFindings,
  conclude,
  openCritique,
  parseCritique,
  renderCritique,
  settleCritique,
  standingFindings,
} from '../../src/notes/critique-note.ts'
import type { CritiqueNote, Outcome } from '../../src/notes/critique-record.ts'
import {
  CATEGORIES,
  LIKELIHOODS,
  PASSES,
  SEVERITIES,
  type AnsweredFinding,
  type Claim,
  type Check,
  type Noted,
  type Review,
  type SetAside,
} from '../../src/notes/finding.ts'
import { bodyStart, readKeys } from '../../src/markdown/frontmatter.ts'
import { tick } from '../../src/markdown/questions.ts'
import type { Result } from '../../src/basics/result.ts'
import { claim, finding, note, outcome } from './critique-samples.ts'

const words = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('# x', '- [ ] y ^q-finding-1-fix', '```', '---', '> [!x]', 'a\nb', '- **Fix:** z', '## Coverage', '[[a]]'),
)
const name = fc.stringMatching(/^[a-z][a-z-]{0,12}$/)
const size = { maxLength: 2 } as const

const claimed: fc.Arbitrary<Claim> = fc.record({
  severity: fc.constantFrom(...SEVERITIES),
  category: fc.constantFrom(...CATEGORIES),
  file: words,
  line: fc.nat(),
  quote: words,
  claim: words,
  consequence: words,
  fix: words,
  rule: fc.option(words),
})
const noted: fc.Arbitrary<Noted> = fc
  .tuple(claimed, fc.record({ fingerprint: words, seats: fc.array(words, size) }))
  .map(([a, b]) => ({ ...a, ...b }))
const setAside: fc.Arbitrary<SetAside> = fc.tuple(noted, words).map(([a, why]) => ({ ...a, why }))
const answers: fc.Arbitrary<Pick<AnsweredFinding, 'answer' | 'personSays' | 'unclear'>> = fc.oneof(
  fc.constant({ answer: null, personSays: '', unclear: false }),
  fc
    .record({ answer: fc.constantFrom('fix', 'accept', 'wrong'), personSays: words.map((text) => text.trim()) })
    .map((one) => ({ ...one, unclear: one.answer !== 'fix' && one.personSays === '' })),
)
const found: fc.Arbitrary<AnsweredFinding> = fc
  .tuple(noted, fc.record({ since: fc.integer({ min: 1, max: 9 }), reason: words }), answers)
  .map(([a, b, c]) => ({ ...a, ...b, number: 1, ...c }))
const concluded: fc.Arbitrary<Outcome> = fc.record({
  findings: fc.array(found, size).map((list) => list.map((one, index) => ({ ...one, number: index + 1 }))),
  niceToHave: fc.array(noted, size),
  notConfirmed: fc.array(setAside, size),
  unproved: fc.array(setAside, size),
  remembered: fc.array(setAside, size),
  resolved: fc.array(setAside, size),
  searched: fc.array(words, size),
})
const critique: fc.Arbitrary<CritiqueNote> = fc.record({
  feature: name,
  title: words,
  date: fc.constant('2026-03-05'),
  repo: words,
  implementsNote: name,
  baseSha: fc.stringMatching(/^[0-9a-f]{40}$/),
  headSha: fc.stringMatching(/^[0-9]{40}$/),
  attempt: fc.integer({ min: 1, max: 9 }),
  reviewers: fc.array(words, size),
  history: fc.array(fc.record({ attempt: fc.integer({ min: 1, max: 9 }), verdict: words, note: name }), size),
  reviews: fc.uniqueArray(
    fc.record({
      seat: words,
      pass: fc.constantFrom(...PASSES),
      claims: fc.array(claimed, size),
      preMortem: fc.array(fc.record({ scenario: words, whatBreaks: words, likelihood: fc.constantFrom(...LIKELIHOODS) }), size),
      architecture: fc.array(words, size),
    }),
    { ...size, selector: (review) => `${review.seat}\0${review.pass}` },
  ),
  checks: fc.uniqueArray(fc.record({ by: words, fingerprint: words, claim: words, confirmed: fc.boolean(), reason: words }), {
    ...size,
    selector: (check) => check.fingerprint,
  }),
  remarks: fc.uniqueArray(
    words.map((text) => `x${text}x`),
    size,
  ),
  outcome: fc.option(concluded),
})

describe('the critique note', () => {
  it('reads back what was rendered, whatever agents and people wrote', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(critique, (written) => {
        expect(parseCritique(renderCritique(written))).toEqual({ ok: true, value: written })
      }),
      { numRuns: 15, endOnFailure: true },
    )
  })

  it('keeps what a person wrote between the sections while answers arrive and the verdict is set', () => {
    const opened = openCritique(note).replace('## How', 'Mine: *look at this* %%later%%\r\n\n## How')
    const withKey = opened.replace('repo: shop', 'repo: shop # the big one\nmine: [a,   b]')
    const reviewed = value(addReview(withKey, review, usage))
    const checked = value(addCheck(reviewed, check, usage))
    const done = value(conclude(checked, outcome))
    for (const mine of ['Mine: *look at this* %%later%%\r\n', 'repo: shop # the big one\nmine: [a,   b]']) expect(done).toContain(mine)
    expect(keys(done)).toMatchObject({ tokens_in: 20, tokens_out: 4, cost_usd: 0.5, duration_s: 3, status: 'REJECTED' })
  })

  it('says verdict, why and next within eight lines below the frontmatter', () => {
    const lines = body(renderCritique(note)).split('\n').slice(0, 8)
    expect(lines[0]).toBe('> [!failure] REJECTED · 1 finding must be fixed')
    expect(lines.join('\n')).toContain('> **Next:** answer below, or run implement')
  })

  it('fails with the place when a record in it was damaged, instead of forgetting it', () => {
    const damaged = renderCritique(note).replace('- **Claim:** A fixed', '- **Clam:** A fixed')
    const read = parseCritique(damaged)
    expect(read.ok ? '' : read.error).toContain('Claim: it is missing')
  })
})

describe('settling a critique', () => {
  const two = { ...outcome, findings: [finding, { ...finding, number: 2, fingerprint: 'f2', claim: 'Codes never end.' }] }
  const open = renderCritique({ ...note, outcome: two })
  const settled = (text: string): string => value(settleCritique(text))

  it('waits for every finding, and an open one is to be fixed', () => {
    expect(keys(open)).toMatchObject({ status: 'REJECTED', verdict: 'REJECTED', must_fix_count: 2, awaiting: ['finding-1', 'finding-2'] })
    expect(value(standingFindings(open)).map((one) => one.number)).toEqual([1, 2])
  })

  it('passes once every finding is accepted or refuted with a reason', () => {
    const one = settled(value(tick(open, 'finding-1', 'accept', 'Nobody has such a cart.')))
    expect(keys(one)).toMatchObject({ status: 'REJECTED', must_fix_count: 1, awaiting: ['finding-2'] })
    expect(value(standingFindings(one)).map((left) => left.number)).toEqual([2])
    const both = settled(value(tick(one, 'finding-2', 'wrong', 'They end in May: see codes.mjs.')))
    expect(keys(both)).toMatchObject({ status: 'PASS', verdict: 'PASS', must_fix_count: 0, awaiting: [] })
    expect(body(both)).toMatch(/^> \[!success\] PASS · you overruled 2 findings/)
    expect(body(both).match(/^> \[!(?:success|failure)\]/gm)).toHaveLength(1)
    expect(value(answeredFindings(both)).map((read) => [read.answer, read.personSays])).toEqual([
      ['accept', 'Nobody has such a cart.'],
      ['wrong', 'They end in May: see codes.mjs.'],
    ])
  })

  it('does not count an overruling without a reason, or two boxes, and says so', () => {
    const bare = settled(open.replace('- [ ] The finding is wrong', '- [x] The finding is wrong'))
    expect(keys(bare)).toMatchObject({
      status: 'REJECTED',
      must_fix_count: 2,
      awaiting: ['finding-1', 'finding-2'],
      unclear: ['finding-1'],
    })
    expect(body(bare)).toContain('**Does not count yet:** finding-1.')
    const withTwo = settled(bare.replace('- [ ] Fix it', '- [x] Fix it'))
    expect(keys(withTwo)).toMatchObject({ must_fix_count: 2, unclear: ['finding-1'] })
    const mended = settled(value(tick(withTwo, 'finding-1', 'fix', '')))
    expect(keys(mended)).toMatchObject({ must_fix_count: 2, awaiting: ['finding-2'] })
    expect(keys(mended)).not.toHaveProperty('unclear')
    expect(body(mended)).not.toContain('Does not count yet')
  })

  it('changes nothing when there is nothing new, and nothing of a critique under way', () => {
    expect(settled(open)).toBe(open)
    const under = openCritique(note)
    expect(settled(under)).toBe(under)
  })

  it('follows a changed mind', () => {
    const accepted = settled(value(tick(renderCritique(note), 'finding-1', 'accept', 'Fine.')))
    expect(keys(accepted)['status']).toBe('PASS')
    expect(keys(settled(value(tick(accepted, 'finding-1', 'fix', ''))))).toMatchObject({
      status: 'REJECTED',
      must_fix_count: 1,
      awaiting: [],
    })
  })

  it('puts a summary that a person edited below its own, whole', () => {
    const edited = open.replace('> **Next:** answer below', '> My words. **Next:** answer below')
    const after = settled(value(tick(edited, 'finding-1', 'fix', '')))
    expect(after).toContain('> My words. **Next:** answer below')
    expect(body(after).match(/^> \[!failure\]/gm)).toHaveLength(2)
  })

  it('settles a note with CRLF line endings', () => {
    const crlf = open.replace(/\n/g, '\r\n')
    const after = settled(value(tick(crlf, 'finding-1', 'accept', 'Fine.')))
    expect(keys(after)).toMatchObject({ must_fix_count: 1, awaiting: ['finding-2'] })
    expect(after.replace(/\r\n/g, '')).not.toContain('\n')
  })
})

const usage = { tokensIn: 10, tokensOut: 2, costUsd: 0.25, durationS: 1.5 }
const review: Review = { seat: 'claude:correctness', pass: 'review', claims: [claim], preMortem: [], architecture: [] }
const check: Check = { by: 'codex', fingerprint: 'f1', claim: claim.claim, confirmed: true, reason: '5 - 20 is -15.' }

function value<T>(result: Result<T, string>): T {
  if (result.ok) return result.value
  throw new Error(result.error)
}

function keys(text: string): Readonly<Record<string, unknown>> {
  return value(readKeys(text))
}

function body(text: string): string {
  return text.slice(bodyStart(text)).trimStart()
}
