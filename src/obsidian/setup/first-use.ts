import type { Forge } from '../forge.ts'

/** Greets a person who has just switched the plugin on; creates nothing. */
export function greet(_forge: Forge): void {
  return
}
