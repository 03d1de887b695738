import * as v from 'valibot'
import type { Contract } from '../agents/port.ts'
import { contractOf } from '../agents/contract.ts'
import { VETO_VERDICTS, type Opinion } from '../notes/opinion.ts'
import { VERDICTS } from '../notes/vocabulary.ts'

const score = v.nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(10)), null)
const optionalText = v.nullish(v.string(), null)
const veto = v.object({ verdict: v.picklist(VETO_VERDICTS), evidence: v.string() })

const juror = v.object({
  scores: v.object({ benefit: score, necessity: score, burden: score, performance: score, bottleneck: score, currency: score }),
  reasons: v.object({
    benefit: v.string(),
    necessity: v.string(),
    burden: v.string(),
    performance: v.string(),
    bottleneck: v.string(),
    currency: v.string(),
    security: v.string(),
    conflict: v.string(),
  }),
  security: veto,
  conflict: veto,
  recommendation: v.picklist(VERDICTS),
  decision: v.string(),
  objection: v.string(),
  change_my_mind: v.string(),
  options: v.array(v.object({ option: v.string(), for: v.string(), against: v.string() })),
  consequences: v.array(v.string()),
  instead: optionalText,
  revisit_when: optionalText,
})

/** A juror's answer: scores 0 to 10 or null, whole or decimal. */
export const JUROR_CONTRACT: Contract<Opinion> = contractOf(juror)

export interface Confirmation {
  readonly confirmed: boolean
  readonly reason: string
}

/** The verifier's yes or no on one FAIL. */
export const CONFIRMATION_CONTRACT: Contract<Confirmation> = contractOf(v.object({ confirmed: v.boolean(), reason: v.string() }))
