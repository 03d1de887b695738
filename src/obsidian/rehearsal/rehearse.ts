import type { Forge } from '../forge.ts'

/** Plays a whole journey with the scripted agent, outside `forge/`. */
export function rehearse(_forge: Forge): Promise<void> {
  return Promise.resolve()
}
