import type { Forge } from './forge.ts'

/** `obsidian://forge-pipeline?…` shows; it never runs and never answers, because any program may open a link. */
export function registerLinks(_forge: Forge): void {
  return
}
