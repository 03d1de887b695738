import type { Clock } from '../basics/clock.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { askAgent } from './ask.ts'
import type { Desk } from './ask.ts'
import { inspect, prepare } from './check.ts'
import type { Lookup, Ready } from './check.ts'
import type { AgentConfig } from './config.ts'
import type { Device } from './environment.ts'
import { unknownAgent, waitsForPerson } from './failures.ts'
import { openFinder } from './find.ts'
import type { Stream } from './hearing.ts'
import { NO_USAGE } from './port.ts'
import type { AgentEvent, AgentReport, Agents, Ask, Reply } from './port.ts'

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
  /** One line of what an agent printed (`out`, `err`) or of what Forge has to say about it; secrets are masked. */
  log(line: string, stream: Stream, text: string): void
  progress(line: string, event: AgentEvent): void
}

/** The agents of this device, bound to one run. Every process carries a mark that begins with the run's id. */
export function openAgents(on: AgentsDevice, run: AgentsRun): Agents {
  const lookup = lookupOf(on)
  const names = Object.keys(on.agents)
  const prepared = new Map<string, ReturnType<typeof prepare>>()
  let processes = 0
  const desk: Desk = {
    runId: run.runId,
    feature: run.feature,
    timeoutMs: run.timeoutMs,
    clock: run.clock,
    stop: run.stop,
    mark: () => `${run.runId}/${String((processes += 1))}`,
    log: (line, stream, text) => run.log(line, stream, text),
    progress: (line, event) => run.progress(line, event),
  }
  const ready = async (name: string): Promise<Result<Ready>> => {
    const config = on.agents[name]
    if (config === undefined) return failed(unknownAgent(name, names))
    const found = prepared.get(name) ?? prepare(name, config, lookup)
    prepared.set(name, found)
    const result = await found
    if (!result.ok) return failed(result.error.failure)
    return result.value.kind.name === 'person' ? failed(waitsForPerson(name)) : result
  }
  return {
    names,
    check: (wanted) => check(wanted, on, lookup),
    ask: async <T>(ask: Ask<T>): Promise<Reply<T>> => {
      const found = await ready(ask.agent)
      return found.ok ? askAgent(ask, found.value, desk) : { usage: NO_USAGE, answer: failed(found.error) }
    },
  }
}

/** Every agent of this device with what keeps it from working, for `forge doctor` and `forge agents`. Spends no model call. */
export async function inspectAgents(on: AgentsDevice): Promise<readonly AgentReport[]> {
  const lookup = lookupOf(on)
  const looked = await Promise.all(Object.entries(on.agents).map(([name, config]) => inspect(name, config, lookup)))
  return looked.map(({ report }) => report)
}

async function check(wanted: readonly string[], on: AgentsDevice, lookup: Lookup): Promise<Result<readonly AgentReport[]>> {
  const names = [...new Set(wanted)]
  const looked = await Promise.all(
    names.map(async (name) => {
      const config = on.agents[name]
      return config === undefined ? failed(unknownAgent(name, Object.keys(on.agents))) : ok(await inspect(name, config, lookup))
    }),
  )
  const reports: AgentReport[] = []
  for (const one of looked) {
    if (!one.ok) return one
    if (one.value.failure !== null) return failed(one.value.failure)
    reports.push(one.value.report)
  }
  return ok(reports)
}

function lookupOf(on: AgentsDevice): Lookup {
  return { device: on.device, home: on.home, rehearsal: on.rehearsal, finder: openFinder(on.device, on.home) }
}
