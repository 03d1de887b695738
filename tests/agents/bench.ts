import path from 'node:path'
import * as v from 'valibot'
import { openAgents } from '../../src/agents/agents.ts'
import type { AgentConfig } from '../../src/agents/config.ts'
import { contractOf } from '../../src/agents/contract.ts'
import { UNLIMITED } from '../../src/agents/ledger.ts'
import type { Left } from '../../src/agents/ledger.ts'
import type { AgentEvent, Agents, Ask } from '../../src/agents/port.ts'
import { systemClock } from '../../src/basics/clock.ts'
import { listProcesses } from '../../src/node/process-list.ts'

export const FIXTURES = path.join(import.meta.dirname, 'fixtures')

/** What the fixtures answer: a word, and whatever else they want to tell a test. */
export const Word = v.object({
  word: v.string(),
  asked: v.optional(v.record(v.string(), v.unknown())),
  env: v.optional(v.record(v.string(), v.string())),
  cwd: v.optional(v.string()),
})
export type Word = v.InferOutput<typeof Word>

/** A fixture as a command agent. */
export function fixture(name: string, more: Partial<AgentConfig> = {}, ...args: readonly string[]): AgentConfig {
  return {
    kind: 'command',
    model: null,
    pays: 'api',
    env: {},
    argv: [process.execPath, path.join(FIXTURES, name), ...args],
    path: null,
    unconfined: false,
    ...more,
  }
}

export interface Bench {
  readonly agents: Agents
  readonly runId: string
  readonly events: AgentEvent[]
  readonly log: string[]
  readonly stop: AbortController
  /** How many processes of this bench are alive (Linux). */
  readonly alive: () => Promise<number>
}

let benches = 0

/** Agents of one run, with everything they tell recorded. */
export function bench(
  agents: Readonly<Record<string, AgentConfig>>,
  more: {
    readonly timeoutMs?: number
    readonly env?: Record<string, string>
    readonly left?: Left
    readonly waitsMs?: readonly number[]
  } = {},
): Bench {
  const runId = `test-${String(process.pid)}-${String((benches += 1))}`
  const events: AgentEvent[] = []
  const log: string[] = []
  const stop = new AbortController()
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...more.env }
  const on = { agents, device: { platform: 'linux', env, fileEnv: {} } as const, home: env.HOME, rehearsal: null }
  const run = {
    runId,
    feature: 'billing',
    timeoutMs: more.timeoutMs ?? 60_000,
    left: more.left ?? UNLIMITED,
    waitsMs: more.waitsMs ?? [],
    clock: systemClock,
    stop: stop.signal,
    log: (line: string, stream: string, text: string) => log.push(`${line} ${stream} ${text}`),
    progress: (_line: string, event: AgentEvent) => events.push(event),
  }
  const alive = async (): Promise<number> => (await listProcesses(runId)).filter((one) => one.marked).length
  return { agents: openAgents(on, run), runId, events, log, stop, alive }
}

export function ask(agent: string, more: Partial<Ask<Word>> = {}): Ask<Word> {
  const contract = contractOf(Word)
  return {
    agent,
    role: 'juror',
    focus: 'cost',
    line: `${agent}:cost`,
    prompt: 'Is it worth it?',
    folder: FIXTURES,
    access: 'read',
    contract,
    attempt: 1,
    allowedCommands: [],
    ...more,
  }
}
