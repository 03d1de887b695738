import type { Policy } from './policy.ts'
import type { PolicySettings } from './policy-keys.ts'
import { defaultSeats } from './seats.ts'

const DEFAULT_QUORUM = 2
const ALIKE: Policy['weights'] = { benefit: 1, necessity: 1, burden: 1, performance: 1, bottleneck: 1, currency: 1 }

/** Fills in what the notes leave open. `agents`: those of this device that can be asked without a person, in its order. */
export function settlePolicy(set: PolicySettings, agents: readonly string[]): Policy {
  const first = agents[0] ?? ''
  const jurors = set.jurors ?? defaultSeats(agents)
  const reviewers = set.reviewers ?? (first === '' ? [] : [first])
  const builder = set.builder ?? first
  return {
    jurors,
    quorum: set.quorum ?? Math.max(1, Math.min(DEFAULT_QUORUM, jurors.length)),
    go_at: set.go_at ?? 6.5,
    kill_below: set.kill_below ?? 4,
    weights: { ...ALIKE, ...set.weights },
    planner: set.planner ?? first,
    builder,
    verifier: set.verifier ?? otherThan(agents, reviewers[0] ?? first, builder),
    historian: set.historian ?? first,
    reviewers,
    gates: set.gates ?? [],
    setup: set.setup ?? [],
    gate_timeout_s: set.gate_timeout_s ?? 600,
    agent_timeout_s: set.agent_timeout_s ?? 1800,
    setup_timeout_s: set.setup_timeout_s ?? 600,
    heal_attempts: set.heal_attempts ?? 2,
    review_attempts: set.review_attempts ?? 3,
    max_changed_files: set.max_changed_files ?? 50,
    max_changed_lines: set.max_changed_lines ?? 2000,
    protected_paths: set.protected_paths ?? [],
    budget_usd: set.budget_usd ?? null,
    budget_tokens: set.budget_tokens ?? null,
    budget_minutes: set.budget_minutes ?? null,
    stale_after_days: set.stale_after_days ?? 30,
    autonomy: set.autonomy ?? 'gated',
  }
}

/** Somebody who neither reviewed nor built, else who did not review, else the reviewer again. */
function otherThan(agents: readonly string[], reviewer: string, builder: string): string {
  const others = agents.filter((agent) => agent !== reviewer)
  return others.find((agent) => agent !== builder) ?? others[0] ?? reviewer
}
