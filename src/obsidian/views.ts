import type { Forge } from './forge.ts'

/** Writes the `.base` views that are not there yet. */
export function writeViews(_forge: Forge): Promise<void> {
  return Promise.resolve()
}
