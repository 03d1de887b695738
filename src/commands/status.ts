import { failed, ok, type Result } from '../basics/result.ts'
import { readFeatures, type Feature, type Problem } from '../feature/feature.ts'
import { nextSteps, type NextStep } from '../feature/next.ts'
import type { Status } from '../notes/vocabulary.ts'
import type { Vault } from '../vault/vault.ts'
import { stillAwaiting } from './open-questions.ts'
import { noSuchFeature, pickFeature } from './pick-feature.ts'

/** One feature as scripts read it; the keys are CONTRACT's. */
export interface FeatureStatus {
  readonly feature: string
  readonly repo: string | null
  readonly state: Status
  readonly verdict: string | null
  readonly awaiting: readonly string[]
  readonly next: readonly NextStep[]
  readonly notes: readonly { readonly path: string; readonly stage: string; readonly status: Status | null }[]
  readonly cost_usd: number | null
  readonly tokens_in: number
  readonly tokens_out: number
}

export interface VaultStatus {
  readonly vault: string
  readonly features: readonly FeatureStatus[]
  readonly problems: readonly Pick<Problem, 'path' | 'what'>[]
}

/** Every feature, its state, what waits and what may run next. Bodies are read only where a question was open. */
export async function readStatus(vault: Vault): Promise<VaultStatus> {
  const { features, problems } = await readFeatures(vault)
  const statuses = await Promise.all(features.map((feature) => featureStatus(vault, feature)))
  return { vault: vault.name, features: statuses, problems: problems.map(({ path, what }) => ({ path, what })) }
}

/** As `readStatus`, with that feature alone; `said`: its name or an unambiguous beginning of it. */
export async function readFeatureStatus(vault: Vault, said: string): Promise<Result<VaultStatus>> {
  const { features, problems } = await readFeatures(vault)
  const picked = pickFeature(features, said, 'any')
  if (!picked.ok) return picked
  if (picked.value.feature === null) return failed(noSuchFeature(picked.value.name, { features, problems }))
  const one = await featureStatus(vault, picked.value.feature)
  return ok({ vault: vault.name, features: [one], problems: problems.map(({ path, what }) => ({ path, what })) })
}

async function featureStatus(vault: Vault, feature: Feature): Promise<FeatureStatus> {
  const awaiting = await stillAwaiting(vault, feature)
  const usages = feature.heads.map((head) => head.usage)
  const costs = usages.map((usage) => usage.costUsd).filter((cost) => cost !== null)
  return {
    feature: feature.name,
    repo: feature.repo,
    state: feature.state,
    verdict: feature.verdict,
    awaiting,
    next: nextSteps(feature, awaiting),
    notes: feature.heads.map((head) => ({ path: head.path, stage: head.stage, status: head.status })),
    cost_usd: costs.length === 0 ? null : rounded(sum(costs)),
    tokens_in: sum(usages.map((usage) => usage.tokensIn)),
    tokens_out: sum(usages.map((usage) => usage.tokensOut)),
  }
}

/** To a millionth of a dollar, so that sums compare. */
function rounded(dollars: number): number {
  return Math.round(dollars * 1e6) / 1e6
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
