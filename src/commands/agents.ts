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
  const device = { platform: place.platform, env: place.env, fileEnv: fileEnv.value }
  return ok(await inspectAgents({ agents: config.agents, device, home: place.home, rehearsal }))
}
