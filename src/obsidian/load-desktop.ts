import { FileSystemAdapter, Platform, type App } from 'obsidian'
import type * as desktop from './desktop/desktop.ts'

export type Desktop = typeof desktop

/** Whether agents can run here: the desktop app, with a vault that is a folder. */
export function canRun(app: App): boolean {
  return Platform.isDesktop && app.vault.adapter instanceof FileSystemAdapter
}

let loaded: Desktop | null = null

/** Everything that needs Node, loaded when it is first needed; null on a phone. */
export async function loadDesktop(app: App): Promise<Desktop | null> {
  if (!canRun(app)) return null
  loaded ??= await import('./desktop/desktop.ts')
  return loaded
}

/** Asks every process that was started here to end, before it returns: for a window that goes away now. */
export function endAllNow(): void {
  loaded?.endAllNow()
}
