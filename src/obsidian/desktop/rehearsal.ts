import type { App } from 'obsidian'
import { failure } from '../../basics/failure.ts'
import { failed, ok, type Result } from '../../basics/result.ts'
import { systemClock } from '../../basics/clock.ts'
import { rehearse, type Rehearsed } from '../../commands/rehearse.ts'
import type { DevicePlace } from '../../device/place.ts'
import { removeFolder } from '../../node/files.ts'
import { join } from '../../node/paths.ts'
import { sha256 } from '../../repo/digest.ts'
import { rootedVault } from '../../vault/rooted-vault.ts'
import type { Watcher } from '../live-runs.ts'
import { ObsidianVault } from '../obsidian-vault.ts'
import { REHEARSAL_ROOT } from '../rehearsal/place.ts'
import { findNode, rehearsalFolder, STORY, writeAgent } from './rehearsal-program.ts'
import { devicePlace, folderOf } from './workplace.ts'

/** Long enough to see each juror at work, short enough to watch to the end. */
const PACE_MS = '250'
const PLACE_CHARS = 12

/** Plays the rehearsal into this vault's folder for it, which must be free. Fails where this device cannot play it. */
export async function playRehearsal(app: App, watcher: Watcher): Promise<Result<Rehearsed>> {
  const device = devicePlace(app)
  const node = await findNode(device)
  if (node.path === null) return failed(noNode(node.searched))
  const agent = await writeAgent(device)
  if (!agent.ok) return agent
  const folder = await placeOf(app, device)
  const face = { name: 'obsidian', clock: systemClock, rehearsal: [node.path, agent.value], ...watcher } as const
  const vault = rootedVault(new ObsidianVault(app), REHEARSAL_ROOT)
  const ready = { ...device, env: withPath(device.env, node.pathVariable) }
  return ok(await rehearse({ story: STORY, folder, vault, vaultFolder: folderOf(app) ?? '', device: ready, face }))
}

/** Removes the shop, its worktrees and the config of this vault's rehearsal. */
export async function removeRehearsalPlace(app: App): Promise<Result<void>> {
  return removeFolder(await placeOf(app, devicePlace(app)))
}

/** Each vault has its own, so that two may rehearse at once. */
async function placeOf(app: App, device: DevicePlace): Promise<string> {
  const name = await sha256(folderOf(app) ?? '')
  return join(rehearsalFolder(device), name.slice(0, PLACE_CHARS))
}

/** The gate runs `node` by its name, which a window that was started from the dock may not find. */
function withPath(env: DevicePlace['env'], path: string): DevicePlace['env'] {
  const others = Object.entries(env).filter(([name]) => name.toUpperCase() !== 'PATH')
  return { FORGE_REHEARSAL_PACE_MS: PACE_MS, ...Object.fromEntries(others), PATH: path }
}

function noNode(searched: readonly string[]) {
  return failure(
    'agent-missing',
    'The rehearsal needs Node.js, which was not found.',
    `Looked in ${searched.filter((folder) => folder !== '').join(', ')}.`,
    'Install Node.js 20 or newer (https://nodejs.org), then rehearse again.',
  )
}
