import { maskOf } from '../../agents/secrets.ts'
import type { DeviceConfig } from '../../device/config.ts'
import type { DevicePlace } from '../../device/place.ts'
import { homeFolder } from '../../node/environment.ts'
import { realPath } from '../../node/files.ts'

/** A name goes on with these; a dot only where more of it follows. */
const AFTER = String.raw`(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}_])`
const BEFORE = String.raw`(?<![\p{L}\p{N}_.-])`

/** The home folder of this device under all of its names: as it is set, as the system knows it, and where links lead. */
export async function homesOf({ home, env }: DevicePlace): Promise<readonly string[]> {
  const named = [home, homeFolder(), env['USERPROFILE'] ?? ''].filter((one) => one !== '')
  const real = await Promise.all(named.map((one) => realPath(one)))
  return [...new Set([...named, ...real.filter((one) => one !== null)])]
}

/** `~` for a home folder, wherever a text names it, with `/` or `\\`. For reading only: what comes out need not be a path. Pure. */
export function withTilde(text: string, homes: readonly string[]): string {
  const parts = homes.map((home) => home.split(/[\\/]+/).filter((part) => part !== ''))
  // The longest first: one home may lie inside another.
  const named = homes.map((home, at) => ({ home, parts: parts[at] ?? [] })).sort((a, b) => b.home.length - a.home.length)
  return named.reduce((masked, one) => (isTooShort(one.parts) ? masked : masked.replace(patternOf(one.home, one.parts), '~')), text)
}

/** A whole drive or the root of the system is nobody's home. */
function isTooShort(parts: readonly string[]): boolean {
  return parts.length === 0 || (parts.length === 1 && isDrive(parts[0]))
}

function patternOf(home: string, parts: readonly string[]): RegExp {
  const literal = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join(String.raw`[\\/]+`)
  const root = /^[\\/]/.test(home) ? String.raw`[\\/]+` : ''
  return new RegExp(`${BEFORE}${root}${literal}${AFTER}`, isDrive(parts[0]) ? 'giu' : 'gu')
}

function isDrive(part: string | undefined): boolean {
  return part !== undefined && /^[A-Za-z]:$/.test(part)
}

/** A path below the home folder as a person would type it; reading it gives the path back. Pure. */
export function fromHome(path: string, home: string): string {
  const bare = home.replace(/[\\/]+$/, '')
  if (bare === '' || !path.startsWith(bare)) return path
  const rest = path.slice(bare.length)
  return rest === '' || /^[\\/]/.test(rest) ? `~${rest}` : path
}

/**
 * Makes texts fit for a note that others may read: no home folder, no value that an agent's `env` or a secret of the environment holds.
 * `kept`: the variables of the env_file, and what the app keeps for agents.
 */
export function discreet(
  env: DevicePlace['env'],
  homes: readonly string[],
  config: DeviceConfig | null,
  kept: Readonly<Record<string, string>>,
): (text: string) => string {
  const own = Object.values(config?.agents ?? {}).flatMap((agent) => Object.values(agent.env))
  const values = [...own, ...Object.values(kept)].map((value, at) => [`SECRET_${String(at)}`, value] as const)
  const mask = maskOf({ ...env, ...Object.fromEntries(values) })
  return (text) => withTilde(mask(text), homes)
}
