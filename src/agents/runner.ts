import type { Failure } from '../basics/failure.ts'
import { startProcess } from '../node/process.ts'
import type { ProcessExit, ProcessSpec, RunningProcess } from '../node/process.ts'
import { after } from '../node/timer.ts'
import { cancelled, didNotStart, endedWithout, failedAfterResult, saidError, timedOut } from './failures.ts'
import { openEar } from './hearing.ts'
import type { Heard, Telling } from './hearing.ts'
import type { Kind, Said, Tokens } from './kind.ts'
import { openMeter } from './meter.ts'

/** After the result an agent has so long to end by itself. */
const RESULT_GRACE_MS = 2_000
/** Between SIGTERM and SIGKILL; a CLI takes up to 1.7 s to put its own commands down. */
const KILL_GRACE_MS = 2_000
const STUCK_LIMIT_MS = 3_000

/** One process to be run for one try. */
export interface Start {
  readonly agent: string
  readonly kind: Kind
  readonly spec: ProcessSpec
  readonly timeoutMs: number
}

/** Who listens to it: as `Telling`, with what has been spent so far. */
export interface Listeners extends Omit<Telling, 'said'> {
  readonly said: (said: Said, total: Tokens) => void
}

export type Ending =
  | { readonly type: 'answered'; readonly answer: unknown }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'cancelled'; readonly failure: Failure }

export interface Ran {
  readonly ending: Ending
  readonly spent: Tokens
}

/** Why Forge ended the process: it lingered after its result, its time was up, or the person stopped the run. */
type Halt = 'lingered' | 'timeout' | 'stopped'

/** Runs one process to its end. When it settles, nothing that the process started is alive. */
export async function runAgent(start: Start, listeners: Listeners, stop: AbortSignal): Promise<Ran> {
  const meter = openMeter()
  if (stop.aborted) return { ending: { type: 'cancelled', failure: cancelled(start.agent) }, spent: meter.total() }
  const said = (what: Said): void => {
    meter.count(what)
    if (what.type === 'done' || (what.type === 'error' && what.final)) leash.linger()
    listeners.said(what, meter.total())
  }
  const ear = openEar(start.kind, { ...listeners, said })
  const leash = new Leash(startProcess(start.spec, ear), start.timeoutMs, stop)
  const exit = await leash.exit()
  ear.end()
  return { ending: endingOf(start, ear.heard, exit, leash.halted), spent: meter.total() }
}

/** What ends a process that does not end by itself. */
class Leash {
  halted: Halt | null = null
  private readonly undo: (() => void)[] = []
  private readonly stuck: Promise<ProcessExit>
  private giveUp: () => void = () => undefined
  private lingering = false

  constructor(
    private readonly running: RunningProcess,
    timeoutMs: number,
    stop: AbortSignal,
  ) {
    const onStop = (): void => this.halt('stopped')
    stop.addEventListener('abort', onStop, { once: true })
    this.undo.push(
      () => stop.removeEventListener('abort', onStop),
      after(timeoutMs, () => this.halt('timeout')),
    )
    this.stuck = new Promise((resolve) => {
      this.giveUp = () => resolve({ code: null, signal: 'SIGKILL', startError: null })
    })
  }

  /** The terminal event came: the process may go on for the grace. */
  linger(): void {
    if (!this.lingering) this.undo.push(after(RESULT_GRACE_MS, () => this.halt('lingered')))
    this.lingering = true
  }

  /** Settles when the process and all it started are gone; a process that the system cannot end is left after a while. */
  async exit(): Promise<ProcessExit> {
    const exit = await Promise.race([this.running.exited, this.stuck])
    for (const undo of this.undo) undo()
    await this.running.stop(KILL_GRACE_MS)
    return exit
  }

  private halt(why: Halt): void {
    if (this.halted !== null) return
    this.halted = why
    void this.running.stop(KILL_GRACE_MS).then(() => this.undo.push(after(STUCK_LIMIT_MS, this.giveUp)))
  }
}

function endingOf(start: Start, heard: Heard, exit: ProcessExit, halted: Halt | null): Ending {
  if (exit.startError !== null) return wrong(didNotStart(start.agent, exit.startError))
  if (heard.done) {
    const byItself = halted === null && exit.code !== 0
    return byItself && start.kind.exitCounts
      ? wrong(failedAfterResult(start.agent, exit, heard.lastWord))
      : { type: 'answered', answer: heard.answer }
  }
  if (halted === 'stopped') return { type: 'cancelled', failure: cancelled(start.agent) }
  if (halted === 'timeout') return wrong(timedOut(start.agent, start.timeoutMs))
  if (heard.error !== null) return wrong(saidError(start.agent, heard.error))
  return wrong(endedWithout(start.agent, exit, heard.lastWord, heard.cutLines))
}

function wrong(failure: Failure): Ending {
  return { type: 'failed', failure }
}
