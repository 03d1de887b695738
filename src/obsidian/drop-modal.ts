import { ConfirmationModal } from 'obsidian'
import type { Forge } from './forge.ts'

/** Asks before a feature is given up. */
export function confirmDrop(forge: Forge, feature: string): Promise<boolean> {
  return new Promise((resolve) => {
    let sure = false
    const modal = new ConfirmationModal(forge.app)
    modal.setTitle(`Drop ${feature}?`)
    modal.setContent('Its notes move to the archive. The decision, the branch and every commit stay.')
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
