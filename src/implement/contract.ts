import * as v from 'valibot'
import { contractOf } from '../agents/contract.ts'
import type { Contract } from '../agents/port.ts'
import { ok } from '../basics/result.ts'
import type { BuildAnswer } from '../notes/implement-entries.ts'
import type { Plan } from '../notes/plan-note.ts'

const planner = v.object({
  summary: v.string(),
  changes: v.array(v.object({ path: v.string(), what: v.string() })),
  new_files: v.array(v.object({ path: v.string(), purpose: v.string() })),
  tests: v.array(v.object({ what: v.string(), command: v.string() })),
  risks: v.array(v.string()),
})

const builder = v.object({
  summary: v.string(),
  decisions: v.array(v.string()),
  commit: v.object({ type: v.string(), scope: v.string(), subject: v.string(), body: v.string() }),
})

const PLANNER = contractOf(planner)

export const PLANNER_CONTRACT: Contract<Plan> = {
  schema: PLANNER.schema,
  decode(answer) {
    const decoded = PLANNER.decode(answer)
    if (!decoded.ok) return decoded
    const { new_files: newFiles, ...rest } = decoded.value
    return ok({ ...rest, newFiles })
  },
}

export const BUILDER_CONTRACT: Contract<BuildAnswer> = contractOf(builder)
