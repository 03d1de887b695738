import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { openAgents } from '../../../src/agents/agents.ts'
import type { AgentConfig } from '../../../src/agents/config.ts'
import { contractOf } from '../../../src/agents/contract.ts'
import { systemClock } from '../../../src/basics/clock.ts'
import { leaveWith, onStopSignal } from '../../../src/node/console.ts'
import type { Access } from '../../../src/agents/port.ts'

/** What it is to ask, from a file. */
export interface Errand {
  readonly agent: AgentConfig
  readonly env: Readonly<Record<string, string>>
  readonly home: string
  readonly folder: string
  readonly runId: string
  readonly access: Access
  readonly allowedCommands: readonly string[]
}

// Forge as a program of its own that asks one agent, as `cli.ts` does: the first request to end stops the run, a second one leaves at once.
const { agent, env, home, folder, runId, access, allowedCommands } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Errand
const stopper = new AbortController()
onStopSignal(() => stopper.abort())
const silent = { log: () => undefined, progress: () => undefined }
const agents = openAgents(
  { agents: { a: agent }, device: { platform: 'linux', env, fileEnv: {} }, home, rehearsal: null },
  { runId, feature: 'shop', timeoutMs: 120_000, clock: systemClock, stop: stopper.signal, ...silent },
)
const contract = contractOf(v.object({ verdict: v.string() }))
const about = { role: 'builder', focus: null, line: 'a', prompt: 'Build it.', contract, attempt: 1 } as const
void agents.ask({ agent: 'a', folder, access, allowedCommands, ...about }).then(({ answer }) => leaveWith(answer.ok ? 0 : 1))
