import { ConfirmationModal, type App, type TFile } from 'obsidian'
import { REHEARSAL_ROOT } from './place.ts'

const SHOWN = 5

/** Asks before files go to the trash with a rehearsal that are none of its own. */
export function confirmOthers(app: App, others: readonly TFile[]): Promise<boolean> {
  return new Promise((resolve) => {
    let sure = false
    const modal = new ConfirmationModal(app)
    modal.setTitle('Remove your files too?')
    modal.contentEl.createEl('p', { text: `The folder "${REHEARSAL_ROOT}" holds files that are not the rehearsal’s:` })
    const list = modal.contentEl.createEl('ul')
    for (const { path } of others.slice(0, SHOWN)) list.createEl('li', { text: path.slice(REHEARSAL_ROOT.length + 1) })
    if (others.length > SHOWN) list.createEl('li', { text: `${String(others.length - SHOWN)} more` })
    modal.contentEl.createEl('p', { text: 'Cancel and move them out of it to keep them; else they go to the trash with it.' })
    modal.addButton((button) =>
      button
        .setButtonText('Remove all')
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
