import { startProcess } from '../node/process.ts'
import { shellCommand } from '../node/shell.ts'
import { after } from '../node/timer.ts'
import { gateEnvironment } from './gate-environment.ts'
import { openTail } from './output-tail.ts'
import type { GateRun } from './port.ts'

const TAIL_CHARS = 8_000
const KILL_GRACE_MS = 2_000
/** A timer cannot be set for longer. */
const LONGEST_TIMER_MS = 2_147_483_647

export interface GateOrder {
  readonly command: string
  /** Absolute. */
  readonly folder: string
  readonly timeoutS: number
  readonly env: Readonly<Record<string, string>>
  readonly mark: string
  readonly stop: AbortSignal
  readonly mask: (text: string) => string
}

/** Runs one command by the system's shell. Whatever it started is gone when this resolves, also what it left in the background. */
export async function runGate(order: GateOrder): Promise<GateRun> {
  const began = Date.now()
  const tail = openTail(TAIL_CHARS, order.mask)
  const running = startProcess(
    { ...shellCommand(order.command), cwd: order.folder, env: gateEnvironment(order.env), input: null, mark: order.mark },
    { stdout: tail.stream(), stderr: tail.stream() },
  )
  let timedOut = false
  const end = (): void => void running.stop(KILL_GRACE_MS)
  const cancel = after(Math.min(order.timeoutS * 1000, LONGEST_TIMER_MS), () => {
    timedOut = true
    end()
  })
  order.stop.addEventListener('abort', end, { once: true })
  const exit = await running.exited
  cancel()
  order.stop.removeEventListener('abort', end)
  const durationS = (Date.now() - began) / 1000
  await running.stop(KILL_GRACE_MS)
  return {
    command: order.command,
    exitCode: timedOut ? null : exit.code,
    timedOut,
    durationS,
    tail: `${withoutFolder(tail.text(), order.folder)}${exit.startError === null ? '' : `${exit.startError}\n`}`,
  }
}

/** Paths of this device stay out of the notes: what lies in the folder is named from there. */
function withoutFolder(output: string, folder: string): string {
  return [`file://${folder}/`, `${folder}/`, folder].reduce((text, prefix) => text.replaceAll(prefix, prefix === folder ? '.' : ''), output)
}
