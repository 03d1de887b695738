import { randomUUID } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'

export type Platform = 'linux' | 'darwin' | 'win32'

/** The environment of this process, without names that have no value. */
export function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** Systems other than the three count as Linux, whose customs they share. */
export function platform(): Platform {
  return process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux'
}

export function homeFolder(): string {
  return os.homedir()
}

export function hostName(): string {
  return os.hostname()
}

/** The root where the folder was removed while somebody stands in it, as a worktree is once its work has landed. */
export function currentFolder(): string {
  try {
    return process.cwd()
  } catch {
    return path.parse(homeFolder()).root
  }
}

/** Forge's own folder for what can be made again, inside the cache folder of the system (inside `FORGE_HOME` where that is set). */
export function cacheFolder(env: Readonly<Record<string, string>> = environment()): string {
  const forgeHome = env['FORGE_HOME']
  if (forgeHome !== undefined && forgeHome !== '') return path.join(path.resolve(forgeHome), 'cache')
  return path.join(systemCache(env), 'forge-pipeline')
}

function systemCache(env: Readonly<Record<string, string>>): string {
  if (platform() === 'darwin') return path.join(homeFolder(), 'Library', 'Caches')
  if (platform() === 'win32') return env['LOCALAPPDATA'] ?? path.join(homeFolder(), 'AppData', 'Local')
  const chosen = env['XDG_CACHE_HOME']
  return chosen !== undefined && path.isAbsolute(chosen) ? chosen : path.join(homeFolder(), '.cache')
}

/** A random name that no other has. */
export function newId(): string {
  return randomUUID()
}
