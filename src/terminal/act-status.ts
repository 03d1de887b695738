import { exitOf } from '../basics/failure.ts'
import { readFeatureStatus, readStatus } from '../commands/status.ts'
import { openWorkplaceHere } from './open-workplace.ts'
import { describeFeature, describeStatus } from './print-status.ts'
import { failurePrintout } from './screen.ts'
import type { Act } from './verb.ts'

/** What waits, what is next, and every feature or the one that was named. */
export const status: Act = async (place, common, [said = null]) => {
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return failurePrintout(workplace.error, exitOf(workplace.error.code))
  const { vault } = workplace.value
  if (said === null) {
    const all = await readStatus(vault)
    return { document: all, text: describeStatus(all), exit: 0 }
  }
  const one = await readFeatureStatus(vault, said)
  if (!one.ok) return failurePrintout(one.error, exitOf(one.error.code))
  return { document: one.value, text: one.value.features.map(describeFeature).join('\n'), exit: 0 }
}
