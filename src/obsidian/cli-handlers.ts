import type { Forge } from './forge.ts'

/** `obsidian forge-pipeline:status` and friends: they read, and never answer or run. */
export function registerCliHandlers(_forge: Forge): void {
  return
}
