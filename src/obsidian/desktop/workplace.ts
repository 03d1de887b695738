import { FileSystemAdapter, type App } from 'obsidian'
import { systemClock } from '../../basics/clock.ts'
import { failure } from '../../basics/failure.ts'
import { failed, ok, type Result } from '../../basics/result.ts'
import { findPlace, ownRepos } from '../../commands/find-place.ts'
import type { Workplace } from '../../commands/workplace.ts'
import { readConfig } from '../../device/config.ts'
import type { DevicePlace } from '../../device/place.ts'
import { environment, homeFolder, platform } from '../../node/environment.ts'
import { joinFolders, loginShellPath, pathFolders } from '../../node/programs.ts'
import type { Watcher } from '../live-runs.ts'
import { keychainOf } from '../keychain.ts'
import { ObsidianVault } from '../obsidian-vault.ts'
import { isRehearsed, rehearsalProgram } from './rehearsal-program.ts'

/** Where this device keeps its own files, as the terminal finds them too, and its secrets, as Obsidian alone does. */
export function devicePlace(app: App): DevicePlace {
  const env = environment()
  const keychain = keychainOf(app)
  return { platform: platform(), home: env['HOME'] ?? homeFolder(), env, ...(keychain === null ? {} : { keychain }) }
}

/** A window's PATH and shell stay as they are, so the shell is asked until it has told. */
const shellPaths = new Map<string, Promise<string | null>>()

/**
 * `devicePlace` with the PATH of the person's terminal: an app that was started from a desktop has hardly any, and the git, the gates and
 * the agents that run in a terminal must run here.
 */
export async function terminalPlace(app: App): Promise<DevicePlace> {
  const device = devicePlace(app)
  const own = device.env['PATH'] ?? ''
  const key = `${device.env['SHELL'] ?? ''}\n${own}`
  const asked = shellPaths.get(key) ?? loginShellPath(device.env)
  shellPaths.set(key, asked)
  const path = await asked
  if (path === null) shellPaths.delete(key)
  if (path === null) return device
  return { ...device, env: { ...device.env, PATH: joinFolders(pathFolders(joinFolders([path, own]))) } }
}

/**
 * The open vault as the commands take it, with the repos that are linked to it and no others; paths and links as this device knows them,
 * and the PATH of the person's terminal, which alone may know git.
 */
export async function openWorkplace(app: App, watcher = unwatched()): Promise<Result<Workplace>> {
  return open(app, watcher, await terminalPlace(app))
}

/** For what reads and starts no program, so that no shell is waited for. */
export function openQuietly(app: App): Promise<Result<Workplace>> {
  return open(app, unwatched(), devicePlace(app))
}

/** Nobody watches, nothing stops it. */
function unwatched(): Watcher {
  return { stop: new AbortController().signal, progress: () => undefined }
}

async function open(app: App, watcher: Watcher, device: DevicePlace): Promise<Result<Workplace>> {
  const folder = folderOf(app)
  if (folder === null) return failed(noFolder())
  const read = await readConfig(device)
  if (!read.ok) return read
  const config = await ownRepos(read.value, folder)
  const place = await findPlace(config, { vault: folder, repo: null, folder })
  if (!place.ok) return place
  const rehearsal = isRehearsed(config) ? await rehearsalProgram(device) : null
  const face = { name: 'obsidian', clock: systemClock, rehearsal, ...watcher } as const
  return ok({ vault: new ObsidianVault(app), vaultFolder: folder, repoName: place.value.repoName, config, device, face })
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
