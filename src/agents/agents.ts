import type { Clock } from '../basics/clock.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { askAgent } from './ask.ts'
import type { Asked } from './ask.ts'
import { inspect, prepare } from './check.ts'
import type { Lookup, Ready } from './check.ts'
import type { AgentConfig } from './config.ts'
import type { Desk } from './desk.ts'
import type { Device } from './environment.ts'
import { stoppedBefore, unknownAgent, waitsForPerson } from './failures.ts'
import { openFinder } from './find.ts'
import type { Stream } from './hearing.ts'
import { isUnconfined } from './holding.ts'
import { kindOf } from './kinds.ts'
import { openLedger, UNLIMITED } from './ledger.ts'
import type { Left } from './ledger.ts'
import { NO_USAGE, addUsage } from './port.ts'
import type { AgentEvent, AgentReport, Agents, Ask, Reply } from './port.ts'

/** Before the second and the third try where a service is overloaded. */
const WAITS_MS = [10_000, 45_000]

/** The agents of a device, and how to find them. */
export interface AgentsDevice {
  /** By name, in the order of the device config. */
  readonly agents: Readonly<Record<string, AgentConfig>>
  readonly device: Device
  /** Absolute path of the person's home folder. */
  readonly home: string
  /** Program and arguments that play the rehearsal (node and its script); null where this face cannot. */
  readonly rehearsal: readonly string[] | null
}

/** What binds them to one run. */
export interface AgentsRun {
  readonly runId: string
  readonly feature: string
  /** For one try of one question. */
  readonly timeoutMs: number
  readonly clock: Clock
  readonly stop: AbortSignal
  /** What all of them together may yet use; without it, as much as they like. */
  readonly left?: Left
  /** How long is waited before each further try where a service is overloaded. */
  readonly waitsMs?: readonly number[]
  /** One line of what an agent printed (`out`, `err`) or of what Forge has to say about it; secrets are masked. */
  log(line: string, stream: Stream, text: string): void
  progress(line: string, event: AgentEvent): void
}

/** The agents of this device, bound to one run. Every process carries a mark that begins with the run's id. */
export function openAgents(on: AgentsDevice, run: AgentsRun): Agents {
  const lookup = { ...lookupOf(on, run.stop), stop: run.stop }
  const prepared = new Map<string, ReturnType<typeof prepare>>()
  const ready = async (name: string): Promise<Result<Ready>> => {
    const config = on.agents[name]
    if (config === undefined) return failed(unknownAgent(name, Object.keys(on.agents)))
    const found = prepared.get(name) ?? prepare(name, config, lookup)
    prepared.set(name, found)
    const result = await found
    if (!result.ok) return failed(result.error.failure)
    return result.value.kind.name === 'person' ? failed(waitsForPerson(name)) : result
  }
  const desk = deskOf(run)
  return {
    names: Object.keys(on.agents),
    check: (wanted, editors = []) => check(wanted, editors, on, lookup),
    ask: (ask) => askInTurn(ask, chainOf(ask.agent, on.agents), ready, desk, (name) => familyOf(name, on)),
  }
}

function deskOf(run: AgentsRun): Desk {
  let processes = 0
  return {
    runId: run.runId,
    feature: run.feature,
    timeoutMs: run.timeoutMs,
    clock: run.clock,
    stop: run.stop,
    ledger: openLedger(run.left ?? UNLIMITED, run.clock),
    waitsMs: run.waitsMs ?? WAITS_MS,
    mark: () => `${run.runId}/${String((processes += 1))}`,
    log: (line, stream, text) => run.log(line, stream, text),
    progress: (line, event) => run.progress(line, event),
  }
}

/** An agent and those that take over from it, each once. */
function chainOf(name: string, agents: Readonly<Record<string, AgentConfig>>): readonly string[] {
  const chain = [name]
  for (let next = agents[name]?.fallback ?? null; next !== null && !chain.includes(next); next = agents[next]?.fallback ?? null)
    chain.push(next)
  return chain
}

type Prepare = (name: string) => Promise<Result<Ready>>

/** Asks the first of a chain; the next takes over where it could not answer for reasons that are not the question's. */
async function askInTurn<T>(
  ask: Ask<T>,
  chain: readonly string[],
  ready: Prepare,
  desk: Desk,
  family: (name: string) => string,
): Promise<Reply<T>> {
  let usage = NO_USAGE
  for (const [at, name] of chain.entries()) {
    desk.progress(ask.line, { type: 'start', agent: name })
    const asked = await askOne({ ...ask, agent: name }, ready, desk)
    usage = addUsage(usage, asked.usage)
    const next = chain[at + 1]
    if (asked.answer.ok || asked.trouble === null || next === undefined || desk.stop.aborted) {
      const { answer, unconfined } = asked
      desk.progress(ask.line, { type: 'end', outcome: outcomeOf(answer), usage })
      return {
        usage,
        answer,
        ...(at === 0 ? {} : { by: { agent: name, family: family(name) } }),
        ...(unconfined === true ? { unconfined } : {}),
      }
    }
    const reason = `${next} takes over from ${name}. ${asked.answer.error.what} ${asked.answer.error.why}`
    desk.log(ask.line, 'forge', reason)
    desk.progress(ask.line, { type: 'retry', reason })
  }
  throw new Error('A chain of agents has at least one')
}

async function askOne<T>(ask: Ask<T>, ready: Prepare, desk: Desk): Promise<Asked<T>> {
  const found = await ready(ask.agent)
  if (found.ok) {
    const asked = await askAgent(ask, found.value, desk)
    return isUnconfined(found.value.kind, found.value.config, ask.access) ? { ...asked, unconfined: true } : asked
  }
  return { usage: NO_USAGE, answer: failed(found.error), trouble: found.error.code === 'agent-missing' ? 'missing' : null }
}

function familyOf(name: string, on: AgentsDevice): string {
  const config = on.agents[name]
  return (config === undefined ? null : kindOf(config.kind)?.family(config)) ?? name
}

function outcomeOf(answer: Result<unknown>): 'answered' | 'failed' | 'cancelled' {
  if (answer.ok) return 'answered'
  return answer.error.code === 'cancelled' ? 'cancelled' : 'failed'
}

/** Every agent of this device with what keeps it from working, for `forge doctor` and `forge agents`. Spends no model call. */
export async function inspectAgents(on: AgentsDevice): Promise<readonly AgentReport[]> {
  const lookup = lookupOf(on)
  const looked = await Promise.all(Object.entries(on.agents).map(([name, config]) => inspect(name, config, 'read', lookup)))
  return looked.map(({ report }) => report)
}

async function check(
  wanted: readonly string[],
  editors: readonly string[],
  on: AgentsDevice,
  lookup: Lookup & { readonly stop: AbortSignal },
): Promise<Result<readonly AgentReport[]>> {
  const names = [...new Set(wanted)]
  const looked = await Promise.all(names.map((name) => checkChain(name, editors.includes(name) ? 'edit' : 'read', on, lookup)))
  if (lookup.stop.aborted) return failed(stoppedBefore())
  const reports: AgentReport[] = []
  for (const one of looked) {
    if (!one.ok) return one
    reports.push(one.value)
  }
  return ok(reports)
}

/** An agent that cannot work is no obstacle where one that takes over can. */
async function checkChain(name: string, access: 'read' | 'edit', on: AgentsDevice, lookup: Lookup): Promise<Result<AgentReport>> {
  const chain = chainOf(name, on.agents)
  let first: Result<never> | null = null
  for (const one of chain) {
    const config = on.agents[one]
    if (config === undefined) return first ?? failed(unknownAgent(one, Object.keys(on.agents)))
    const { report, failure } = await inspect(one, config, access, lookup)
    if (failure === null) return ok({ ...report, name })
    if (!TAKEN_OVER.has(failure.code)) return first ?? failed(failure)
    first ??= failed(failure)
  }
  return first ?? failed(unknownAgent(name, Object.keys(on.agents)))
}

const TAKEN_OVER: ReadonlySet<string> = new Set(['agent-missing', 'agent-not-logged-in'])

function lookupOf(on: AgentsDevice, stop: AbortSignal | null = null): Lookup {
  return { device: on.device, home: on.home, rehearsal: on.rehearsal, finder: openFinder(on.device, on.home, stop) }
}
