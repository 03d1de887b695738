import { localDay } from '../basics/clock.ts'
import { exitOf } from '../basics/failure.ts'
import type { AgentEvent } from '../agents/port.ts'
import { doingWords } from '../runs/agent-words.ts'
import type { LogLine } from '../runs/log-line.ts'
import type { PastRun, RunState } from '../runs/past-runs.ts'
import type { ProgressEvent } from '../runs/run.ts'
import { clockTime } from './status-bar.ts'

const LINE_CHARS = 400

/** When a run began and how long it took, in this device's time: `2026-03-05 10:02 · 1:05`. */
export function runTime({ began, ended }: PastRun): string {
  const start = new Date(began)
  const length = ended === null ? [] : [clockTime(Date.parse(ended) - start.getTime())]
  return [`${localDay(start)} ${timeOfDay(began).slice(0, 5)}`, ...length].join(' · ')
}

/** What became of a run, in a word or two. The verdict is that of the stage that gave it. */
export function runOutcome({ state, stage, verdict, exit }: PastRun): string {
  if (state !== 'done') return OUTCOMES[state]
  if (exit === WAITS) return 'waits for you'
  return (stage === 'court' || stage === 'critique' ? verdict : null) ?? 'done'
}

/** The exit code of a run that ended in a question. */
const WAITS = exitOf('waits-for-person')

const OUTCOMES: Readonly<Record<Exclude<RunState, 'done'>, string>> = {
  running: 'running',
  failed: 'failed',
  cancelled: 'stopped',
  interrupted: 'interrupted',
}

/** What a person should know besides; null where there is nothing. */
export function runAdvice({ state, error, stage }: PastRun): string | null {
  return state === 'interrupted' ? `It was cut off. Running ${stage} again goes on from there.` : error
}

/** The events of a run's log as plain lines, the last `limit` of them; `cut`: how many came before. */
export function logLines(log: readonly LogLine[], limit: number): { readonly lines: readonly string[]; readonly cut: number } {
  const lines = log.flatMap((line) => {
    const words = lineWords(line)
    return words === null ? [] : [`${timeOfDay(line.at)}  ${words.replace(/\s+/g, ' ').trim().slice(0, LINE_CHARS)}`]
  })
  return { lines: lines.slice(-limit), cut: Math.max(0, lines.length - limit) }
}

/** null for what says nothing new: an agent's own protocol, and figures that its end sums up. */
function lineWords(line: LogLine): string | null {
  switch (line.type) {
    case 'run':
      return `${line.stage} on ${line.feature} begins on ${line.host}`
    case 'event':
      return eventWords(line.event)
    case 'raw':
      return line.text.trim() !== '' && (line.line === 'gate' || line.stream === 'err') ? `${line.line}: ${line.text}` : null
    case 'cut':
      return 'What agents print is not kept from here on.'
    case 'end':
      return line.error === null
        ? `Ended: ${[line.state, line.verdict].filter((part) => part !== null).join(' ')}`
        : `Ended: ${line.error.what} ${line.error.why}`
  }
}

function eventWords(event: ProgressEvent): string | null {
  switch (event.type) {
    case 'step':
      return event.text
    case 'gate':
      return `gate ${event.command}: ${event.state}${event.state === 'running' ? '' : ` after ${clockTime(event.durationS * 1000)}`}`
    case 'agent': {
      const words = agentWords(event.event)
      return words === null ? null : `${event.line}: ${words}`
    }
  }
}

function agentWords(event: AgentEvent): string | null {
  switch (event.type) {
    case 'start':
      return 'starts'
    case 'thinking':
      return event.text === '' ? null : doingWords(event)
    case 'text':
    case 'tool':
    case 'change':
    case 'waiting':
    case 'usage':
      return doingWords(event)
    case 'retry':
      return `again, ${event.reason}`
    case 'end': {
      const { tokensIn, tokensOut, costUsd } = event.usage
      const cost = costUsd === null ? '' : `, $${costUsd.toFixed(2)}`
      return `${event.outcome}, ${String(tokensIn)} tokens in, ${String(tokensOut)} out${cost}`
    }
  }
}

function timeOfDay(iso: string): string {
  const at = new Date(iso)
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}
