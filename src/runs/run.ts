import type { Clock } from '../basics/clock.ts'
import type { ExitCode, Failure } from '../basics/failure.ts'
import type { Result } from '../basics/result.ts'
import type { AgentEvent, Agents } from '../agents/port.ts'
import type { Gates } from '../gates/port.ts'
import type { Stage, Status } from '../notes/vocabulary.ts'
import type { Policy } from '../policy/policy.ts'
import type { Repo } from '../repo/repo.ts'
import type { Vault } from '../vault/vault.ts'

/** What a run is for: a stage, or one of the two ways to finish. */
export type Errand = Stage | 'land' | 'drop'

/** What a run tells the faces, and its log, while it goes on. */
export type ProgressEvent =
  | { readonly type: 'step'; readonly text: string }
  | { readonly type: 'agent'; readonly line: string; readonly event: AgentEvent }
  | { readonly type: 'gate'; readonly command: string; readonly state: 'running' | 'passed' | 'failed'; readonly durationS: number }

/** What a feature has cost so far against the policy's budgets. */
export interface Budget {
  /** A `budget-reached` failure once a limit is reached; the sum of every note of the feature counts. */
  check(): Promise<Result<void>>
}

/** One execution of a stage: everything it may use, opened and checked by the command that started it. */
export interface Run {
  readonly id: string
  readonly feature: string
  readonly stage: Errand
  /** `YYYY-MM-DD`, for the names of notes made in this run. */
  readonly today: string
  /** This device's name, recorded with answers and work. */
  readonly deviceName: string
  readonly clock: Clock
  readonly vault: Vault
  readonly repo: Repo
  readonly policy: Policy
  readonly agents: Agents
  readonly gates: Gates
  readonly budget: Budget
  /** Aborted when the person stops the run. Never handed to `spawn`. */
  readonly stop: AbortSignal
  progress(event: ProgressEvent): void
}

/** What a stage came to. `exit` and `error` follow CONTRACT. */
export interface StageReport {
  readonly feature: string
  readonly stage: Errand
  readonly state: Status
  readonly verdict: string | null
  /** Path in the vault of the note that tells it, null where there is none. */
  readonly note: string | null
  /** Questions that wait for a person. */
  readonly awaiting: readonly string[]
  readonly exit: ExitCode
  readonly error: Failure | null
  /** One sentence: what to do now. */
  readonly next: string
}
