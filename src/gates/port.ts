import type { Result } from '../basics/result.ts'
import type { GateResult } from '../notes/vocabulary.ts'

/** One gate command as it ran. Its exit code decides; its output is for people and for the repair. */
export interface GateRun {
  readonly command: string
  /** null where it was killed (`timedOut`) or could not be started. */
  readonly exitCode: number | null
  readonly timedOut: boolean
  readonly durationS: number
  /** The end of stdout and stderr together, ANSI stripped, at most 8,000 characters. */
  readonly tail: string
}

export interface GateReport {
  readonly result: GateResult
  readonly runs: readonly GateRun[]
}

/** Runs trusted commands; bound to the run's policy, trust, log and stop signal. */
export interface Gates {
  /** Fails with `untrusted-commands` where a gate or setup command has not been approved on this device. */
  checkTrust(): Promise<Result<void>>
  /** The setup commands, in order, until one fails. */
  setup(folder: string): Promise<Result<GateReport>>
  /** Every gate, in order, all of them even when one fails. `cancelled` when the run is stopped. */
  run(folder: string): Promise<Result<GateReport>>
}
