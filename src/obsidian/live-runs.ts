import type { Clock } from '../basics/clock.ts'
import type { Failure } from '../basics/failure.ts'
import type { AgentEvent, Usage } from '../agents/port.ts'
import { doingWords } from '../runs/agent-words.ts'
import type { Errand, ProgressEvent } from '../runs/run.ts'

/** One juror, reviewer, builder or gate of a run, as the board shows it. */
export interface LiveLine {
  readonly name: string
  readonly startedMs: number
  readonly endedMs: number | null
  readonly state: 'running' | 'answered' | 'failed' | 'cancelled'
  /** One line: the last thing it said or did. */
  readonly lastAction: string
  /** When its agent was last heard of; null for a gate, which is silent while it works. */
  readonly heardMs: number | null
  /** Until when it waits for what `lastAction` says; `open` where nobody knows, null where it does not wait. */
  readonly waitsUntilMs: number | 'open' | null
  /** What it has cost so far; null before anything is known. */
  readonly usage: Usage | null
}

/** A run that goes on in this window. */
export interface LiveRun {
  /** What it is found and stopped by: its feature's name, and for a rehearsal one that no feature can have. */
  readonly key: string
  readonly feature: string
  readonly errand: Errand
  readonly startedMs: number
  /** The last step in the run's own words. */
  readonly step: string
  readonly lines: readonly LiveLine[]
  readonly isStopping: boolean
  /** True for the scripted journey outside `forge/`. */
  readonly isRehearsal: boolean
}

/** What a run is handed: where it tells, and what stops it. */
export interface Watcher {
  readonly stop: AbortSignal
  progress(event: ProgressEvent): void
}

/** Listeners hear of a change at most this often, however fast an agent prints. */
const TELL_EVERY_MS = 100

/** The runs of this window. Events only change what is remembered; listeners are told of many at once. */
export class LiveRuns {
  private readonly runs = new Map<string, Started>()
  private readonly griefs = new Map<string, Failure>()
  private readonly listeners = new Set<() => void>()
  private timer: number | null = null
  private isOver = false

  constructor(private readonly clock: Clock) {}

  current(): readonly LiveRun[] {
    return [...this.runs.values()].map((started) => started.run)
  }

  of(key: string): LiveRun | null {
    return this.runs.get(key)?.run ?? null
  }

  /** Runs `act` for a feature that has no run yet, and forgets it when it is over. */
  async start<T>(what: { feature: string; errand: Errand; isRehearsal?: boolean }, act: (watcher: Watcher) => Promise<T>): Promise<T> {
    const stopper = new AbortController()
    const { feature, errand, isRehearsal = false } = what
    const key = runKey(feature, isRehearsal)
    const run: LiveRun = { key, feature, errand, startedMs: this.clock.now(), step: '', lines: [], isStopping: false, isRehearsal }
    let over: () => void = () => undefined
    const done = new Promise<void>((resolve) => (over = resolve))
    this.runs.set(key, { run, stopper, done })
    this.griefs.delete(key)
    this.changed()
    try {
      return await act({ stop: stopper.signal, progress: (event) => this.hear(key, event) })
    } finally {
      this.runs.delete(key)
      over()
      this.changed()
    }
  }

  /** Asks a run to stop; its note stays true. Resolves when nothing of it is left. */
  async stop(key: string): Promise<void> {
    const started = this.runs.get(key)
    if (started === undefined) return
    started.run = { ...started.run, isStopping: true }
    started.stopper.abort()
    this.changed()
    await started.done
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.runs.keys()].map((key) => this.stop(key)))
  }

  /** Why the last run of a key failed, by key: until the next one begins, or the person has read it. */
  failures(): ReadonlyMap<string, Failure> {
    return this.griefs
  }

  /** Keeps why a run failed. That it was stopped, or waits for an answer, is no failure. */
  failed(key: string, failure: Failure): void {
    if (failure.code === 'cancelled' || failure.code === 'waits-for-person') return
    this.griefs.set(key, failure)
    this.changed()
  }

  /** The person has read it. */
  putAway(key: string): void {
    this.griefs.delete(key)
    this.changed()
  }

  /** Gives back what ends the listening. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Tells nobody any more, and leaves no timer behind. */
  end(): void {
    this.isOver = true
    if (this.timer !== null) window.clearTimeout(this.timer)
    this.timer = null
  }

  private hear(key: string, event: ProgressEvent): void {
    const started = this.runs.get(key)
    if (started === undefined) return
    started.run = withEvent(started.run, event, this.clock.now())
    this.changed()
  }

  private changed(): void {
    if (this.isOver) return
    this.timer ??= window.setTimeout(() => {
      this.timer = null
      for (const listener of this.listeners) listener()
    }, TELL_EVERY_MS)
  }
}

interface Started {
  run: LiveRun
  readonly stopper: AbortController
  readonly done: Promise<void>
}

/** The key of a run. A rehearsed feature may have the name of a real one; no real one has a slash in it. */
export function runKey(feature: string, isRehearsal = false): string {
  return isRehearsal ? `rehearsal/${feature}` : feature
}

/** The run after one more event. Pure. */
export function withEvent(run: LiveRun, event: ProgressEvent, nowMs: number): LiveRun {
  switch (event.type) {
    case 'step':
      return { ...run, step: event.text }
    case 'gate':
      return withLine(run, event.command, nowMs, (line) => ({ ...line, ...gateLine(event.state, nowMs) }))
    case 'agent':
      return withLine(run, event.line, nowMs, (line) => ({ ...heard(line, event.event, nowMs), heardMs: nowMs }))
  }
}

function withLine(run: LiveRun, name: string, nowMs: number, change: (line: LiveLine) => LiveLine): LiveRun {
  const at = run.lines.findIndex((line) => line.name === name)
  const fresh: LiveLine = {
    name,
    startedMs: nowMs,
    endedMs: null,
    state: 'running',
    lastAction: '',
    heardMs: null,
    waitsUntilMs: null,
    usage: null,
  }
  if (at < 0) return { ...run, lines: [...run.lines, change(fresh)] }
  return { ...run, lines: run.lines.map((line, index) => (index === at ? change(line) : line)) }
}

function gateLine(state: 'running' | 'passed' | 'failed', nowMs: number): Partial<LiveLine> {
  if (state === 'running') return { state: 'running', startedMs: nowMs, endedMs: null, lastAction: 'running' }
  return { state: state === 'passed' ? 'answered' : 'failed', endedMs: nowMs, lastAction: state }
}

function heard(line: LiveLine, event: AgentEvent, nowMs: number): LiveLine {
  switch (event.type) {
    case 'start':
      return { ...doing(line, `${event.agent} starts`), startedMs: nowMs, endedMs: null, state: 'running' }
    case 'waiting':
      return { ...doing(line, `waits for ${event.on}`), waitsUntilMs: event.forS === null ? 'open' : nowMs + event.forS * 1000 }
    case 'text':
    case 'thinking':
    case 'tool':
    case 'change':
      return doing(line, doingWords(event))
    case 'retry':
      return doing(line, `again: ${event.reason}`)
    case 'usage':
      return { ...line, usage: event.usage }
    case 'end':
      return { ...line, ...outcome(event.outcome, line), endedMs: nowMs, waitsUntilMs: null, usage: event.usage }
  }
}

function doing(line: LiveLine, words: string | null): LiveLine {
  return words === null ? line : { ...line, lastAction: oneLine(words), waitsUntilMs: null }
}

/** What it did last tells why it failed; nothing more of it matters where it did not. */
function outcome(state: 'answered' | 'failed' | 'cancelled', { lastAction }: LiveLine): Pick<LiveLine, 'state' | 'lastAction'> {
  return { state, lastAction: state === 'failed' && lastAction !== '' ? lastAction : state }
}

const LAST_ACTION_CHARS = 200
/** White space of this much text is enough to look at for so short a line; an agent may print a whole file at once. */
const LOOKED_AT_CHARS = 1_000

function oneLine(text: string): string {
  return text.trimStart().slice(0, LOOKED_AT_CHARS).replace(/\s+/g, ' ').trim().slice(0, LAST_ACTION_CHARS)
}
