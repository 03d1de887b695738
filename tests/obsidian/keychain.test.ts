// @vitest-environment jsdom
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readDeviceHere, lookUpAgents } from '../../src/obsidian/desktop/settings.ts'
import { examineHere } from '../../src/obsidian/desktop/setup.ts'
import { keychainOf, secretId, storeSecret } from '../../src/obsidian/keychain.ts'
import { openDiskApp } from './disk-app.ts'
import { MockApp } from './mock-app.ts'

const SECRET = 'kept-by-obsidian-0123456789'

describe('the secret of a variable', () => {
  it.each([
    ['CHEAP_KEY', 'cheap-key'],
    ['_My_Key_2_', 'my-key-2'],
    ['_', ''],
  ])('%s is kept as %s', (variable, id) => {
    expect(secretId(variable)).toBe(id)
  })

  it('is kept by Obsidian, and taken away', () => {
    const app = new MockApp()
    storeSecret(app.real, 'CHEAP_KEY', SECRET)
    expect(app.secretStorage.getSecret('cheap-key')).toBe(SECRET)
    expect(keychainOf(app.real)?.read('CHEAP_KEY')).toBe(SECRET)
    storeSecret(app.real, 'CHEAP_KEY', '')
    expect([keychainOf(app.real)?.read('CHEAP_KEY'), keychainOf(app.real)?.read('_')]).toEqual([null, null])
  })

  it('is looked for nowhere where Obsidian has no such place, or does not open it', () => {
    const { real } = new MockApp()
    vi.spyOn(real.secretStorage, 'getSecret').mockImplementation(() => {
      throw new Error('The keyring is locked.')
    })
    expect(keychainOf(real)?.read('CHEAP_KEY')).toBeNull()
    expect(keychainOf(Object.assign(new MockApp().real, { secretStorage: undefined }))).toBeNull()
  })
})

describe('what this device says of an agent that asks for secrets', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'forge-keychain-'))
  beforeEach(() => {
    const env = 'env: { A: "x ${CHEAP_KEY}", B: "${FILE_KEY}", C: "${HOME}" }'
    const agent = `{ kind: command, argv: ["${process.execPath}"], ${env} }`
    writeFileSync(path.join(root, 'config.yaml'), `agents: { mine: ${agent} }\nenv_file: ${path.join(root, 'env')}\n`)
    writeFileSync(path.join(root, 'env'), 'FILE_KEY=of-the-file-0123456789\n')
    vi.stubEnv('FORGE_HOME', root)
    vi.stubEnv('HOME', root)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(path.join(root, 'config.yaml'))
  })

  it('names each place that was looked at, and whether it is set where', async () => {
    const { real } = await openDiskApp(root)
    const looked = await lookUpAgents(real)
    expect(looked.ok && looked.value[0]?.problem).toBe(
      'The agent mine cannot be given its environment. Its A asks for ${CHEAP_KEY}, which is set neither in this environment nor in env_file ' +
        "nor in Obsidian's secret storage as cheap-key. Store CHEAP_KEY in the settings, on the page of mine.",
    )
    const view = await readDeviceHere(real)
    expect(view.ok && view.value.agents[0]?.secrets).toEqual([
      { variable: 'CHEAP_KEY', elsewhere: null },
      { variable: 'FILE_KEY', elsewhere: 'env_file' },
      { variable: 'HOME', elsewhere: 'environment' },
    ])
  })

  it('is ready when all is stored', async () => {
    const { real } = await openDiskApp(root)
    storeSecret(real, 'CHEAP_KEY', SECRET)
    expect(await lookUpAgents(real)).toMatchObject({ ok: true, value: [{ problem: null }] })
  })

  it('has no value of a secret in the report of the setup', async () => {
    writeFileSync(
      path.join(root, 'config.yaml'),
      'agents: { mine: { kind: command, argv: [no-such-program], env: { A: "${CHEAP_KEY}" } } }',
    )
    vi.stubEnv('PATH', `/bin:${root}/${SECRET}`)
    const { real } = await openDiskApp(root)
    storeSecret(real, 'CHEAP_KEY', SECRET)
    const said = JSON.stringify(await examineHere(real))
    expect(said).toContain('~/•••')
    expect(said).not.toContain(SECRET)
  })
})
