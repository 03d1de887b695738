import type { Result } from '../basics/result.ts'
import type { DeviceConfig } from '../device/config.ts'
import type { DevicePlace } from '../device/place.ts'
import { cacheFolder } from '../node/environment.ts'
import { join } from '../node/paths.ts'
import { openRepo } from '../repo/open-repo.ts'
import type { RepoRun } from '../repo/open-repo.ts'
import type { Repo } from '../repo/repo.ts'

interface Linked {
  readonly name: string
  readonly path: string
}

/**
 * Opens a linked repo; its worktrees go where the device says, else into the cache folder. `vaultAt`: absolute, null where it does not
 * matter; `run`: the one that it is opened for, null for a look.
 */
export function openLinkedRepo(
  config: DeviceConfig,
  device: DevicePlace,
  linked: Linked,
  vaultAt: string | null,
  run: RepoRun | null = null,
): Promise<Result<Repo>> {
  return openRepo({ ...linked, worktreesAt: worktreesOf(config, device), vaultAt, env: device.env, run })
}

/** The folder below which all worktrees are, absolute. */
export function worktreesOf(config: DeviceConfig, device: DevicePlace): string {
  return config.worktreesAt ?? join(cacheFolder(device.env), 'worktrees')
}
