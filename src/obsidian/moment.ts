import type { Moment } from './actions.ts'
import type { Forge } from './forge.ts'
import { canRun } from './load-desktop.ts'

/** What an action looks at now. `feature`: the one it is about, null where it is about none. */
export function momentOf({ app, device, runs }: Forge, feature: string | null): Moment {
  return { canRun: canRun(app), isRunning: feature !== null && runs.of(feature) !== null, here: device.known() }
}
