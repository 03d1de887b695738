import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ok } from '../../src/basics/result.ts'
import { addAgent, addLink, readConfig } from '../../src/device/config.ts'
import { changeConfig, checkChange, type ConfigChange } from '../../src/device/edit-config.ts'
import { configFile, type DevicePlace } from '../../src/device/place.ts'
import { temp } from '../node/temp.ts'

const TEXT = `# mine
vaults: { notes: /n }
repos:
  shop: { path: /srv/shop, vault: notes } # the shop
agents:
  # the good one
  claude: { kind: claude, model: big } # paid
  me: { kind: person }
go_on: true # at night
`

function withConfig(text: string): { readonly place: DevicePlace; readonly read: () => string } {
  const place = { platform: 'linux', home: '/home/me', env: { FORGE_HOME: temp() } } as const
  if (text !== '') writeFileSync(configFile(place), text)
  return { place, read: () => readFileSync(configFile(place), 'utf8') }
}

describe('one change of the device config', () => {
  it.each<[ConfigChange, string, string]>([
    [{ what: 'device', key: 'go_on', value: null }, 'go_on: true # at night\n', ''],
    [{ what: 'agent', name: 'claude', key: 'pays', value: 'api' }, 'model: big }', 'model: big, pays: api }'],
    [{ what: 'agent', name: 'claude', key: 'model', value: null }, ', model: big }', ' }'],
    [{ what: 'agent', name: 'me', key: 'argv', value: ['a b', 'c'] }, 'kind: person }', 'kind: person, argv: [ a b, c ] }'],
    [{ what: 'agent', name: 'claude', key: 'fallback', value: 'me' }, 'model: big }', 'model: big, fallback: me }'],
    [{ what: 'agent', name: 'claude', key: 'price', value: { in: 2, out: 10 } }, 'model: big }', 'model: big, price: { in: 2, out: 10 } }'],
    [{ what: 'moved', which: 'repo', name: 'shop', path: '/new/shop' }, '/srv/shop', '/new/shop'],
    [{ what: 'moved', which: 'vault', name: 'notes', path: '/new/n' }, 'notes: /n', 'notes: /new/n'],
    [{ what: 'remove', from: 'agents', name: 'me' }, '  me: { kind: person }\n', ''],
  ])('%j changes these bytes alone', async (change, before, after) => {
    const { place, read } = withConfig(TEXT)
    expect(await changeConfig(place, change)).toEqual(ok(true))
    expect(read()).toBe(TEXT.replace(before, after))
    expect(await changeConfig(place, change)).toEqual(ok(false))
  })

  it('begins the file where there is none, or nothing in it', async () => {
    for (const text of ['', '# nothing yet\n']) {
      const { place, read } = withConfig(text)
      expect(await changeConfig(place, { what: 'device', key: 'env_file', value: '~/.env' })).toEqual(ok(true))
      expect(read()).toBe(`${text}${text === '' ? '' : '\n'}env_file: ~/.env\n`)
    }
  })

  it.each(['---\n', 'null\n', '~\n', '--- # mine\n', '# mine\n~ # too\n', '---\n# mine\n...\n'])(
    'takes %j like an empty file',
    async (text) => {
      const { place, read } = withConfig(text)
      expect(await changeConfig(place, { what: 'remove', from: 'agents', name: 'a' })).toEqual(ok(false))
      expect(await changeConfig(place, { what: 'device', key: 'go_on', value: true })).toEqual(ok(true))
      expect(await addAgent(place, 'me', { kind: 'person' })).toEqual(ok(true))
      expect(await readConfig(place)).toMatchObject({ ok: true, value: { goOn: true, agents: { me: { kind: 'person' } } } })
      for (const comment of text.match(/# \w+/g) ?? []) expect(read()).toContain(comment)
      const other = withConfig(text)
      expect(await addAgent(other.place, 'me', { kind: 'person' })).toEqual(ok(true))
      expect(await readConfig(other.place)).toMatchObject({ ok: true, value: { agents: { me: { kind: 'person' } } } })
    },
  )

  it('says where an entry stands for another one, instead of changing neither or both', async () => {
    const text = 'agents:\n  a: &a { kind: claude }\n  b: *a\n'
    const { place, read } = withConfig(text)
    const changed = await changeConfig(place, { what: 'agent', name: 'b', key: 'pays', value: 'api' })
    expect(changed).toMatchObject({ ok: false, error: { code: 'bad-config', what: 'agents.b was not changed.' } })
    expect(read()).toBe(text)
    expect(await changeConfig(place, { what: 'remove', from: 'agents', name: 'b' })).toEqual(ok(true))
    expect(read()).toBe('agents:\n  a: &a { kind: claude }\n')
  })

  it('tells nothing that stands in the file where that is no YAML', async () => {
    const secret = 'sk-ant-0123456789'
    for (const line of [
      `*${secret}`,
      `"${secret}`,
      `!${secret} x`,
      `|${secret}`,
      `"\\${secret}"`,
      `{ a: ${secret} ]`,
      `@${secret}`,
      `%${secret}`,
    ]) {
      const { place } = withConfig(`agents: { a: { kind: claude, env: { K: v } } }\nenv_file: ${line}\n`)
      const read = await readConfig(place)
      expect(read.ok, line).toBe(false)
      expect(JSON.stringify(read), line).not.toMatch(/sk-ant|0123/)
    }
    const open = await readConfig(withConfig('go_on: [\n').place)
    expect(open.ok ? '' : open.error.why).toMatch(/\(line \d+, column \d+\)\.$/)
  })

  it('stores nothing that is not allowed, and tells why before it is tried', async () => {
    const { place, read } = withConfig(TEXT.replace('big }', 'big, fallback: me }'))
    const was = read()
    for (const change of [
      { what: 'device', key: 'worktrees_at', value: 'here' },
      { what: 'agent', name: 'claude', key: 'kind', value: 'parrot' },
      { what: 'remove', from: 'agents', name: 'me' },
    ] as const) {
      const checked = await checkChange(place, change)
      expect(checked).toMatchObject({ ok: false, error: { code: 'bad-config' } })
      expect(await changeConfig(place, change)).toEqual(checked)
    }
    expect(await checkChange(place, { what: 'device', key: 'worktrees_at', value: '/here' })).toEqual(ok(undefined))
    expect(read()).toBe(was)
  })

  it('brings nothing back that is gone meanwhile', async () => {
    const { place, read } = withConfig(TEXT)
    const change = { what: 'agent', name: 'gone', key: 'pays', value: 'api' } as const
    const why = 'There is no agent called gone on this device any more.'
    expect(await checkChange(place, change)).toMatchObject({ ok: false, error: { code: 'bad-config', why } })
    expect(await changeConfig(place, change)).toMatchObject({ ok: false, error: { code: 'bad-config', why } })
    expect(await changeConfig(place, { what: 'moved', which: 'repo', name: 'gone', path: '/x' })).toEqual(ok(false))
    expect(read()).toBe(TEXT)
  })

  it('links a vault and its repo together or not at all', async () => {
    const { place, read } = withConfig(TEXT)
    expect(await addLink(place, '/w', 'my shop', { path: '/r', vault: 'work' })).toMatchObject({ ok: false })
    expect(await addLink(place, '/w', 'shop', { path: '/r', vault: 'work' })).toMatchObject({ ok: false })
    expect(read()).toBe(TEXT)
    expect(await addLink(place, '/w', 'till', { path: '/r', vault: 'work' })).toEqual(ok(true))
    expect(read()).toContain('work: /w')
  })
})
