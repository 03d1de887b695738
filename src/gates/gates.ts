import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import type { Policy } from '../policy/policy.ts'
import type { GateReport, GateRun, Gates } from './port.ts'
import { runGate } from './run-gate.ts'

export interface GatesSetting {
  readonly policy: Pick<Policy, 'gates' | 'setup' | 'gate_timeout_s' | 'setup_timeout_s'>
  /** Every process of a gate carries a mark that begins with it. */
  readonly runId: string
  /** The person's own environment. */
  readonly env: Readonly<Record<string, string>>
  /** Aborted when the person stops the run. */
  readonly stop: AbortSignal
  /** Hides secrets in what a command prints, which goes into notes and to the builder. */
  readonly mask: (text: string) => string
  trusted(command: string): boolean
  progress(event: {
    readonly type: 'gate'
    readonly command: string
    readonly state: 'running' | 'passed' | 'failed'
    readonly durationS: number
  }): void
  log(line: string): void
}

/** The gates and setup commands of one run. Only an exit code of 0 counts as passed, whatever a command prints. */
export function openGates(setting: GatesSetting): Gates {
  const { policy } = setting
  return {
    checkTrust: () => Promise.resolve(checkTrust(setting)),
    setup: (folder) => runAll(setting, { commands: policy.setup, folder, timeoutS: policy.setup_timeout_s, stopAtFailure: true }),
    run: (folder) => runAll(setting, { commands: policy.gates, folder, timeoutS: policy.gate_timeout_s, stopAtFailure: false }),
  }
}

interface Round {
  readonly commands: readonly string[]
  readonly folder: string
  readonly timeoutS: number
  readonly stopAtFailure: boolean
}

function checkTrust(setting: GatesSetting): Result<void> {
  const missing = [...new Set([...setting.policy.setup, ...setting.policy.gates])].filter((command) => !setting.trusted(command))
  if (missing.length === 0) return ok(undefined)
  const what = 'The policy asks this device to run commands that you have not approved here.'
  return failed(failure('untrusted-commands', what, `They are: ${missing.join('; ')}.`, 'Read them, then run forge trust.'))
}

async function runAll(setting: GatesSetting, round: Round): Promise<Result<GateReport>> {
  const trust = checkTrust(setting)
  if (!trust.ok) return trust
  const runs: GateRun[] = []
  for (const command of round.commands) {
    const run = await runOne(setting, round, command)
    if (run === null) return failed(cancelled())
    runs.push(run)
    if (round.stopAtFailure && run.exitCode !== 0) break
  }
  return ok({ result: resultOf(runs), runs })
}

/** null where the person stopped the run before the command came to an end of its own. */
async function runOne(setting: GatesSetting, round: Round, command: string): Promise<GateRun | null> {
  if (setting.stop.aborted) return null
  setting.progress({ type: 'gate', command, state: 'running', durationS: 0 })
  const run = await runGate({ ...setting, command, folder: round.folder, timeoutS: round.timeoutS, mark: `${setting.runId}/gate` })
  if (setting.stop.aborted) return null
  setting.progress({ type: 'gate', command, state: run.exitCode === 0 ? 'passed' : 'failed', durationS: run.durationS })
  setting.log(`${command}: ${run.timedOut ? 'timed out' : `exit code ${String(run.exitCode)}`}\n${run.tail}`)
  return run
}

function resultOf(runs: readonly GateRun[]): GateReport['result'] {
  if (runs.length === 0) return 'none'
  return runs.every((run) => run.exitCode === 0) ? 'passed' : 'failed'
}

function cancelled() {
  return failure('cancelled', 'The run was stopped.', 'You stopped it while its commands ran.', 'Run the same command to go on.')
}
