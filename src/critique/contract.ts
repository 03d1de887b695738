import * as v from 'valibot'
import type { Contract } from '../agents/port.ts'
import { contractOf } from '../agents/contract.ts'
import { ok } from '../basics/result.ts'
import { CATEGORIES, LIKELIHOODS, SEVERITIES, type Claim, type Scenario } from '../notes/finding.ts'

/** What a reviewer answers; whose answer it is, and to which question, the run knows. */
export interface ReviewerAnswer {
  readonly claims: readonly Claim[]
  readonly preMortem: readonly Scenario[]
  readonly architecture: readonly string[]
}

export interface VerifierAnswer {
  readonly confirmed: boolean
  readonly reason: string
}

const claim = v.object({
  severity: v.picklist(SEVERITIES),
  category: v.picklist(CATEGORIES),
  file: v.string(),
  line: v.pipe(v.number(), v.integer(), v.minValue(0)),
  quote: v.string(),
  claim: v.string(),
  consequence: v.string(),
  fix: v.string(),
  rule: v.nullish(v.string(), null),
})

const reviewer = v.object({
  findings: v.array(claim),
  pre_mortem: v.array(v.object({ scenario: v.string(), what_breaks: v.string(), likelihood: v.picklist(LIKELIHOODS) })),
  architecture_notes: v.array(v.string()),
})

const verifier = v.object({ confirmed: v.boolean(), reason: v.string() })

const REVIEWER = contractOf(reviewer)

export const REVIEWER_CONTRACT: Contract<ReviewerAnswer> = {
  schema: REVIEWER.schema,
  decode(answer) {
    const decoded = REVIEWER.decode(answer)
    return decoded.ok ? ok(inOurWords(decoded.value)) : decoded
  },
}

/** The verifier's yes or no on one claim. */
export const VERIFIER_CONTRACT: Contract<VerifierAnswer> = contractOf(verifier)

function inOurWords(answer: v.InferOutput<typeof reviewer>): ReviewerAnswer {
  return {
    claims: answer.findings,
    preMortem: answer.pre_mortem.map((one) => ({ scenario: one.scenario, whatBreaks: one.what_breaks, likelihood: one.likelihood })),
    architecture: answer.architecture_notes,
  }
}
