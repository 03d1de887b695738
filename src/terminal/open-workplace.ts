import { failed, ok, type Result } from '../basics/result.ts'
import { findPlace } from '../commands/find-place.ts'
import type { Face, Workplace } from '../commands/workplace.ts'
import { readConfig } from '../device/config.ts'
import type { DevicePlace } from '../device/place.ts'
import { homeFolder, platform } from '../node/environment.ts'
import { openFolderVault } from '../vault/folder-vault.ts'
import { progressPrinter } from './progress.ts'
import type { Surroundings } from './surroundings.ts'
import type { CommonFlags } from './verb.ts'

export function devicePlace(place: Surroundings): DevicePlace {
  return { platform: platform(), home: place.env['HOME'] ?? homeFolder(), env: place.env }
}

export function terminalFace(place: Surroundings): Face {
  const { clock, stop, rehearsal, screen } = place
  return { name: 'terminal', clock, stop, rehearsal, progress: progressPrinter(screen, () => clock.now()) }
}

/** The vault and the repo that the flags or the working folder tell. */
export async function openWorkplaceHere(place: Surroundings, common: CommonFlags): Promise<Result<Workplace>> {
  const device = devicePlace(place)
  const config = await readConfig(device)
  if (!config.ok) return config
  const found = await findPlace(config.value, { vault: common.vault, repo: common.repo, folder: place.folder })
  if (!found.ok) return failed(found.error)
  const vault = await openFolderVault(found.value.vault)
  if (!vault.ok) return vault
  return ok({
    vault: vault.value,
    vaultFolder: found.value.vault,
    repoName: found.value.repoName,
    config: config.value,
    device,
    face: terminalFace(place),
  })
}
