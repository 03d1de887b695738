import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import { addUsage, NO_USAGE, type Usage } from '../agents/port.ts'
import { readHead } from '../notes/head.ts'
import { ACTIVE, ARCHIVE, DECISIONS } from '../notes/names.ts'
import type { Policy } from '../policy/policy.ts'
import type { Vault } from '../vault/vault.ts'
import type { Budget } from './run.ts'

export type Limits = Pick<Policy, 'budget_usd' | 'budget_tokens' | 'budget_minutes'>

/** The budget of one feature: what its notes sum up to, wherever they are, against the limits of the policy. */
export function openBudget(vault: Vault, feature: string, limits: Limits): Budget {
  const limited = limits.budget_usd !== null || limits.budget_tokens !== null || limits.budget_minutes !== null
  return {
    check: async () => {
      if (!limited) return ok(undefined)
      const reached = reachedLimit(await spentOn(vault, feature), limits)
      return reached === null ? ok(undefined) : failed(budgetReached(feature, reached))
    },
  }
}

/** What the agents of a feature may yet use; null where there is no limit. */
export async function leftOf(
  vault: Vault,
  feature: string,
  limits: Limits,
): Promise<{ readonly tokens: number | null; readonly usd: number | null; readonly ms: number | null }> {
  const spent = await spentOn(vault, feature)
  const left = (limit: number | null, used: number): number | null => (limit === null ? null : Math.max(limit - used, 0))
  return {
    tokens: left(limits.budget_tokens, spent.tokensIn + spent.tokensOut),
    usd: left(limits.budget_usd, spent.costUsd ?? 0),
    ms: left(limits.budget_minutes === null ? null : limits.budget_minutes * 60_000, spent.durationS * 1000),
  }
}

/** What every note of a feature says it has cost. */
export async function spentOn(vault: Vault, feature: string): Promise<Usage> {
  const folders = await Promise.all([ACTIVE, DECISIONS, ARCHIVE].map((folder) => vault.list(folder)))
  return folders.flat().reduce((sum, file) => {
    const head = readHead(file)
    return head !== null && 'usage' in head && head.feature === feature ? addUsage(sum, head.usage) : sum
  }, NO_USAGE)
}

interface Reached {
  readonly key: keyof Limits
  readonly used: string
  readonly limit: string
}

/** The first limit that is reached, or null. A cost that nobody knows counts nothing. */
export function reachedLimit(spent: Usage, limits: Limits): Reached | null {
  const minutes = spent.durationS / 60
  const tokens = spent.tokensIn + spent.tokensOut
  const candidates: readonly (Reached & { readonly over: boolean })[] = [
    {
      key: 'budget_usd',
      used: `$${(spent.costUsd ?? 0).toFixed(2)}`,
      limit: `$${(limits.budget_usd ?? 0).toFixed(2)}`,
      over: isOver(spent.costUsd ?? 0, limits.budget_usd),
    },
    {
      key: 'budget_tokens',
      used: `${String(tokens)} tokens`,
      limit: String(limits.budget_tokens),
      over: isOver(tokens, limits.budget_tokens),
    },
    {
      key: 'budget_minutes',
      used: `${minutes.toFixed(1)} minutes`,
      limit: String(limits.budget_minutes),
      over: isOver(minutes, limits.budget_minutes),
    },
  ]
  return candidates.find((candidate) => candidate.over) ?? null
}

function isOver(used: number, limit: number | null): boolean {
  return limit !== null && used >= limit
}

function budgetReached(feature: string, { key, used, limit }: Reached): Failure {
  const next = `Raise ${key} in forge/core-rules/policy.md and run the command again: it goes on where it stopped.`
  return failure('budget-reached', `The budget of ${feature} is used up.`, `Its agents have used ${used} of ${limit} (${key}).`, next)
}
