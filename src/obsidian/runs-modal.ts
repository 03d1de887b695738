import type { Forge } from './forge.ts'

/** Shows the past runs of the linked repo, those of one feature where it is said. */
export function showRuns(_forge: Forge, _feature: string | null): Promise<void> {
  return Promise.resolve()
}
