import { View, type App, type PaneType, type TFile } from 'obsidian'
import { fileName } from '../notes/names.ts'
import { BOARD_VIEW } from './board/view-type.ts'
import type { Forge } from './forge.ts'
import { guarded } from './guard.ts'

/**
 * Opens a note, also one that was moved, such as into the archive; where it is gone, says so and shows the board. Obsidian itself would
 * write an empty note in its place. The board stays: from there a note opens in a tab of its own. `link`: a path, or the target of a link in the note `from`. Never rejects.
 */
export function openNote(forge: Forge, link: string, pane: PaneType | boolean = false, from = ''): Promise<void> {
  return guarded(forge.notices, { name: 'Open note', about: link }, async () => {
    const at = link.indexOf('#')
    const [path, place] = at < 0 ? [link, ''] : [link.slice(0, at), link.slice(at)]
    const file = findNote(forge.app, path === '' ? from : path, from)
    if (file !== null)
      return forge.app.workspace.openLinkText(file.path + place, from, pane === false && isBoardInFront(forge.app) ? 'tab' : pane)
    forge.notices.say(link, `${fileName(path)} is not there: it was moved, deleted or never written. The board shows what there is.`)
    await forge.perform('board', null)
  })
}

function isBoardInFront({ workspace }: App): boolean {
  const front = workspace.getActiveViewOfType(View)
  return workspace.getLeavesOfType(BOARD_VIEW).some(({ view }) => view === front)
}

function findNote({ vault, metadataCache }: App, path: string, from: string): TFile | null {
  const there = vault.getFileByPath(path) ?? metadataCache.getFirstLinkpathDest(path, from)
  if (there !== null) return there
  const moved = metadataCache.getFirstLinkpathDest(fileName(path).replace(/\.md$/, ''), from)
  // A rehearsal's notes have the names that real ones may have.
  return moved !== null && rootOf(moved.path) === rootOf(path) ? moved : null
}

function rootOf(path: string): string {
  return path.split('/')[0] ?? ''
}
