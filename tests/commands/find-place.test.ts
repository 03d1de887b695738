import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findPlace, ownRepos, type Wanted } from '../../src/commands/find-place.ts'
import type { DeviceConfig } from '../../src/device/config.ts'

const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'forge-place-')))
const at = (...parts: readonly string[]): string => path.join(root, ...parts)
for (const folder of ['notes/forge', 'work/forge', 'shop/docs/forge', 'shop/src', 'shop/vendor/lib', 'tool', 'elsewhere', 'bare'])
  mkdirSync(at(folder), { recursive: true })
symlinkSync(at('shop'), at('link'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const EMPTY: DeviceConfig = { vaults: {}, repos: {}, agents: {}, worktreesAt: null, envFile: null, agentsMayAnswer: false, goOn: false }
const CONFIG: DeviceConfig = {
  ...EMPTY,
  vaults: { notes: at('notes'), work: at('work') },
  repos: {
    shop: { path: at('shop'), vault: 'notes' },
    lib: { path: at('shop/vendor/lib'), vault: 'work' },
    tool: { path: at('tool'), vault: 'work' },
  },
}

async function find(wanted: Partial<Wanted>, config = CONFIG) {
  const place = await findPlace(config, { vault: null, repo: null, folder: at('elsewhere'), ...wanted })
  return place.ok ? [path.relative(root, place.value.vault), place.value.repoName] : place.error.code
}

describe('where a command is', () => {
  it.each([
    ['inside a linked repo', { folder: at('shop/src') }, ['notes', 'shop']],
    ['inside the innermost of nested repos', { folder: at('shop/vendor/lib') }, ['work', 'lib']],
    ['inside a repo that is reached through a link', { folder: at('link/src') }, ['notes', 'shop']],
    ['inside a vault that one repo is linked to', { folder: at('notes/forge') }, ['notes', 'shop']],
    ['inside a vault that several are linked to', { folder: at('work') }, ['work', null]],
    ['by the name of a repo', { repo: 'tool' }, ['work', 'tool']],
    ['by the folder of a repo', { repo: '../shop/src' }, ['notes', 'shop']],
    ['by a vault', { vault: '../notes' }, ['notes', 'shop']],
    ['nowhere, with several vaults', {}, 'no-vault'],
    ['a repo that is not linked', { repo: 'other' }, 'no-repo'],
    ['a folder without forge', { vault: at('bare') }, 'no-vault'],
    ['a folder that is not there', { vault: at('gone') }, 'no-vault'],
  ] as const)('%s', async (_, wanted, expected) => {
    expect(await find(wanted)).toEqual(expected)
  })

  it('is only a repo of that vault where a person has the vault open', async () => {
    const inside = { ...CONFIG, vaults: { ...CONFIG.vaults, docs: at('shop/docs') } }
    const open = async (folder: string) => find({ vault: folder, folder }, await ownRepos(inside, folder))
    expect(await find({ vault: at('shop/docs'), folder: at('shop/docs') }, inside)).toEqual(['shop/docs', 'shop'])
    expect(await open(at('shop/docs'))).toEqual(['shop/docs', null])
    expect(await open(at('notes'))).toEqual(['notes', 'shop'])
    expect(await open(at('work'))).toEqual(['work', null])
  })

  it('is the only vault there is, from anywhere', async () => {
    expect(await find({}, { ...CONFIG, vaults: { notes: at('notes') }, repos: { shop: { path: at('shop'), vault: 'notes' } } })).toEqual([
      'notes',
      'shop',
    ])
    expect(await find({}, EMPTY)).toBe('no-vault')
  })
})
