// @vitest-environment jsdom
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { lookUpAgents, readDeviceHere } from '../../../src/obsidian/desktop/settings.ts'
import { examineHere } from '../../../src/obsidian/desktop/setup.ts'
import { openQuietly } from '../../../src/obsidian/desktop/workplace.ts'
import { openDiskApp } from '../disk-app.ts'

const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'forge-open-')))
const at = (...parts: readonly string[]): string => path.join(root, ...parts)
for (const folder of ['shop/docs/forge', 'notes/forge', 'device']) mkdirSync(at(folder), { recursive: true })
writeFileSync(
  at('device/config.yaml'),
  `vaults: { notes: ${at('notes')}, docs: ${at('shop/docs')} }
repos: { shop: { path: ${at('shop')}, vault: notes } }
agents: { scripted: { kind: rehearsal } }
`,
)
afterAll(() => rmSync(root, { recursive: true, force: true }))

beforeEach(() => {
  vi.stubEnv('FORGE_HOME', at('device'))
  vi.stubEnv('HOME', root)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

async function open(folder: string) {
  const { real } = await openDiskApp(at(folder))
  const workplace = await openQuietly(real)
  if (!workplace.ok) throw new Error(workplace.error.what)
  return { app: real, workplace: workplace.value }
}

describe('the open vault', () => {
  it('works on the repos that are linked to it, and on no other that it lies in', async () => {
    const { app, workplace } = await open('shop/docs')
    expect([workplace.repoName, Object.keys(workplace.config.repos)]).toEqual([null, []])
    const repos = (await examineHere(app)).filter(({ about }) => about === 'repo').map(({ what }) => what)
    expect(repos).toEqual(['No linked repo belongs to this folder.'])
    expect((await open('notes')).workplace.repoName).toBe('shop')
  })

  it('is looked at without a file being written', async () => {
    rmSync(at('device/cache'), { recursive: true, force: true })
    const { real } = await openDiskApp(at('notes'))
    expect(await lookUpAgents()).toMatchObject({ ok: true, value: [{ name: 'scripted' }] })
    await examineHere(real)
    expect(existsSync(at('device/cache'))).toBe(false)
  })

  it('has paths in its settings that a field reads back', async () => {
    const { real } = await openDiskApp(at('notes'))
    expect(await readDeviceHere(real)).toMatchObject({ ok: true, value: { file: '~/device/config.yaml', repos: [{ path: '~/shop' }] } })
  })
})
