import { exitOf } from '../basics/failure.ts'
import { noSuchFeature, pickFeature } from '../commands/pick-feature.ts'
import { readStatus } from '../commands/status.ts'
import { readFeatures } from '../feature/feature.ts'
import { openWorkplaceHere } from './open-workplace.ts'
import { describeFeature, describeStatus } from './print-status.ts'
import { failurePrintout } from './screen.ts'
import type { Act } from './verb.ts'

/** What waits, what is next, and every feature or the one that was named. */
export const status: Act = async (place, common, [said = null]) => {
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return failurePrintout(workplace.error, exitOf(workplace.error.code))
  const all = await readStatus(workplace.value.vault)
  if (said === null) return { document: all, text: describeStatus(all), exit: 0 }
  const { features } = await readFeatures(workplace.value.vault)
  const picked = pickFeature(features, said, 'any')
  if (!picked.ok) return failurePrintout(picked.error, exitOf(picked.error.code))
  const one = all.features.find((feature) => feature.feature === picked.value.name)
  if (one !== undefined) return { document: { ...all, features: [one] }, text: describeFeature(one), exit: 0 }
  const error = noSuchFeature(picked.value.name, features)
  return failurePrintout(error, exitOf(error.code))
}
