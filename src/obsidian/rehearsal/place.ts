import { TFile, TFolder, type App } from 'obsidian'
import { ABOUT_REHEARSAL, REHEARSED_FEATURE } from '../../commands/about-rehearsal.ts'
import { CORE_RULES, fileName, parseName } from '../../notes/names.ts'

/** The folder of the vault that holds a rehearsal, beside `forge/` and unseen by it. */
export const REHEARSAL_ROOT = 'Forge rehearsal'

export function hasRehearsal({ app }: { readonly app: App }): boolean {
  return app.vault.getFolderByPath(REHEARSAL_ROOT) !== null
}

/** What is in its folder and not of its making. */
export function othersIn({ app }: { readonly app: App }): readonly TFile[] {
  const root = app.vault.getFolderByPath(REHEARSAL_ROOT)
  return root === null ? [] : filesBelow(root).filter((file) => !isOurs(file.path.slice(REHEARSAL_ROOT.length + 1)))
}

function isOurs(path: string): boolean {
  if (path === ABOUT_REHEARSAL) return true
  return path.endsWith('.md') && (path.startsWith(`${CORE_RULES}/`) || isNote(path))
}

function isNote(path: string): boolean {
  return path.startsWith('forge/') && parseName(fileName(path))?.feature === REHEARSED_FEATURE
}

function filesBelow(folder: TFolder): TFile[] {
  return folder.children.flatMap((child) => (child instanceof TFolder ? filesBelow(child) : child instanceof TFile ? [child] : []))
}
