import type { Forge } from '../forge.ts'

/** Shows the commands that wait for this device's approval; true where the person approved them. */
export function askTrust(_forge: Forge): Promise<boolean> {
  return Promise.resolve(false)
}
