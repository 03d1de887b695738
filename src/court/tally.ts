import { CRITERIA, type Criterion } from '../policy/policy.ts'
import { COSTS, CRITERION_LABEL, scoresNothing, VETOES, type Opinion, type Veto } from '../notes/opinion.ts'
import type { CriterionSum, Ruling, VetoRuling, VetoStanding } from '../notes/ruling.ts'
import { VERDICTS, type Verdict } from '../notes/vocabulary.ts'
import { compare, fraction, median, minus, over, plus, times, toNumber, toTenth, ZERO, type Fraction } from './fraction.ts'

export interface Ballot {
  readonly seat: string
  /** Given by a person, who may leave every score empty. */
  readonly person: boolean
  readonly opinion: Opinion
}

/** A FAIL whose quote was found in what the juror was given. */
export interface Proof {
  readonly seat: string
  readonly on: Veto
  /** What the verifier said; null where it was not asked or gave no answer. */
  readonly confirmed: boolean | null
}

/** The law of this court: the policy's numbers and what was proved. */
export interface Law {
  readonly weights: Readonly<Record<Criterion, number>>
  readonly go_at: number
  readonly kill_below: number
  readonly quorum: number
  readonly proved: readonly Proof[]
}

/** Scores this far apart on one criterion make a verdict contested. */
export const CONTESTED_SPREAD = 4

const BEST = fraction(10)

/** The ruling, by arithmetic alone; null below the quorum. The order of the ballots never matters. */
export function tally(ballots: readonly Ballot[], law: Law): Ruling | null {
  if (ballots.length < law.quorum) return null
  const sorted = [...ballots].sort((a, b) => (a.seat < b.seat ? -1 : a.seat > b.seat ? 1 : 0))
  const score = scoreOf(sorted, law)
  const vetoes = vetoesOf(sorted, law)
  const scored = byScore(sorted, score, law)
  const { verdict, why } = underVetoes(scored.verdict, vetoes)
  return {
    verdict,
    score,
    decision: decisionOf(sorted, verdict),
    sums: CRITERIA.map((criterion) => sumOf(sorted, criterion, law.weights[criterion])),
    vetoes,
    dissent: sorted.filter((ballot) => ballot.opinion.recommendation !== verdict).map((ballot) => ballot.seat),
    contested: contestedBy(sorted, scored, vetoes),
    why: [scored.why, ...why],
    quorum: law.quorum,
    goAt: law.go_at,
    killBelow: law.kill_below,
    personDecides: scored.person && scored.verdict === verdict,
  }
}

/** The FAILs that nobody seconds: with their quote found, the verifier has to be asked about these. */
export function unseconded(ballots: readonly Ballot[]): readonly { readonly seat: string; readonly on: Veto }[] {
  return failsOf(ballots).filter((fail) => !isSeconded(ballots, fail.seat, fail.on))
}

/** Every FAIL, by seat and criterion. */
export function failsOf(ballots: readonly Ballot[]): readonly { readonly seat: string; readonly on: Veto; readonly evidence: string }[] {
  return ballots.flatMap(({ seat, opinion }) =>
    VETOES.filter((on) => opinion[on].verdict === 'FAIL').map((on) => ({ seat, on, evidence: opinion[on].evidence })),
  )
}

function isSeconded(ballots: readonly Ballot[], seat: string, on: Veto): boolean {
  return ballots.some((other) => other.seat !== seat && other.opinion[on].verdict === 'FAIL')
}

function scoresFor(ballots: readonly Ballot[], criterion: Criterion): readonly Fraction[] {
  return ballots.flatMap(({ opinion }) => {
    const score = opinion.scores[criterion]
    return score === null ? [] : [fraction(score)]
  })
}

function medianOf(ballots: readonly Ballot[], criterion: Criterion): Fraction | null {
  const scores = scoresFor(ballots, criterion)
  return median(COSTS.includes(criterion) ? scores.map((score) => minus(BEST, score)) : scores)
}

function scoreOf(ballots: readonly Ballot[], law: Law): number | null {
  let sum = ZERO
  let weights = ZERO
  for (const criterion of CRITERIA) {
    const middle = medianOf(ballots, criterion)
    if (middle === null) continue
    const weight = fraction(law.weights[criterion])
    sum = plus(sum, times(middle, weight))
    weights = plus(weights, weight)
  }
  return weights.n > 0n ? toTenth(over(sum, weights)) : null
}

function sumOf(ballots: readonly Ballot[], criterion: Criterion, weight: number): CriterionSum {
  const scores = [...scoresFor(ballots, criterion)].sort(compare)
  const [low, high, middle] = [scores[0], scores[scores.length - 1], medianOf(ballots, criterion)]
  return {
    criterion,
    median: middle ? toNumber(middle) : null,
    low: low ? toNumber(low) : null,
    high: high ? toNumber(high) : null,
    votes: scores.length,
    weight,
  }
}

interface Scored {
  readonly verdict: Verdict
  readonly why: string
  readonly person: boolean
  readonly contested: boolean
}

function byScore(ballots: readonly Ballot[], score: number | null, law: Law): Scored {
  if (score === null) return withoutScore(ballots)
  const [go, kill] = [String(law.go_at), String(law.kill_below)]
  const shown = score.toFixed(1)
  if (score >= law.go_at)
    return { verdict: 'GO', why: `${shown} is at least ${go}, so the score says GO.`, person: false, contested: false }
  if (score < law.kill_below)
    return { verdict: 'KILL', why: `${shown} is below ${kill}, so the score says KILL.`, person: false, contested: false }
  return {
    verdict: 'DEFER',
    why: `${shown} lies below ${go} and not below ${kill}, so the score says DEFER.`,
    person: false,
    contested: false,
  }
}

/** A person may answer without scores, and then has the last word; of several the most cautious one. */
function withoutScore(ballots: readonly Ballot[]): Scored {
  const votes = ballots.filter((ballot) => ballot.person && scoresNothing(ballot.opinion)).map((ballot) => ballot.opinion.recommendation)
  const cautious = [...VERDICTS].reverse().find((verdict) => votes.includes(verdict))
  if (cautious)
    return {
      verdict: cautious,
      why: `Nothing was scored, so the person's own recommendation counts: ${cautious}.`,
      person: true,
      contested: false,
    }
  return { verdict: 'DEFER', why: 'No criterion was scored, so there is nothing to add up: DEFER.', person: false, contested: true }
}

function vetoesOf(ballots: readonly Ballot[], law: Law): readonly VetoRuling[] {
  return failsOf(ballots).map((fail) => ({ ...fail, standing: standingOf(ballots, fail.seat, fail.on, law) }))
}

function standingOf(ballots: readonly Ballot[], seat: string, on: Veto, law: Law): VetoStanding {
  const proof = law.proved.find((proved) => proved.seat === seat && proved.on === on)
  if (!proof) return 'unproved'
  if (isSeconded(ballots, seat, on)) return 'seconded'
  return proof.confirmed === true ? 'confirmed' : 'alone'
}

/** A FAIL that stands kills; any other leaves at most DEFER. */
function underVetoes(scored: Verdict, vetoes: readonly VetoRuling[]): { readonly verdict: Verdict; readonly why: readonly string[] } {
  const why = vetoes.map(explainVeto)
  if (vetoes.some(kills)) return { verdict: 'KILL', why }
  return { verdict: vetoes.length > 0 && scored === 'GO' ? 'DEFER' : scored, why }
}

function kills(veto: VetoRuling): boolean {
  return veto.standing === 'seconded' || veto.standing === 'confirmed'
}

const STANDING_SENTENCE: Readonly<Record<VetoStanding, string>> = {
  seconded: 'the quote was found and another juror fails it too: KILL.',
  confirmed: 'the quote was found and the verifier confirms it: KILL.',
  alone: 'the quote was found, but nobody else confirms it: at most DEFER.',
  unproved: 'the quote was not found in what the juror was given: at most DEFER.',
}

function explainVeto(veto: VetoRuling): string {
  return `${veto.seat} fails ${CRITERION_LABEL[veto.on].toLowerCase()}; ${STANDING_SENTENCE[veto.standing]}`
}

function contestedBy(ballots: readonly Ballot[], scored: Scored, vetoes: readonly VetoRuling[]): readonly string[] {
  const spreads = CRITERIA.flatMap((criterion) => spreadOf(ballots, criterion))
  const settled = vetoes.filter(kills).map((veto) => veto.on)
  const doubted = vetoes.filter((veto) => !settled.includes(veto.on))
  const fails = doubted.map((veto) => `${veto.seat} fails ${CRITERION_LABEL[veto.on].toLowerCase()}, and that does not stand on proof.`)
  return [...spreads, ...fails, ...(scored.contested ? ['Nobody scored a criterion.'] : [])]
}

function spreadOf(ballots: readonly Ballot[], criterion: Criterion): readonly string[] {
  const scores = [...scoresFor(ballots, criterion)].sort(compare)
  const [low, high] = [scores[0], scores[scores.length - 1]]
  if (!low || !high || compare(minus(high, low), fraction(CONTESTED_SPREAD)) < 0) return []
  return [`The jurors are far apart on ${CRITERION_LABEL[criterion].toLowerCase()}: ${String(toNumber(low))} to ${String(toNumber(high))}.`]
}

function decisionOf(ballots: readonly Ballot[], verdict: Verdict): string {
  const voices = ballots.filter((ballot) => ballot.opinion.recommendation === verdict && ballot.opinion.decision.trim() !== '')
  return voices[0]?.opinion.decision ?? PLAIN_DECISION[verdict]
}

/** Where no juror of the verdict's side found words. */
const PLAIN_DECISION: Readonly<Record<Verdict, string>> = { GO: 'Go ahead.', DEFER: 'Not now.', KILL: 'Do not build it.' }
