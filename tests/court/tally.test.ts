import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, fraction, median, over, toTenth } from '../../src/court/fraction.ts'
import { tally, unseconded, type Ballot, type Law } from '../../src/court/tally.ts'
import type { Opinion } from '../../src/notes/opinion.ts'
import { VERDICTS, type Verdict } from '../../src/notes/vocabulary.ts'
import { CRITERIA } from '../../src/policy/policy.ts'
import { opinion } from '../notes/court-samples.ts'

const EVEN = { benefit: 1, necessity: 1, burden: 1, performance: 1, bottleneck: 1, currency: 1 }
const law = (more: Partial<Law> = {}): Law => ({ weights: EVEN, go_at: 6.5, kill_below: 4, quorum: 1, proved: [], ...more })
const ballot = (seat: string, own: Opinion, person = false): Ballot => ({ seat, person, opinion: own })
/** All six criteria at one goodness: costs are given turned round. */
const all = (good: number, recommendation: Verdict = 'GO', more: Partial<Opinion> = {}): Opinion =>
  opinion([good, good, 10 - good, good, 10 - good, good], recommendation, more)
const fails = (on: 'security' | 'conflict', more: Partial<Opinion> = {}): Partial<Opinion> => ({
  [on]: { verdict: 'FAIL', evidence: 'quoted words here' },
  ...more,
})

describe('the score', () => {
  it.each<[string, readonly Opinion[], number | null, Verdict]>([
    ['turns costs round', [opinion([10, 10, 0, 10, 0, 10])], 10, 'GO'],
    ['counts a heavy burden against it', [opinion([10, 10, 10, 10, 10, 10])], 6.7, 'GO'],
    ['is the mean of the criteria that were scored', [opinion([8, null, null, 5, null, null])], 6.5, 'GO'],
    ['takes the median, not the mean', [all(9), all(9), all(0)], 9, 'GO'],
    ['takes the middle of two', [all(9), all(6)], 7.5, 'GO'],
    ['leaves out who did not score', [opinion([8]), opinion([null, 4])], 6, 'DEFER'],
    ['is 6.5 when rounded up from 6.45', [opinion([6.45])], 6.5, 'GO'],
    ['is 6.4 when rounded from 6.449', [opinion([6.449])], 6.4, 'DEFER'],
    ['is 4.0 when rounded up from 3.95', [opinion([3.95])], 4, 'DEFER'],
    ['is 3.9 when rounded from 3.94', [opinion([3.94])], 3.9, 'KILL'],
    ['rounds 1.005 decimals as written', [opinion([6.05])], 6.1, 'DEFER'],
    ['rounds a third', [opinion([5, 5, null, 6])], 5.3, 'DEFER'],
    ['is null where nothing was scored', [opinion([])], null, 'DEFER'],
  ])('%s', (_, opinions, score, verdict) => {
    const ruling = tally(
      opinions.map((own, index) => ballot(`s${String(index)}`, own)),
      law(),
    )
    expect([ruling?.score, ruling?.verdict]).toEqual([score, verdict])
  })

  it('weighs the criteria', () => {
    const own = opinion([10, 0, null, null, null, null])
    expect(tally([ballot('a', own)], law({ weights: { ...EVEN, benefit: 3 } }))?.score).toBe(7.5)
    expect(tally([ballot('a', own)], law({ weights: { ...EVEN, necessity: 0 } }))?.score).toBe(10)
    expect(tally([ballot('a', own)], law({ weights: { ...EVEN, benefit: 0, necessity: 0 } }))?.score).toBeNull()
  })

  it('ignores what the jurors recommend', () => {
    expect(tally([ballot('a', all(9, 'KILL')), ballot('b', all(9, 'KILL'))], law())).toMatchObject({ verdict: 'GO', dissent: ['a', 'b'] })
  })
})

describe('a verdict', () => {
  it('needs the quorum', () => {
    expect(tally([ballot('a', all(9))], law({ quorum: 2 }))).toBeNull()
    expect(tally([ballot('a', all(9)), ballot('b', all(9))], law({ quorum: 2 }))?.verdict).toBe('GO')
  })

  const proved = (confirmed: boolean | null) => [{ seat: 'a', on: 'security' as const, confirmed }]
  it.each<[string, readonly Ballot[], Partial<Law>, Verdict, string, boolean]>([
    [
      'kills on a found FAIL that another seat seconds',
      [ballot('a', all(9, 'GO', fails('security'))), ballot('b', all(9, 'GO', fails('security')))],
      { proved: proved(null) },
      'KILL',
      'seconded',
      false,
    ],
    [
      'kills on a found FAIL that the verifier confirms',
      [ballot('a', all(9, 'GO', fails('security'))), ballot('b', all(9))],
      { proved: proved(true) },
      'KILL',
      'confirmed',
      false,
    ],
    [
      'defers on a found FAIL that the verifier refuses',
      [ballot('a', all(9, 'GO', fails('security'))), ballot('b', all(9))],
      { proved: proved(false) },
      'DEFER',
      'alone',
      true,
    ],
    [
      'defers on a found FAIL that nobody was asked about',
      [ballot('a', all(9, 'GO', fails('security'))), ballot('b', all(9))],
      { proved: proved(null) },
      'DEFER',
      'alone',
      true,
    ],
    [
      'defers on FAILs whose quotes are nowhere, however many',
      [ballot('a', all(9, 'GO', fails('security'))), ballot('b', all(9, 'GO', fails('security')))],
      {},
      'DEFER',
      'unproved',
      true,
    ],
    [
      'is not seconded by a FAIL on the other criterion',
      [ballot('a', all(9, 'GO', fails('security'))), ballot('b', all(9, 'GO', fails('conflict')))],
      { proved: proved(null) },
      'DEFER',
      'alone',
      true,
    ],
    ['leaves a KILL by score a KILL', [ballot('a', all(1, 'GO', fails('security'))), ballot('b', all(1))], {}, 'KILL', 'unproved', true],
  ])('%s', (_, ballots, more, verdict, standing, contested) => {
    const ruling = tally(ballots, law(more))
    expect(ruling?.verdict).toBe(verdict)
    expect(ruling?.vetoes[0]?.standing).toBe(standing)
    expect((ruling?.contested.length ?? 0) > 0).toBe(contested)
  })

  it('is contested where the jurors are four apart, and keeps its word', () => {
    const apart = (low: number) => tally([ballot('a', opinion([8.1])), ballot('b', opinion([low]))], law())
    expect(apart(4.1)).toMatchObject({ verdict: 'DEFER', contested: ['The jurors are far apart on benefit: 4.1 to 8.1.'] })
    expect(apart(4.2)?.contested).toEqual([])
  })

  it('is the person’s own where a person scores nothing and nobody else does', () => {
    for (const verdict of VERDICTS) {
      expect(tally([ballot('me', opinion([], verdict), true)], law())).toMatchObject({
        verdict,
        score: null,
        personDecides: true,
        dissent: [],
        contested: [],
      })
    }
    expect(tally([ballot('me', opinion([], 'GO'), true), ballot('you', opinion([], 'KILL'), true)], law())?.verdict).toBe('KILL')
  })

  it('is by score where anybody scored, and the person is heard as a dissenter', () => {
    expect(tally([ballot('me', opinion([], 'KILL'), true), ballot('b', all(9))], law())).toMatchObject({
      verdict: 'GO',
      personDecides: false,
      dissent: ['me'],
    })
  })

  it('does not follow an agent that scores nothing', () => {
    expect(tally([ballot('a', opinion([], 'GO'))], law())).toMatchObject({ verdict: 'DEFER', contested: ['Nobody scored a criterion.'] })
  })

  it('speaks in the words of a juror of its side', () => {
    expect(tally([ballot('a', all(9, 'KILL')), ballot('b', all(9, 'GO', { decision: 'Take Paddle.' }))], law())?.decision).toBe(
      'Take Paddle.',
    )
    expect(tally([ballot('a', all(9, 'KILL'))], law())?.decision).toBe('Go ahead.')
  })
})

describe('what the verifier is asked about', () => {
  it('is only the FAIL that stands alone', () => {
    const ballots = [
      ballot('a', all(9, 'GO', fails('security'))),
      ballot('b', all(9, 'GO', { ...fails('security'), ...fails('conflict') })),
      ballot('c', all(9)),
    ]
    expect(unseconded(ballots)).toEqual([{ seat: 'b', on: 'conflict', evidence: 'quoted words here' }])
  })
})

const score = fc.option(
  fc.oneof(
    fc.integer({ min: 0, max: 10 }),
    fc.integer({ min: 0, max: 1000 }).map((hundredths) => hundredths / 100),
  ),
)
const voice = fc.record({
  scores: fc.tuple(score, score, score, score, score, score),
  recommendation: fc.constantFrom(...VERDICTS),
  person: fc.boolean(),
  security: fc.boolean(),
  conflict: fc.boolean(),
})
const bench = fc
  .array(voice, { minLength: 1, maxLength: 5 })
  .map((voices) =>
    voices.map((one, index) =>
      ballot(
        `s${String(index)}`,
        opinion(one.scores, one.recommendation, { ...(one.security ? fails('security') : {}), ...(one.conflict ? fails('conflict') : {}) }),
        one.person,
      ),
    ),
  )
const weight = fc.integer({ min: 0, max: 50 }).map((tenths) => tenths / 10)
const laws = fc
  .record({
    weights: fc.record({ benefit: weight, necessity: weight, burden: weight, performance: weight, bottleneck: weight, currency: weight }),
    proved: fc.subarray([
      { seat: 's0', on: 'security' as const, confirmed: true },
      { seat: 's1', on: 'conflict' as const, confirmed: null },
      { seat: 's2', on: 'security' as const, confirmed: false },
    ]),
  })
  .map((more) => law(more))

describe('every tally', () => {
  it('is the same in whatever order the jurors are named', () => {
    fc.assert(
      fc.property(bench, laws, fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), (ballots, rules, dice) => {
        const shuffled = ballots.map((one, index) => ({ one, at: dice[index] ?? 0 })).sort((a, b) => a.at - b.at)
        expect(
          tally(
            shuffled.map(({ one }) => one),
            rules,
          ),
        ).toEqual(tally(ballots, rules))
      }),
    )
  })

  it('never falls when a juror likes it better', () => {
    fc.assert(
      fc.property(
        bench,
        laws,
        fc.nat(),
        fc.constantFrom(...CRITERIA),
        fc.integer({ min: 0, max: 10 }),
        (ballots, rules, pick, criterion, better) => {
          const at = pick % ballots.length
          const own = ballots[at]?.opinion
          const was = own?.scores[criterion]
          if (!own || was === null || was === undefined) return
          const isCost = criterion === 'burden' || criterion === 'bottleneck'
          const scores = { ...own.scores, [criterion]: isCost ? Math.min(was, better) : Math.max(was, better) }
          const before = tally(ballots, rules)
          const after = tally(
            ballots.map((one, index) => (index === at ? { ...one, opinion: { ...own, scores } } : one)),
            rules,
          )
          expect(after?.score ?? -1).toBeGreaterThanOrEqual(before?.score ?? -1)
          expect(VERDICTS.indexOf(after?.verdict ?? 'KILL')).toBeLessThanOrEqual(VERDICTS.indexOf(before?.verdict ?? 'KILL'))
        },
      ),
    )
  })

  it('compares the score as it is shown', () => {
    fc.assert(
      fc.property(bench, laws, (ballots, rules) => {
        const ruling = tally(ballots, rules)
        if (!ruling || ruling.score === null || ruling.vetoes.length > 0) return
        expect(ruling.score).toBe(Number(ruling.score.toFixed(1)))
        expect(ruling.verdict).toBe(ruling.score >= 6.5 ? 'GO' : ruling.score < 4 ? 'KILL' : 'DEFER')
      }),
    )
  })
})

describe('exact numbers', () => {
  it.each([
    [1.005, 1],
    [0.05, 0.1],
    [6.45, 6.5],
    [-0.05, -0.1],
    [2.5e-7, 0],
    [1e21, 1e21],
  ])('rounds %d to %d', (value, rounded) => {
    expect(toTenth(fraction(value))).toBe(rounded)
  })

  it('keeps order, and refuses what is no number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true }), (a, b) => {
        expect(compare(fraction(a), fraction(b))).toBe(Math.sign(a - b) + 0)
      }),
    )
    expect(() => fraction(NaN)).toThrow()
    expect(median([])).toBeNull()
    expect(toTenth(over(fraction(1), fraction(3)))).toBe(0.3)
  })
})
