import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ok } from '../../src/basics/result.ts'
import { openFolderVault } from '../../src/vault/folder-vault.ts'
import { rootedVault } from '../../src/vault/rooted-vault.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { keepsTheVaultContract } from './vault-contract.ts'

const home = mkdtempSync(path.join(os.tmpdir(), 'forge-rooted-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

async function open(): Promise<{ readonly folder: string; readonly vault: Vault }> {
  const folder = mkdtempSync(path.join(home, 'vault-'))
  const vault = await openFolderVault(folder, path.join(home, 'locks'))
  if (!vault.ok) throw new Error(vault.error.what)
  return { folder, vault: vault.value }
}

describe('a vault in a folder of a vault', () => {
  keepsTheVaultContract(async () => rootedVault((await open()).vault, 'Some place'))

  it('keeps its notes below its folder, and sees none of the other’s', async () => {
    const { folder, vault } = await open()
    const inner = rootedVault(vault, 'Some place')
    await vault.create('forge/active/outer.md', '---\nat: outer\n---\n')
    await inner.create('forge/active/inner.md', '---\nat: inner\n---\n')
    expect((await vault.list('forge')).map((note) => note.path)).toEqual(['forge/active/outer.md'])
    expect(await inner.list('forge')).toEqual([{ path: 'forge/active/inner.md', keys: { at: 'inner' }, broken: null }])
    expect(await inner.read('forge/active/outer.md')).toEqual(ok(null))
    expect(readdirSync(path.join(folder, 'Some place/forge/active'))).toEqual(['inner.md'])
  })
})
