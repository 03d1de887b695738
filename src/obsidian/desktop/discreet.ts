import { maskOf } from '../../agents/secrets.ts'
import type { DeviceConfig } from '../../device/config.ts'
import type { DevicePlace } from '../../device/place.ts'

/** `~` for the home folder, wherever a text names it. Pure. */
export function withTilde(text: string, home: string): string {
  if (home.length < 2) return text
  const literal = home.replace(/[\\/]+$/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.replace(new RegExp(`${literal}(?![\\w.-])`, 'g'), '~')
}

/**
 * Makes texts fit for a note that others may read: no home folder, no value that an agent's `env` or a secret of the environment holds.
 * `fileEnv`: the variables of the env_file.
 */
export function discreet(
  { home, env }: DevicePlace,
  config: DeviceConfig | null,
  fileEnv: Readonly<Record<string, string>>,
): (text: string) => string {
  const own = Object.values(config?.agents ?? {}).flatMap((agent) => Object.values(agent.env))
  const values = [...own, ...Object.values(fileEnv)].map((value, at) => [`SECRET_${String(at)}`, value] as const)
  const mask = maskOf({ ...env, ...Object.fromEntries(values) })
  return (text) => withTilde(mask(text), home)
}
