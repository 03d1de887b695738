import { latest, type Feature } from '../feature/feature.ts'
import { confirm } from './confirm.ts'
import type { Forge } from './forge.ts'

/** Asks before a feature is given up. */
export function confirmDrop(forge: Forge, feature: string): Promise<boolean> {
  const about = whatBecomes(forge.features.of(feature)?.feature ?? null)
  return confirm(forge.app, { title: `Drop ${feature}?`, button: 'Drop', about })
}

/** What happens to it, one to three sentences. */
export function whatBecomes(feature: Feature | null): string {
  const kept = [
    feature !== null && latest(feature, 'court') !== null && 'The decision stays.',
    feature !== null && isBegun(feature) && 'What was committed to its branch stays.',
  ]
  return ['Its notes move to the archive.', ...kept].filter((sentence) => sentence !== false).join(' ')
}

/** A branch may be there as soon as a plan is approved; the sentence is true of an empty one as well. */
function isBegun(feature: Feature): boolean {
  const step = latest(feature, 'implement')?.keys['step']
  return step !== undefined && step !== 'planning' && step !== 'planned'
}
