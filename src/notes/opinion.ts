import { CRITERIA, type Criterion } from '../policy/policy.ts'
import { card, choice, optionalNum, optionalText, record, records, text, texts, type Card } from '../markdown/cards.ts'
import { VERDICTS, type Verdict } from './vocabulary.ts'

/** The two criteria that are passed or failed; a FAIL quotes what the juror was given. */
export const VETOES = ['security', 'conflict'] as const
export type Veto = (typeof VETOES)[number]

export const VETO_VERDICTS = ['PASS', 'FAIL'] as const

export interface VetoOpinion {
  readonly verdict: (typeof VETO_VERDICTS)[number]
  /** A quote of the spec, the brief or a file of the repo. */
  readonly evidence: string
}

export interface CourtOption {
  readonly option: string
  readonly for: string
  readonly against: string
}

/** A juror's answer. Scores are 0 to 10, null where the juror cannot tell; burden and bottleneck are costs (10 is the heaviest). */
export interface Opinion {
  readonly scores: Readonly<Record<Criterion, number | null>>
  readonly reasons: Readonly<Record<Criterion | Veto, string>>
  readonly security: VetoOpinion
  readonly conflict: VetoOpinion
  /** The juror's vote. It is recorded and never decides. */
  readonly recommendation: Verdict
  readonly decision: string
  readonly objection: string
  readonly change_my_mind: string
  readonly options: readonly CourtOption[]
  readonly consequences: readonly string[]
  readonly instead: string | null
  readonly revisit_when: string | null
}

/** Criteria that are costs: the tally turns them round. */
export const COSTS: readonly Criterion[] = ['burden', 'bottleneck']

/** How people read a criterion. */
export const CRITERION_LABEL: Readonly<Record<Criterion | Veto, string>> = {
  benefit: 'Benefit',
  necessity: 'Necessity',
  burden: 'Burden',
  performance: 'Performance',
  bottleneck: 'Bottleneck',
  currency: 'Currency',
  security: 'Security',
  conflict: 'Conflict',
}

const vetoCard: Card<VetoOpinion> = card<VetoOpinion>({ verdict: choice('Verdict', VETO_VERDICTS), evidence: text('Evidence') })

const optionCard: Card<CourtOption> = card<CourtOption>({ option: text('Option'), for: text('For'), against: text('Against') })

const scoresCard: Card<Opinion['scores']> = card<Opinion['scores']>({
  benefit: optionalNum(CRITERION_LABEL.benefit),
  necessity: optionalNum(CRITERION_LABEL.necessity),
  burden: optionalNum(CRITERION_LABEL.burden),
  performance: optionalNum(CRITERION_LABEL.performance),
  bottleneck: optionalNum(CRITERION_LABEL.bottleneck),
  currency: optionalNum(CRITERION_LABEL.currency),
})

const reasonsCard: Card<Opinion['reasons']> = card<Opinion['reasons']>({
  benefit: text(CRITERION_LABEL.benefit),
  necessity: text(CRITERION_LABEL.necessity),
  burden: text(CRITERION_LABEL.burden),
  performance: text(CRITERION_LABEL.performance),
  bottleneck: text(CRITERION_LABEL.bottleneck),
  currency: text(CRITERION_LABEL.currency),
  security: text(CRITERION_LABEL.security),
  conflict: text(CRITERION_LABEL.conflict),
})

/** An opinion as the list that people read in a court note. */
export const opinionCard: Card<Opinion> = card<Opinion>({
  recommendation: choice('Recommends', VERDICTS),
  decision: text('Decision'),
  objection: text('Objection'),
  change_my_mind: text('Would change its mind'),
  scores: record('Scores', scoresCard),
  reasons: record('Reasons', reasonsCard),
  security: record('Security', vetoCard),
  conflict: record('Conflict', vetoCard),
  options: records('Options', optionCard),
  consequences: texts('Consequences'),
  instead: optionalText('Instead'),
  revisit_when: optionalText('Look again when'),
})

/** An opinion that says nothing yet. */
export function blankOpinion(recommendation: Verdict): Opinion {
  return {
    scores: everyCriterion<number | null>(null),
    reasons: { ...everyCriterion(''), security: '', conflict: '' },
    security: { verdict: 'PASS', evidence: '' },
    conflict: { verdict: 'PASS', evidence: '' },
    recommendation,
    decision: '',
    objection: '',
    change_my_mind: '',
    options: [],
    consequences: [],
    instead: null,
    revisit_when: null,
  }
}

/** True where the opinion scores nothing: the person's short answer. */
export function scoresNothing(opinion: Opinion): boolean {
  return CRITERIA.every((criterion) => opinion.scores[criterion] === null)
}

function everyCriterion<T>(value: T): Record<Criterion, T> {
  return { benefit: value, necessity: value, burden: value, performance: value, bottleneck: value, currency: value }
}
