import { inspectAgents } from '../agents/agents.ts'
import type { AgentReport } from '../agents/port.ts'
import { readEnvFile } from '../device/env-file.ts'
import type { DeviceConfig } from '../device/config.ts'
import type { DevicePlace } from '../device/place.ts'
import type { Result } from '../basics/result.ts'
import { ok } from '../basics/result.ts'

/** The agents of this device as they were found; no model is asked. */
export async function readAgents(
  config: DeviceConfig,
  place: DevicePlace,
  rehearsal: readonly string[] | null,
): Promise<Result<readonly AgentReport[]>> {
  const fileEnv = await readEnvFile(config.envFile)
  if (!fileEnv.ok) return fileEnv
  const device = { ...place, fileEnv: fileEnv.value }
  return ok(await inspectAgents({ agents: config.agents, device, home: place.home, rehearsal }))
}

/** The CLIs that are looked for by themselves, so that a first court can sit without a line of config. */
export const FIRST_KINDS = ['claude', 'codex'] as const
/** Those that are looked for where none of the first is there; those that can build come first. */
export const FURTHER_KINDS = ['gemini', 'opencode', 'qwen', 'kimi'] as const
export type FoundKind = (typeof FIRST_KINDS)[number] | (typeof FURTHER_KINDS)[number]

/** Whether CLIs are installed here, each as an agent of its own name with nothing set; no model is asked. */
export function lookForKinds(
  place: DevicePlace,
  rehearsal: readonly string[] | null,
  kinds: readonly FoundKind[],
): Promise<readonly AgentReport[]> {
  const agents = Object.fromEntries(kinds.map((kind) => [kind, { ...BARE, kind }]))
  const device = { platform: place.platform, env: place.env, fileEnv: {} }
  return inspectAgents({ agents, device, home: place.home, rehearsal })
}

const BARE = { model: null, pays: 'plan', env: {}, argv: [], path: null, unconfined: false } as const
