import { ok, type Result } from '../../basics/result.ts'
import type { DeviceConfig } from '../../device/config.ts'
import type { DevicePlace } from '../../device/place.ts'
import { openFinder, type Found } from '../../agents/find.ts'
import { writeAtomic } from '../../node/atomic.ts'
import { cacheFolder } from '../../node/environment.ts'
import { exists, readText } from '../../node/files.ts'
import { join } from '../../node/paths.ts'
import type { Story } from '../../commands/rehearsal-place.ts'

/** The story's files, put into main.js by the build: nothing else of Forge's is installed with the plugin. */
declare const FORGE_REHEARSAL: Story

export const STORY: Story = FORGE_REHEARSAL

/** Program and arguments that play the rehearsal's agent on this device; null where it cannot be played. Writes the script where it is not there yet. */
export async function rehearsalProgram(device: DevicePlace): Promise<readonly string[] | null> {
  const { path } = await findNode(device)
  if (path === null) return null
  const agent = await writeAgent(device)
  return agent.ok ? [path, agent.value] : null
}

/** What `rehearsalProgram` would be, where an agent of this device needs it: nothing is written, and without such an agent nothing looked for. */
export async function rehearsalLook(device: DevicePlace, config: DeviceConfig): Promise<readonly string[] | null> {
  if (!isRehearsed(config)) return null
  const { path } = await findNode(device)
  return path === null ? null : [path, agentFile(device)]
}

/** Whether an agent of this device is the scripted one. */
export function isRehearsed({ agents }: DeviceConfig): boolean {
  return Object.values(agents).some((agent) => agent.kind === 'rehearsal')
}

/** This device's folder for rehearsals. */
export function rehearsalFolder({ env }: DevicePlace): string {
  return join(cacheFolder(env), 'rehearsal')
}

/** A window's PATH stays as it is, so one that was found is looked for once. */
const found = new Map<string, Found>()

/** Node on PATH, in the login shell's PATH, or where installers put it. Obsidian itself is no Node that could run a script. */
export async function findNode(device: DevicePlace): Promise<Found> {
  const { platform, env, home } = device
  const key = env['PATH'] ?? ''
  const known = found.get(key)
  if (known !== undefined && (await exists(known.path ?? ''))) return known
  const node = await openFinder({ platform, env, fileEnv: {} }, home).find('node', null)
  if (node.path !== null) found.set(key, node)
  return node
}

/** Gives its file. */
export async function writeAgent(device: DevicePlace): Promise<Result<string>> {
  const file = agentFile(device)
  const text = STORY['agent.mjs'] ?? ''
  const there = await readText(file)
  if (there.ok && there.value === text) return ok(file)
  const written = await writeAtomic(file, text)
  return written.ok ? ok(file) : written
}

function agentFile(device: DevicePlace): string {
  return join(rehearsalFolder(device), 'agent.mjs')
}
