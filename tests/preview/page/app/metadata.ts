import * as M from 'obsidian-test-mocks/obsidian'
import type { DiskVault } from './disk-vault.ts'

/** Obsidian reads a note's metadata in a worker, so the cache lags behind the vault's own events. */
const LAG_MS = 15

/** The mocks' metadata cache over a vault on disk, with Obsidian's lag, and true to renames and deletions. `base`: the app it looks files up in. */
export function metadataOf(base: M.App, vault: DiskVault): M.MetadataCache {
  // The cache parses at once whatever the vault it listens to tells of; this one tells later what the real vault told.
  const relay = M.Vault.create2__(vault.adapter)
  const cache = M.MetadataCache.create2__(base, relay)
  cache.getFirstLinkpathDest = (linkpath) => destination(vault, linkpath)
  for (const event of ['create', 'modify'] as const) {
    vault.on(event, (file) => window.setTimeout(() => file instanceof M.TFile && !file.deleted__ && relay.trigger(event, file), LAG_MS))
  }
  vault.on('rename', (file, before) => {
    const known = cache.cache__.get(String(before))
    cache.cache__.delete(String(before))
    if (known !== undefined && file instanceof M.TFile) cache.cache__.set(file.path, known)
  })
  vault.on('delete', (file) => {
    if (!(file instanceof M.TFile)) return
    const known = cache.cache__.get(file.path) ?? null
    cache.cache__.delete(file.path)
    window.setTimeout(() => cache.trigger('deleted', file, known), LAG_MS)
  })
  return cache
}

/** Waits until the cache knows what the vault held. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    window.setTimeout(resolve, LAG_MS * 2)
  })
}

function destination(vault: DiskVault, linkpath: string): M.TFile | null {
  const name = linkpath.split('#')[0] ?? ''
  const direct = vault.getFileByPath(name) ?? vault.getFileByPath(`${name}.md`)
  return direct ?? vault.getFiles().find((file) => file.basename === name || file.name === name) ?? null
}
