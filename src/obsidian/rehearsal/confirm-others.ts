import type { App, TFile } from 'obsidian'
import { confirm } from '../confirm.ts'
import { REHEARSAL_ROOT } from './place.ts'

const SHOWN = 5

/** Asks before files go to the trash with a rehearsal that are none of its own. */
export function confirmOthers(app: App, others: readonly TFile[]): Promise<boolean> {
  return confirm(app, { title: 'Remove your files too?', button: 'Remove all', about: (into) => listOthers(into, others) })
}

function listOthers(into: HTMLElement, others: readonly TFile[]): void {
  into.createEl('p', { text: `The folder "${REHEARSAL_ROOT}" holds files that are not the rehearsal’s:` })
  const list = into.createEl('ul')
  for (const { path } of others.slice(0, SHOWN)) list.createEl('li', { text: path.slice(REHEARSAL_ROOT.length + 1) })
  if (others.length > SHOWN) list.createEl('li', { text: `${String(others.length - SHOWN)} more` })
  into.createEl('p', { text: 'Cancel and move them out of it to keep them; else they go to the trash with it.' })
}
