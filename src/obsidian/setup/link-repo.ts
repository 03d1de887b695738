import type { Forge } from '../forge.ts'

/** Asks for the folder of a repo and links it to this vault on this device. */
export function linkRepo(_forge: Forge): Promise<void> {
  return Promise.resolve()
}
