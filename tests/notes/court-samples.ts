import fc from 'fast-check'
import type { CourtEntry, Heard } from '../../src/notes/court-entry.ts'
import type { Court } from '../../src/notes/court-record.ts'
import { blankOpinion, VETO_VERDICTS, VETOES, type Opinion } from '../../src/notes/opinion.ts'
import { VETO_STANDINGS, type Ruling } from '../../src/notes/ruling.ts'
import { VERDICTS, type Verdict } from '../../src/notes/vocabulary.ts'
import { CRITERIA } from '../../src/policy/policy.ts'
import { anyString } from '../markdown/arbitrary.ts'

export const NO_COST = { tokensIn: 0, tokensOut: 0, costUsd: null, durationS: 0 }

/** Scores in the order of the criteria: benefit, necessity, burden, performance, bottleneck, currency. */
export function opinion(scores: readonly (number | null)[], recommendation: Verdict = 'GO', more: Partial<Opinion> = {}): Opinion {
  const blank = blankOpinion(recommendation)
  const scored = Object.fromEntries(CRITERIA.map((criterion, index) => [criterion, scores[index] ?? null]))
  return { ...blank, scores: { ...blank.scores, ...scored }, decision: `${recommendation} it.`, ...more }
}

export function heard(seat: string, own: Opinion, more: Partial<Heard> = {}): Heard {
  return { kind: 'opinion', seat, spec: 'aaa', family: seat, person: false, form: null, remarks: [], opinion: own, usage: NO_COST, ...more }
}

export function court(more: Partial<Court> = {}): Court {
  return {
    feature: 'billing',
    title: 'Paddle Billing, not Stripe',
    date: '2026-03-05',
    repo: 'shop',
    spec: '2026-03-05_billing_spec',
    specHash: 'aaa',
    specText: '## What\n\nTake payments.',
    baseSha: 'f00',
    seats: ['claude:value', 'codex:cost'],
    context: 'Take payments.',
    awaiting: [],
    supersedes: null,
    supersededBy: null,
    entries: [],
    ruling: null,
    override: null,
    aftermath: null,
    ...more,
  }
}

export function ruling(verdict: Verdict, score: number | null, more: Partial<Ruling> = {}): Ruling {
  const sums = CRITERIA.map((criterion) => ({ criterion, median: score, low: score, high: score, votes: 2, weight: 1 }))
  return {
    verdict,
    score,
    decision: 'Do it.',
    sums,
    vetoes: [],
    dissent: [],
    contested: [],
    why: ['Because.'],
    quorum: 2,
    goAt: 6.5,
    killBelow: 4,
    personDecides: false,
    ...more,
  }
}

const size = { maxLength: 2 } as const
const words = anyString()
const score = fc.option(fc.integer({ min: 0, max: 100 }).map((tenths) => tenths / 10))
const verdict = fc.constantFrom(...VERDICTS)
const veto = fc.record({ verdict: fc.constantFrom(...VETO_VERDICTS), evidence: words })
const usage = fc.record({
  tokensIn: fc.nat(),
  tokensOut: fc.nat(),
  costUsd: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
  durationS: fc.double({ min: 0, max: 1e6, noNaN: true }),
})

const anyOpinion: fc.Arbitrary<Opinion> = fc.record({
  scores: fc.record({ benefit: score, necessity: score, burden: score, performance: score, bottleneck: score, currency: score }),
  reasons: fc.record({
    benefit: words,
    necessity: words,
    burden: words,
    performance: words,
    bottleneck: words,
    currency: words,
    security: words,
    conflict: words,
  }),
  security: veto,
  conflict: veto,
  recommendation: verdict,
  decision: words,
  objection: words,
  change_my_mind: words,
  options: fc.array(fc.record({ option: words, for: words, against: words }), size),
  consequences: fc.array(words, size),
  instead: fc.option(words),
  revisit_when: fc.option(words),
})

const seat = fc.oneof(fc.constantFrom('claude:value', 'codex:cost'), words)
const known = { seat, spec: fc.constantFrom('aaa', 'bbb'), usage }
export const anyEntry: fc.Arbitrary<CourtEntry> = fc.oneof(
  fc.record({
    kind: fc.constant('opinion' as const),
    ...known,
    family: words,
    person: fc.boolean(),
    form: fc.option(words),
    remarks: fc.array(words, size),
    opinion: anyOpinion,
  }),
  fc.record({ kind: fc.constant('silence' as const), ...known, what: words, why: words }),
  fc.record({
    kind: fc.constant('check' as const),
    ...known,
    on: fc.constantFrom(...VETOES),
    by: words,
    confirmed: fc.option(fc.boolean()),
    reason: words,
  }),
  fc.record({ kind: fc.constant('breach' as const), spec: known.spec, files: fc.array(words, size) }),
  fc.record({ kind: fc.constant('remark' as const), lines: fc.array(words, size) }),
)

const anyRuling: fc.Arbitrary<Ruling> = fc.record({
  verdict,
  score,
  decision: words,
  sums: fc.array(
    fc.record({
      criterion: fc.constantFrom(...CRITERIA),
      median: score,
      low: score,
      high: score,
      votes: fc.nat(),
      weight: fc.double({ min: 0, max: 9, noNaN: true }),
    }),
    size,
  ),
  vetoes: fc.array(
    fc.record({ seat: words, on: fc.constantFrom(...VETOES), evidence: words, standing: fc.constantFrom(...VETO_STANDINGS) }),
    size,
  ),
  dissent: fc.array(words, size),
  contested: fc.array(words, size),
  why: fc.array(words, size),
  quorum: fc.nat(),
  goAt: fc.double({ min: 0, max: 10, noNaN: true }),
  killBelow: fc.double({ min: 0, max: 10, noNaN: true }),
  personDecides: fc.boolean(),
})

const name = fc.stringMatching(/^2026-03-05_[a-z][a-z-]{0,9}_court(-2)?$/)

export const anyCourt: fc.Arbitrary<Court> = fc
  .record({
    feature: fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
    title: words,
    date: fc.constant('2026-03-05'),
    repo: words,
    spec: name,
    specHash: fc.constantFrom('aaa', 'bbb'),
    specText: fc.option(words.map((text) => text.replace(/\r/g, ''))),
    baseSha: fc.stringMatching(/^[0-9a-f]{40}$/),
    seats: fc.array(seat, size),
    context: words,
    awaiting: fc.constantFrom([], ['opinion']),
    supersedes: fc.option(name),
    supersededBy: fc.option(name),
    entries: fc.array(anyEntry, { maxLength: 3 }),
    ruling: fc.option(anyRuling),
    override: fc.option(fc.record({ verdict, reason: words })),
    aftermath: fc.option(fc.record({ outcome: words.filter((text) => text !== ''), retro: name })),
  })
  .map((one) => (one.ruling === null ? { ...one, override: null, supersededBy: null, aftermath: null } : { ...one, awaiting: [] }))
