import { TFile, TFolder, type App } from 'obsidian'

/** The folder of the vault that holds a rehearsal, beside `forge/` and unseen by it. */
export const REHEARSAL_ROOT = 'Forge rehearsal'

/** The notes of the rehearsal, by path; none where there is no rehearsal. */
export function rehearsalNotes({ app }: { readonly app: App }): readonly TFile[] {
  const root = app.vault.getFolderByPath(REHEARSAL_ROOT)
  return root === null ? [] : notesBelow(root).sort((a, b) => (a.path < b.path ? -1 : 1))
}

export function hasRehearsal({ app }: { readonly app: App }): boolean {
  return app.vault.getFolderByPath(REHEARSAL_ROOT) !== null
}

function notesBelow(folder: TFolder): TFile[] {
  return folder.children.flatMap((child) => {
    if (child instanceof TFolder) return notesBelow(child)
    return child instanceof TFile && child.extension === 'md' ? [child] : []
  })
}
