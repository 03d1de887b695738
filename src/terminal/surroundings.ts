import type { Clock } from '../basics/clock.ts'
import type { Screen } from './screen.ts'

/** Everything a terminal command gets from outside; tests hand in their own. */
export interface Surroundings {
  readonly screen: Screen
  readonly env: Readonly<Record<string, string>>
  /** The working folder, absolute. */
  readonly folder: string
  readonly clock: Clock
  /** Aborted by Ctrl-C. */
  readonly stop: AbortSignal
  readonly version: string
  /** Program and arguments that play the rehearsal. */
  readonly rehearsal: readonly string[]
  readStdin(): Promise<Uint8Array>
}
