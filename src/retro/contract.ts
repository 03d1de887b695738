import * as v from 'valibot'
import { contractOf } from '../agents/contract.ts'
import type { Contract } from '../agents/port.ts'
import { RELATIONS, type Relation } from '../notes/retro-record.ts'

const words = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== '', 'it must not be empty'),
)

const historian = v.object({
  rules: v.array(
    v.object({
      file: v.string(),
      section: v.string(),
      name: words,
      context: v.string(),
      pattern: words,
      replaces: v.nullish(v.string(), null),
    }),
  ),
  what_worked: v.array(v.string()),
  what_broke: v.array(v.string()),
  hotfix_audit: v.nullish(v.object({ needed_court: v.boolean(), reason: v.string() }), null),
})

/** What the historian answers, before Forge makes it safe to write. */
export type HistorianAnswer = v.InferOutput<typeof historian>
export const HISTORIAN_CONTRACT: Contract<HistorianAnswer> = contractOf(historian)

/** How a proposed rule stands to one that is there. */
export interface ArbiterAnswer {
  readonly relation: Relation
  readonly reason: string
}
export const ARBITER_CONTRACT: Contract<ArbiterAnswer> = contractOf(v.object({ relation: v.picklist(RELATIONS), reason: v.string() }))
