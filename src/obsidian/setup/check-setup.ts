import type { Forge } from '../forge.ts'

/** Writes a short report of what a run would need and what is missing, and opens it. */
export function checkSetup(_forge: Forge): Promise<void> {
  return Promise.resolve()
}
