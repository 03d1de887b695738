import type { Failure } from '../basics/failure.ts'
import { exists } from '../node/files.ts'
import { join } from '../node/paths.ts'
import type { AgentConfig } from './config.ts'
import { unconfined } from './failures.ts'
import type { Kind } from './kind.ts'
import type { Access } from './port.ts'

/** True where the CLI itself keeps an agent to such access. A program of the person's own is held to nothing. */
export function holds(kind: Kind, access: Access): boolean {
  return kind.holds === 'all' || (kind.holds === 'reading' && access === 'read')
}

/** True where an agent works with such access though nothing holds it to its folder, for this device allows that. */
export function isUnconfined(kind: Kind | null, config: AgentConfig, access: Access): boolean {
  return config.unconfined && !(kind !== null && holds(kind, access) && kind.runsFrom.length === 0)
}

/** Why a question must not be asked, null where it may. A program of the person's own, or a device that allows it, needs no holding. */
export async function whyNotHeld(
  name: string,
  { kind, config }: { readonly kind: Kind; readonly config: AgentConfig },
  access: Access,
  folder: string,
): Promise<Failure | null> {
  const held = whyNotHeldAnywhere(name, kind, config, access)
  if (held !== null || config.unconfined) return held
  const found = await Promise.all(kind.runsFrom.map(async (inside) => ((await exists(join(folder, inside))) ? inside : null)))
  const first = found.find((inside) => inside !== null) ?? null
  return first === null ? null : unconfined(name, `The repo has ${first}, and ${kind.name} runs what is in it`)
}

/** As `whyNotHeld`, as far as it is the same in every folder. */
export function whyNotHeldAnywhere(name: string, kind: Kind, config: AgentConfig, access: Access): Failure | null {
  if (kind.program === null || config.unconfined || holds(kind, access)) return null
  return unconfined(name, `${kind.name} has no way to keep its writing to one folder`)
}
