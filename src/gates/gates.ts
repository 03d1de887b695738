import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { startProcess } from '../node/process.ts'
import { shellCommand } from '../node/shell.ts'
import type { Policy } from '../policy/policy.ts'
import type { GateReport, GateRun, Gates } from './port.ts'

const TAIL_CHARS = 8_000
const KILL_GRACE_MS = 2_000

export interface GatesSetting {
  readonly policy: Pick<Policy, 'gates' | 'setup' | 'gate_timeout_s' | 'setup_timeout_s'>
  /** Every process of a gate carries a mark that begins with it. */
  readonly runId: string
  /** The person's own environment. */
  readonly env: Readonly<Record<string, string>>
  readonly stop: AbortSignal
  trusted(command: string): boolean
  progress(event: { readonly type: 'gate'; readonly command: string; readonly state: 'running' | 'passed' | 'failed'; readonly durationS: number }): void
  log(line: string): void
}

/** The gates and setup commands of one run. */
export function openGates(setting: GatesSetting): Gates {
  return {
    checkTrust: () => Promise.resolve(checkTrust(setting)),
    setup: (folder) => runAll(setting, setting.policy.setup, folder, setting.policy.setup_timeout_s, true),
    run: (folder) => runAll(setting, setting.policy.gates, folder, setting.policy.gate_timeout_s, false),
  }
}

function checkTrust({ policy, trusted }: GatesSetting): Result<void> {
  const missing = [...policy.setup, ...policy.gates].filter((command) => !trusted(command))
  if (missing.length === 0) return ok(undefined)
  return failed(
    failure(
      'untrusted-commands',
      'The policy asks this device to run commands that you have not approved here.',
      `They are: ${missing.join('; ')}.`,
      'Read them, then run forge trust.',
    ),
  )
}

async function runAll(setting: GatesSetting, commands: readonly string[], folder: string, timeoutS: number, stopAtRed: boolean): Promise<Result<GateReport>> {
  const trust = checkTrust(setting)
  if (!trust.ok) return trust
  const runs: GateRun[] = []
  for (const command of commands) {
    if (setting.stop.aborted) return failed(cancelled())
    const run = await runGate(setting, command, folder, timeoutS)
    if (setting.stop.aborted) return failed(cancelled())
    runs.push(run)
    if (stopAtRed && run.exitCode !== 0) break
  }
  const red = runs.some((run) => run.exitCode !== 0)
  return ok({ result: runs.length === 0 ? 'none' : red ? 'failed' : 'passed', runs })
}

async function runGate(setting: GatesSetting, text: string, folder: string, timeoutS: number): Promise<GateRun> {
  setting.progress({ type: 'gate', command: text, state: 'running', durationS: 0 })
  const began = Date.now()
  let tail = ''
  let timedOut = false
  const keep = (output: string): void => {
    tail = (tail + output).slice(-2 * TAIL_CHARS)
  }
  const running = startProcess(
    { ...shellCommand(text), cwd: folder, env: { ...setting.env, CI: '1' }, input: null, mark: `${setting.runId}/gate` },
    { stdout: keep, stderr: keep },
  )
  const end = (): void => void running.stop(KILL_GRACE_MS)
  const timer = setTimeout(() => {
    timedOut = true
    end()
  }, timeoutS * 1000)
  setting.stop.addEventListener('abort', end, { once: true })
  const exit = await running.exited
  clearTimeout(timer)
  setting.stop.removeEventListener('abort', end)
  await running.stop(KILL_GRACE_MS)
  const durationS = (Date.now() - began) / 1000
  const exitCode = timedOut ? null : exit.code
  setting.progress({ type: 'gate', command: text, state: exitCode === 0 ? 'passed' : 'failed', durationS })
  setting.log(`${text}: ${String(exitCode)}`)
  return { command: text, exitCode, timedOut, durationS, tail: tail.slice(-TAIL_CHARS) }
}

function cancelled() {
  return failure('cancelled', 'The run was stopped.', 'You stopped it while a gate ran.', 'Run the same command to go on.')
}
