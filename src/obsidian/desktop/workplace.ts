import { FileSystemAdapter, type App } from 'obsidian'
import { systemClock } from '../../basics/clock.ts'
import { failure } from '../../basics/failure.ts'
import { failed, ok, type Result } from '../../basics/result.ts'
import { findPlace, ownRepos } from '../../commands/find-place.ts'
import type { Workplace } from '../../commands/workplace.ts'
import { readConfig } from '../../device/config.ts'
import type { DevicePlace } from '../../device/place.ts'
import { environment, homeFolder, platform } from '../../node/environment.ts'
import type { Watcher } from '../live-runs.ts'
import { ObsidianVault } from '../obsidian-vault.ts'
import { isRehearsed, rehearsalProgram } from './rehearsal-program.ts'

/** Where this device keeps its own files, as the terminal finds them too. */
export function devicePlace(): DevicePlace {
  const env = environment()
  return { platform: platform(), home: env['HOME'] ?? homeFolder(), env }
}

/** The open vault as the commands take it, with the repos that are linked to it and no others; paths and links as this device knows them. */
export async function openWorkplace(app: App, watcher: Watcher): Promise<Result<Workplace>> {
  const folder = folderOf(app)
  if (folder === null) return failed(noFolder())
  const device = devicePlace()
  const read = await readConfig(device)
  if (!read.ok) return read
  const config = await ownRepos(read.value, folder)
  const place = await findPlace(config, { vault: folder, repo: null, folder })
  if (!place.ok) return place
  const rehearsal = isRehearsed(config) ? await rehearsalProgram(device) : null
  const face = { name: 'obsidian', clock: systemClock, rehearsal, ...watcher } as const
  return ok({ vault: new ObsidianVault(app), vaultFolder: folder, repoName: place.value.repoName, config, device, face })
}

/** For what looks and does not run: nobody watches, nothing stops it. */
export function openQuietly(app: App): Promise<Result<Workplace>> {
  return openWorkplace(app, { stop: new AbortController().signal, progress: () => undefined })
}

/** The adapter of a desktop vault tells its folder; others have none. */
export function folderOf(app: App): string | null {
  const { adapter } = app.vault
  return adapter instanceof FileSystemAdapter ? adapter.getBasePath() : null
}

export function noFolder() {
  return failure(
    'needs-desktop',
    'This vault is no folder on this device.',
    'Running agents needs the desktop app and a vault on disk.',
    'Open the vault in the desktop app.',
  )
}
