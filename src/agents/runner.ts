import type { Failure } from '../basics/failure.ts'
import { startProcess } from '../node/process.ts'
import type { ProcessExit, ProcessSpec, RunningProcess } from '../node/process.ts'
import { after } from '../node/timer.ts'
import {
  cancelled,
  didNotStart,
  endedWithout,
  failedAfterResult,
  saidError,
  timedOut,
  tooManyRetries,
  tooManyTools,
  unconfined,
} from './failures.ts'
import { openEar } from './hearing.ts'
import type { Heard, Telling } from './hearing.ts'
import type { Kind, Said, Tokens } from './kind.ts'
import { NOTHING, openMeter } from './meter.ts'
import { troubleOf } from './trouble.ts'
import type { Trouble } from './trouble.ts'

/** After the result an agent has so long to end by itself. */
const RESULT_GRACE_MS = 2_000
/** Between SIGTERM and SIGKILL; a CLI takes up to 1.7 s to put its own commands down. */
const KILL_GRACE_MS = 2_000
const STUCK_LIMIT_MS = 3_000
/** A CLI that tells of more retries than this is stopped: some never give up. */
const MAX_RETRIES = 12
/** A CLI that refuses an answer more often than this is stopped, for going back with it is Forge's: some ask again without end. */
const MAX_REFUSED = 2

/** One process to be run for one try. */
export interface Start {
  readonly agent: string
  readonly kind: Kind
  readonly spec: ProcessSpec
  readonly timeoutMs: number
  readonly maxToolCalls: number
  /** The person accepts that nothing holds it to its folder. */
  readonly mayBeLoose: boolean
  /** What its conversation had used before this process. */
  readonly before: Tokens
  /** Asked after each event with what has been used so far; a failure ends the process. */
  readonly refuse: (spent: Tokens) => Failure | null
  /** Called when the process starts; may end it with a failure until the returned function is called. */
  readonly limitTime: (halt: (failure: Failure) => void) => () => void
}

/** Who listens to it: as `Telling`, with what has been spent so far. */
export interface Listeners extends Omit<Telling, 'said'> {
  readonly said: (said: Said, total: Tokens) => void
}

export type Ending =
  | { readonly type: 'answered'; readonly answer: unknown }
  /** `trouble`: what was wrong with the service, null where it was not at fault. */
  | { readonly type: 'failed'; readonly failure: Failure; readonly trouble: Trouble | null }
  | { readonly type: 'cancelled'; readonly failure: Failure }

export interface Ran {
  readonly ending: Ending
  readonly spent: Tokens
  /** All that its conversation has used. */
  readonly sinceStart: Tokens
  /** Id of its conversation, null where it told none. */
  readonly conversation: string | null
  readonly model: string | null
}

/** Why Forge ended the process: it lingered after its result, its time was up, the person stopped the run, its
 * answer did not fit, or a limit was passed. */
type Halt = 'lingered' | 'timeout' | 'stopped' | 'refused' | { readonly limit: Failure; readonly trouble: Trouble | null }

/** Runs one process to its end. When it settles, nothing that the process started is alive. */
export async function runAgent(start: Start, listeners: Listeners, stop: AbortSignal): Promise<Ran> {
  if (stop.aborted) return { ...NEVER_RAN, ending: { type: 'cancelled', failure: cancelled(start.agent) } }
  const meter = openMeter(start.before)
  const limits = openLimits(start)
  const said = (what: Said): void => {
    meter.count(what)
    if (what.type === 'done' || (what.type === 'error' && what.final)) leash.linger()
    listeners.said(what, meter.total())
    const passed = limits.passed(what, meter.total())
    if (passed !== null) leash.halt(passed)
  }
  const ear = openEar(start.kind, { ...listeners, said })
  const leash = new Leash(startProcess(start.spec, ear), start, stop)
  const exit = await leash.exit()
  ear.end()
  const { conversation, model } = ear.heard
  const ending = endingOf(start, ear.heard, exit, leash.halted)
  return { ending, spent: meter.total(), sinceStart: meter.sinceStart(), conversation, model }
}

const NEVER_RAN = { spent: NOTHING, sinceStart: NOTHING, conversation: null, model: null } as const

interface Limits {
  /** The limit that this event passes, or null. */
  passed(said: Said, spent: Tokens): Halt | null
}

function openLimits({ agent, maxToolCalls, refuse, mayBeLoose }: Start): Limits {
  let tools = 0
  let retries = 0
  let offers = 0
  return {
    passed: (said, spent) => {
      if (said.type === 'loose' && !mayBeLoose) return { limit: unconfined(agent, said.message), trouble: null }
      if (said.type === 'tool' && (tools += 1) > maxToolCalls) return { limit: tooManyTools(agent, maxToolCalls), trouble: null }
      if (said.type === 'retry' && (retries += 1) > MAX_RETRIES)
        return { limit: tooManyRetries(agent, retries, said.reason), trouble: troubleOf(said.reason) ?? 'failing' }
      if (said.type === 'offer' && (offers += 1) > MAX_REFUSED) return 'refused'
      const refused = said.type.startsWith('spent') ? refuse(spent) : null
      return refused === null ? null : { limit: refused, trouble: null }
    },
  }
}

/** What ends a process that does not end by itself. */
class Leash {
  halted: Halt | null = null
  private readonly undo: (() => void)[] = []
  private readonly stuck: Promise<ProcessExit>
  private giveUp: () => void = () => undefined
  /** It is waited for its end already, or it has ended. */
  private lingering = false

  constructor(
    private readonly running: RunningProcess,
    { timeoutMs, limitTime }: Pick<Start, 'timeoutMs' | 'limitTime'>,
    stop: AbortSignal,
  ) {
    const onStop = (): void => this.halt('stopped')
    stop.addEventListener('abort', onStop, { once: true })
    this.undo.push(
      () => stop.removeEventListener('abort', onStop),
      after(timeoutMs, () => this.halt('timeout')),
      limitTime((limit) => this.halt({ limit, trouble: null })),
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
    this.lingering = true
    for (const undo of this.undo) undo()
    await this.running.stop(KILL_GRACE_MS)
    return exit
  }

  halt(why: Halt): void {
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
  if (halted === 'timeout') return wrong(timedOut(start.agent, start.timeoutMs, heard))
  if (halted === 'refused') return { type: 'answered', answer: heard.answer }
  if (halted !== null && halted !== 'lingered') return wrong(halted.limit, halted.trouble)
  if (heard.error !== null) return wrong(saidError(start.agent, heard.error), troubleOf(heard.error))
  return wrong(endedWithout(start.agent, exit, heard.lastWord, heard.cutLines), troubleOf(heard.lastWord))
}

function wrong(failure: Failure, trouble: Trouble | null = null): Ending {
  return { type: 'failed', failure, trouble }
}
