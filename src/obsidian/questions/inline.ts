import type { Forge } from '../forge.ts'

/** Draws buttons under the option list of each open question of a note in reading view. */
export function showQuestionButtons(_forge: Forge): void {
  return
}
