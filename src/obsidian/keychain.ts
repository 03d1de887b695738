import type { App, SecretStorage } from 'obsidian'
import type { Keychain } from '../basics/keychain.ts'

/** What Obsidian keeps the secret of a variable under: `CHEAP_KEY` is `cheap-key`. Its ids have small letters, digits and dashes only. */
export function secretId(variable: string): string {
  return variable
    .toLowerCase()
    .replace(/_/g, '-')
    .replace(/^-+|-+$/g, '')
}

/** Obsidian's secret storage, which is this device's and this vault's alone; null where this Obsidian has none. */
export function keychainOf(app: App): Keychain | null {
  const storage = storageOf(app)
  if (storage === null) return null
  return {
    read: (variable) => secretIn(storage, secretId(variable)),
    placeOf: (variable) => `in Obsidian's secret storage as ${secretId(variable)}`,
    adviceOn: (variable, agent) => `Store ${variable} in the settings, on the page of ${agent}.`,
  }
}

/** Keeps the secret of a variable; '' takes it away, for nothing else does. */
export function storeSecret(app: App, variable: string, secret: string): void {
  storageOf(app)?.setSecret(secretId(variable), secret)
}

function secretIn(storage: SecretStorage, id: string): string | null {
  try {
    return id === '' ? null : storage.getSecret(id) || null
  } catch {
    // What the system does not open for Obsidian is not there for Forge either.
    return null
  }
}

function storageOf(app: App): SecretStorage | null {
  const older: Partial<Pick<App, 'secretStorage'>> = app
  return older.secretStorage ?? null
}
