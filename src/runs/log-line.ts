import * as v from 'valibot'
import type { ExitCode, Failure } from '../basics/failure.ts'
import { FILE_CHANGES } from '../agents/port.ts'
import type { ProgressEvent } from './run.ts'

const text = v.string()
const usageSchema = v.object({ tokensIn: v.number(), tokensOut: v.number(), costUsd: v.nullable(v.number()), durationS: v.number() })

const agentEventSchema = v.variant('type', [
  v.object({ type: v.literal('start'), agent: text }),
  v.object({ type: v.literal('text'), text }),
  v.object({ type: v.literal('thinking'), text }),
  v.object({ type: v.literal('tool'), name: text, detail: text }),
  v.object({ type: v.literal('change'), path: text, what: v.picklist(FILE_CHANGES) }),
  v.object({ type: v.literal('waiting'), on: text, forS: v.nullable(v.number()) }),
  v.object({ type: v.literal('usage'), usage: usageSchema }),
  v.object({ type: v.literal('retry'), reason: text }),
  v.object({ type: v.literal('end'), outcome: v.picklist(['answered', 'failed', 'cancelled']), usage: usageSchema }),
])

const progressSchema: v.GenericSchema<unknown, ProgressEvent> = v.variant('type', [
  v.object({ type: v.literal('step'), text }),
  v.object({ type: v.literal('agent'), line: text, event: agentEventSchema }),
  v.object({ type: v.literal('gate'), command: text, state: v.picklist(['running', 'passed', 'failed']), durationS: v.number() }),
])

const failureSchema = v.object({ code: text, what: text, why: text, next: text })

const startSchema = v.object({
  type: v.literal('run'),
  id: text,
  feature: text,
  stage: text,
  at: text,
  pid: v.number(),
  born: text,
  host: text,
})
const endSchema = v.object({
  type: v.literal('end'),
  at: text,
  exit: v.number(),
  state: text,
  verdict: v.nullable(text),
  error: v.nullable(failureSchema),
})

const lineSchema = v.variant('type', [
  startSchema,
  v.object({ type: v.literal('event'), at: text, event: progressSchema }),
  v.object({ type: v.literal('raw'), at: text, line: text, stream: text, text }),
  v.object({ type: v.literal('cut'), at: text }),
  endSchema,
])

/** One line of a run's log. `at` is an ISO time; `cut` says that what agents print is not kept from there on. */
export type LogLine = v.InferOutput<typeof lineSchema>
export type LogStart = v.InferOutput<typeof startSchema>
export type LogEnd = v.InferOutput<typeof endSchema>

/** How a run ended, as its log keeps it. */
export interface RunEnding {
  readonly exit: ExitCode
  readonly state: string
  readonly verdict: string | null
  readonly error: Failure | null
}

export function printLine(line: LogLine): string {
  return JSON.stringify(line)
}

/** null for what is no line of a log, such as one that a kill cut short. */
export function parseLine(text: string): LogLine | null {
  const read = v.safeParse(lineSchema, parseJson(text))
  return read.success ? read.output : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
