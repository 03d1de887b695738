import { CRITERIA, type Criterion } from '../policy/policy.ts'
import { card, choice, flag, num, optionalNum, records, text, texts, type Card } from '../markdown/cards.ts'
import { VETOES, type Veto } from './opinion.ts'
import { VERDICTS, type Verdict } from './vocabulary.ts'

/** How a FAIL stands: `unproved` where its quote is nowhere, `alone` where nobody else says so, and the two that kill. */
export const VETO_STANDINGS = ['seconded', 'confirmed', 'alone', 'unproved'] as const
export type VetoStanding = (typeof VETO_STANDINGS)[number]

export interface VetoRuling {
  readonly seat: string
  readonly on: Veto
  readonly evidence: string
  readonly standing: VetoStanding
}

/** One criterion's part of the sum. */
export interface CriterionSum {
  readonly criterion: Criterion
  /** The median of those who scored it, costs turned round; null where nobody did. */
  readonly median: number | null
  /** As scored, not turned round. */
  readonly low: number | null
  readonly high: number | null
  readonly votes: number
  readonly weight: number
}

/** What the court came to, with everything that led there. */
export interface Ruling {
  readonly verdict: Verdict
  /** One decimal; null where no criterion was scored. */
  readonly score: number | null
  readonly decision: string
  readonly sums: readonly CriterionSum[]
  readonly vetoes: readonly VetoRuling[]
  /** Seats that voted for another verdict. */
  readonly dissent: readonly string[]
  /** Why the verdict is contested, one sentence each; empty where it is not. */
  readonly contested: readonly string[]
  /** The steps from the score to the verdict, one sentence each. */
  readonly why: readonly string[]
  readonly quorum: number
  readonly goAt: number
  readonly killBelow: number
  /** True where the person's own recommendation is the verdict, because nothing was scored. */
  readonly personDecides: boolean
}

const sumCard: Card<CriterionSum> = card<CriterionSum>({
  criterion: choice('Criterion', CRITERIA),
  median: optionalNum('Median'),
  low: optionalNum('Lowest score'),
  high: optionalNum('Highest score'),
  votes: num('Scored by'),
  weight: num('Weight'),
})

const vetoCard: Card<VetoRuling> = card<VetoRuling>({
  seat: text('Seat'),
  on: choice('On', VETOES),
  evidence: text('Evidence'),
  standing: choice('Standing', VETO_STANDINGS),
})

/** The full sum, as a list that people can follow. */
export const rulingCard: Card<Ruling> = card<Ruling>({
  verdict: choice('Verdict', VERDICTS),
  score: optionalNum('Score'),
  decision: text('Decision'),
  why: texts('Steps'),
  sums: records('Criteria', sumCard),
  vetoes: records('Failed', vetoCard),
  dissent: texts('Voted otherwise'),
  contested: texts('Contested because'),
  quorum: num('Quorum'),
  goAt: num('Go at'),
  killBelow: num('Kill below'),
  personDecides: flag('Decided by a person'),
})
