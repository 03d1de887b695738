import { ConfirmationModal } from 'obsidian'
import { latest, type Feature } from '../feature/feature.ts'
import type { Forge } from './forge.ts'

/** Asks before a feature is given up. */
export function confirmDrop(forge: Forge, feature: string): Promise<boolean> {
  return new Promise((resolve) => {
    let sure = false
    const modal = new ConfirmationModal(forge.app)
    modal.setTitle(`Drop ${feature}?`)
    modal.setContent(whatBecomes(forge.features.of(feature)?.feature ?? null))
    modal.addButton((button) =>
      button
        .setButtonText('Drop')
        .setDestructive()
        .onClick(() => {
          sure = true
        }),
    )
    modal.addCancelButton()
    modal.setCloseCallback(() => resolve(sure))
    modal.open()
  })
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
