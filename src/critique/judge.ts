import type { Outcome } from '../notes/critique-record.ts'
import type { AnsweredFinding, Check, Claim, Noted, Pass, Review, SetAside } from '../notes/finding.ts'
import { checkEvidence, type Reviewed } from './evidence.ts'
import { fingerprintOf, isSameFinding, mergeDuplicates, saysTheSame } from './merge.ts'
import { shortfalls } from './quota.ts'

/** A finding of an earlier critique, and the attempt in which it was answered. */
export interface Past extends AnsweredFinding {
  readonly attempt: number
}

/** What code holds the answers against. */
export interface Material extends Reviewed {
  /** The attempt under review. */
  readonly attempt: number
  /** MUST_FIX of the critique before that nobody overruled. */
  readonly standing: readonly AnsweredFinding[]
  /** What the person accepted or refuted in any earlier critique. */
  readonly overruled: readonly Past[]
}

/** A claim that was not found, and why. */
export interface Failing {
  readonly claim: Claim
  readonly why: string
}

/** A MUST_FIX to be put to the verifier; `earlier` where the critique before raised it and no reviewer did now. */
export interface Doubt {
  readonly claim: Noted
  readonly earlier: boolean
}

/** What the reviewers' answers come to, before anybody confirms it. */
export interface Assessment {
  /** Proved claims without duplicates, those that were overruled before included. */
  readonly found: readonly Noted[]
  readonly candidates: readonly Noted[]
  readonly remembered: readonly SetAside[]
  readonly unproved: readonly SetAside[]
  readonly doubts: readonly Doubt[]
}

export function failingClaims(review: Review, reviewed: Reviewed): readonly Failing[] {
  return review.claims.flatMap((claim) => {
    const evidence = checkEvidence(claim, reviewed)
    return evidence.proved ? [] : [{ claim, why: evidence.why }]
  })
}

/** Sorts what reviewers claim into what is proved, what was overruled before, and what is not there. */
export function assess(reviews: readonly Review[], material: Material): Assessment {
  const found = mergeDuplicates(reviews.flatMap((review) => provedClaims(review, material)))
  const remembered = found.flatMap((claim) => rememberedAs(claim, material.overruled))
  const candidates = found.filter((claim) => !remembered.some((other) => other.fingerprint === claim.fingerprint))
  return { found, candidates, remembered, unproved: unprovedClaims(reviews, material), doubts: doubtsOf(candidates, material) }
}

function provedClaims(review: Review, material: Material): readonly Noted[] {
  return review.claims.flatMap((claim) => {
    const evidence = checkEvidence(claim, material)
    if (!evidence.proved) return []
    const placed = { ...claim, file: evidence.file, line: evidence.line, severity: evidence.severity }
    return [{ ...placed, fingerprint: fingerprintOf(placed), seats: [review.seat] }]
  })
}

function rememberedAs(claim: Noted, overruled: readonly Past[]): readonly SetAside[] {
  const past = overruled.find((other) => isSameFinding(other, claim))
  if (!past) return []
  const how = past.answer === 'wrong' ? 'Refuted' : 'Accepted'
  return [{ ...claim, why: `${how} in attempt ${String(past.attempt)}: ${past.personSays}` }]
}

const REPAIR_OF: Partial<Record<Pass, Pass>> = { review: 'review repair', search: 'search repair' }

/** What was not found and not repaired either; a repair that fails again is told once. */
function unprovedClaims(reviews: readonly Review[], material: Material): readonly SetAside[] {
  const unproved: SetAside[] = []
  for (const review of reviews) {
    const repair = reviews.find((other) => other.seat === review.seat && other.pass === REPAIR_OF[review.pass])
    const repaired = repair ? provedClaims(repair, material) : []
    for (const { claim, why } of failingClaims(review, material)) {
      const told = [...repaired, ...unproved.filter((other) => other.seats.includes(review.seat))]
      if (told.some((other) => saysTheSame(other.claim, claim.claim))) continue
      unproved.push({ ...claim, fingerprint: fingerprintOf(claim), seats: [review.seat], why })
    }
  }
  return unproved
}

function doubtsOf(candidates: readonly Noted[], material: Material): readonly Doubt[] {
  const mustFix = candidates.filter((claim) => claim.severity === 'MUST_FIX')
  const earlier = material.standing.filter((past) => !mustFix.some((claim) => isSameFinding(claim, past)))
  return [
    ...earlier.map((past) => ({ claim: relocate(past, material), earlier: true })),
    ...mustFix.map((claim) => ({ claim, earlier: false })),
  ]
}

/** An earlier finding at its place in the new head; where its text is gone, at its old one. */
function relocate(past: AnsweredFinding, material: Material): Noted {
  const evidence = checkEvidence(past, material)
  const { severity, category, quote, claim, consequence, fix, rule, fingerprint, seats } = past
  const place = evidence.proved ? evidence : past
  return { file: place.file, line: place.line, severity, category, quote, claim, consequence, fix, rule, fingerprint, seats }
}

/** The outcome, once every doubt has been put to the verifier. Counts and verdict follow from it alone. */
export function outcomeOf(reviews: readonly Review[], checks: readonly Check[], material: Material): Outcome {
  const { found, candidates, remembered, unproved, doubts } = assess(reviews, material)
  const answered = doubts.map((doubt) => ({ ...doubt, check: checks.find((check) => check.fingerprint === doubt.claim.fingerprint) }))
  const confirmed = answered.filter(({ check }) => check?.confirmed === true)
  const denied = answered.filter(({ check }) => check?.confirmed !== true)
  const setAside = (earlier: boolean): readonly SetAside[] =>
    denied.filter((one) => one.earlier === earlier).map(({ claim, check }) => ({ ...claim, why: check?.reason ?? '' }))
  return {
    findings: confirmed.map(({ claim, check }, index) => ({
      ...asFinding(claim, material),
      number: index + 1,
      reason: check?.reason ?? '',
    })),
    niceToHave: candidates.filter(
      (claim) => claim.severity === 'NICE_TO_HAVE' && !confirmed.some((one) => isSameFinding(one.claim, claim)),
    ),
    notConfirmed: setAside(false),
    unproved,
    remembered,
    resolved: setAside(true),
    searched: shortfalls(found).map((shortfall) => shortfall.text),
  }
}

function asFinding(claim: Noted, material: Material): Omit<AnsweredFinding, 'number' | 'reason'> {
  const before = material.standing.find((past) => past.fingerprint === claim.fingerprint || isSameFinding(past, claim))
  return { ...claim, since: before?.since ?? material.attempt, answer: null, personSays: '', unclear: false }
}
