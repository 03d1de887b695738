import type { AgentEvent, Usage } from '../agents/port.ts'
import { doingWords } from '../runs/agent-words.ts'
import type { ProgressEvent } from '../runs/run.ts'
import type { Screen } from './screen.ts'

const TEXT_COLUMNS_MIN = 40
/** Room for the name of the line, the elapsed time and the marks around them. */
const FRAME_COLUMNS = 36

interface Line {
  readonly startedMs: number
  usage: Usage | null
  /** What it was last said to do. */
  doing: AgentEvent['type'] | null
}

/** Prints a run's progress, one line per event: who, how long, what; never more than the terminal is wide. */
export function progressPrinter(screen: Screen, now: () => number): (event: ProgressEvent) => void {
  const lines = new Map<string, Line>()
  return (event) => {
    const text = describe(event, lines, now)
    if (text !== null) screen.stderr(`${clip(text, screen.columns)}\n`)
  }
}

function describe(event: ProgressEvent, lines: Map<string, Line>, now: () => number): string | null {
  switch (event.type) {
    case 'step':
      return `• ${oneLine(event.text)}`
    case 'gate':
      return event.state === 'running'
        ? `  gate   ${event.command} …`
        : `  gate   ${event.command}: ${event.state} (${seconds(event.durationS)})`
    case 'agent':
      return describeAgent(event.line, event.event, lines, now)
  }
}

function describeAgent(name: string, event: AgentEvent, lines: Map<string, Line>, now: () => number): string | null {
  if (event.type === 'start') lines.set(name, { startedMs: now(), usage: null, doing: null })
  const line = lines.get(name) ?? { startedMs: now(), usage: null, doing: null }
  if (event.type === 'usage') line.usage = event.usage
  const said = sayEvent(event)
  // A CLI may tell again and again that it thinks, and no more than that.
  const isSaid = event.type === 'thinking' && event.text === '' && line.doing === 'thinking'
  if (said !== null) line.doing = event.type
  return said === null || isSaid ? null : `  ${name.padEnd(18)} ${seconds((now() - line.startedMs) / 1000).padStart(6)}  ${oneLine(said)}`
}

function sayEvent(event: AgentEvent): string | null {
  switch (event.type) {
    case 'start':
      return `${event.agent} starts`
    case 'text':
    case 'thinking':
    case 'tool':
    case 'change':
    case 'waiting':
    case 'usage':
      return doingWords(event)
    case 'retry':
      return `again: ${event.reason}`
    case 'end':
      return `${event.outcome} · ${describeUsage(event.usage)}`
  }
}

/** `1.2 k tokens in, 180 out, $0.12`; what nobody knows is left out. */
export function describeUsage(usage: Usage): string {
  const cost = usage.costUsd === null ? 'cost unknown' : `$${usage.costUsd.toFixed(2)}`
  return `${thousands(usage.tokensIn)} tokens in, ${thousands(usage.tokensOut)} out, ${cost}`
}

function thousands(count: number): string {
  return count < 1000 ? String(count) : `${(count / 1000).toFixed(1)} k`
}

function seconds(value: number): string {
  return value < 60 ? `${value.toFixed(1)} s` : `${String(Math.floor(value / 60))}:${String(Math.floor(value % 60)).padStart(2, '0')} min`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function clip(text: string, columns: number): string {
  const width = Math.max(columns, TEXT_COLUMNS_MIN + FRAME_COLUMNS) - 1
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}
