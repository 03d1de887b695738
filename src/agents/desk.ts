import type { Clock } from '../basics/clock.ts'
import type { Stream } from './hearing.ts'
import type { Ledger } from './ledger.ts'
import type { AgentEvent } from './port.ts'

/** What every question of one run shares. */
export interface Desk {
  readonly runId: string
  readonly feature: string
  readonly timeoutMs: number
  readonly clock: Clock
  readonly stop: AbortSignal
  readonly ledger: Ledger
  /** How long is waited before each further try where a service is overloaded. */
  readonly waitsMs: readonly number[]
  /** A mark of its own for each process, all beginning with the run's. */
  mark(): string
  log(line: string, stream: Stream, text: string): void
  progress(line: string, event: AgentEvent): void
}
