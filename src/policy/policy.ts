/** Shared policy: the frontmatter of `forge/core-rules/policy.md`, with `policy_REPO.md` over it. Keys and defaults: CONTRACT. */

export const CRITERIA = ['benefit', 'necessity', 'burden', 'performance', 'bottleneck', 'currency'] as const
export type Criterion = (typeof CRITERIA)[number]

export const AUTONOMY = ['supervised', 'gated'] as const
export type Autonomy = (typeof AUTONOMY)[number]

/** An agent with a lens, written `agent:lens`. */
export interface Seat {
  readonly agent: string
  readonly lens: string
}

/** The policy as the stages use it: every default filled in from the agents of this device. */
export interface Policy {
  readonly jurors: readonly Seat[]
  readonly quorum: number
  readonly go_at: number
  readonly kill_below: number
  readonly weights: Readonly<Record<Criterion, number>>
  readonly planner: string
  readonly builder: string
  readonly verifier: string
  readonly historian: string
  readonly reviewers: readonly string[]
  readonly gates: readonly string[]
  readonly setup: readonly string[]
  readonly gate_timeout_s: number
  readonly agent_timeout_s: number
  readonly setup_timeout_s: number
  readonly heal_attempts: number
  readonly review_attempts: number
  readonly max_changed_files: number
  readonly max_changed_lines: number
  readonly protected_paths: readonly string[]
  readonly budget_usd: number | null
  readonly budget_tokens: number | null
  readonly budget_minutes: number | null
  readonly stale_after_days: number
  readonly autonomy: Autonomy
}

/** `agent:lens`, as notes, prompts and progress lines name a seat. */
export function seatName(seat: Seat): string {
  return `${seat.agent}:${seat.lens}`
}
