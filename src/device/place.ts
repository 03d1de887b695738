import type { Keychain } from '../basics/keychain.ts'
import type { Platform } from '../node/environment.ts'
import { join, resolve } from '../node/paths.ts'

const NAME = 'forge-pipeline'

/** What decides where this device keeps its own files and its secrets. */
export interface DevicePlace {
  readonly platform: Platform
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  /** Where this face finds the secrets that neither the environment nor `env_file` has; absent where it finds none. */
  readonly keychain?: Keychain
}

/** The folder of `config.yaml` and `trust.yaml`: one fixed place per system, because Obsidian and the terminal must find the same one. */
export function deviceFolder({ platform, home, env }: DevicePlace): string {
  const chosen = env['FORGE_HOME']
  if (chosen !== undefined && chosen !== '') return resolve(chosen)
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', NAME)
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), NAME)
  return join(home, '.config', NAME)
}

export function configFile(place: DevicePlace): string {
  return join(deviceFolder(place), 'config.yaml')
}

export function trustFile(place: DevicePlace): string {
  return join(deviceFolder(place), 'trust.yaml')
}
