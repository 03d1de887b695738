import type { App } from 'obsidian'

/** What the system's notifications may tell on this device; kept with the app on this device, never synced. */
export const NOTIFY = ['all', 'questions', 'none'] as const
export type Notify = (typeof NOTIFY)[number]

const KEY = 'forge-notify'

export function readNotify(app: App): Notify {
  const kept: unknown = app.loadLocalStorage(KEY)
  return NOTIFY.find((one) => one === kept) ?? 'all'
}

export function writeNotify(app: App, notify: Notify): void {
  app.saveLocalStorage(KEY, notify)
}
