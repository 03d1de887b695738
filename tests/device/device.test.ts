import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ok, type Result } from '../../src/basics/result.ts'
import { mayAnswer } from '../../src/device/answering.ts'
import { addAgent, addRepo, addVault, readConfig, type DeviceConfig } from '../../src/device/config.ts'
import { configFile, deviceFolder, trustFile, type DevicePlace } from '../../src/device/place.ts'
import { approve, readTrust } from '../../src/device/trust.ts'
import { temp } from '../node/temp.ts'

function placeIn(folder: string): DevicePlace {
  return { platform: 'linux', home: '/home/me', env: { FORGE_HOME: folder } }
}

function withConfig(text: string): DevicePlace {
  const place = placeIn(temp())
  writeFileSync(configFile(place), text)
  return place
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.what} ${result.error.why}`)
  return result.value
}

describe('the place of the device config', () => {
  it('is fixed per system', () => {
    const env = { APPDATA: '/roaming', XDG_CONFIG_HOME: '/elsewhere' }
    expect(deviceFolder({ platform: 'linux', home: '/home/me', env })).toBe('/home/me/.config/forge-pipeline')
    expect(deviceFolder({ platform: 'darwin', home: '/Users/me', env })).toBe('/Users/me/Library/Application Support/forge-pipeline')
    expect(deviceFolder({ platform: 'win32', home: '/home/me', env })).toBe('/roaming/forge-pipeline')
    expect(deviceFolder({ platform: 'win32', home: '/home/me', env: {} })).toBe('/home/me/AppData/Roaming/forge-pipeline')
    expect(deviceFolder({ platform: 'darwin', home: '/', env: { FORGE_HOME: '/t' } })).toBe('/t')
  })
})

describe('the device config', () => {
  const EMPTY: DeviceConfig = { vaults: {}, repos: {}, agents: {}, worktreesAt: null, envFile: null, agentsMayAnswer: false, goOn: false }

  it('is empty where there is no file, or nothing in it', async () => {
    expect(await readConfig(placeIn(temp()))).toEqual(ok(EMPTY))
    for (const text of ['', '# nothing yet\n', 'vaults:\nrepos:\nagents: {}\nworktrees_at: null\n']) {
      expect(await readConfig(withConfig(text)), text).toEqual(ok(EMPTY))
    }
  })

  it('is read as documented, with the home folder filled in', async () => {
    const place = withConfig(`
vaults: { notes: ~/notes }
repos: { shop: { path: /srv/shop, vault: notes } }
agents:
  claude: { kind: claude, pays: plan }
  cheap:  { kind: claude, model: some-model, pays: api, env: { ANTHROPIC_AUTH_TOKEN: "\${CHEAP_KEY}" }, fallback: claude }
  mine:   { kind: command, argv: [node, /home/me/agent.mjs], unconfined: true, path: ~/bin/x }
  me:     { kind: person }
worktrees_at: ~
env_file: ~/.env
agents_may_answer: true
go_on: true
`)
    const config = value(await readConfig(place))
    const agent = {
      model: null,
      pays: 'plan',
      env: {},
      argv: [],
      path: null,
      unconfined: false,
      fallback: null,
      price: null,
      maxToolCalls: null,
    }
    expect(config).toEqual({
      vaults: { notes: '/home/me/notes' },
      repos: { shop: { path: '/srv/shop', vault: 'notes' } },
      agents: {
        claude: { ...agent, kind: 'claude' },
        cheap: {
          ...agent,
          kind: 'claude',
          model: 'some-model',
          pays: 'api',
          env: { ANTHROPIC_AUTH_TOKEN: '${CHEAP_KEY}' },
          fallback: 'claude',
        },
        mine: { ...agent, kind: 'command', pays: 'api', argv: ['node', '/home/me/agent.mjs'], unconfined: true, path: '/home/me/bin/x' },
        me: { ...agent, kind: 'person', pays: 'api' },
      },
      worktreesAt: null,
      envFile: '/home/me/.env',
      agentsMayAnswer: true,
      goOn: true,
    })
    expect(Object.keys(config.agents)).toEqual(['claude', 'cheap', 'mine', 'me'])
  })

  it.each([
    ['vaults: [a]', 'vaults has a wrong value', 'a mapping from a name to a folder'],
    ['vaults: { notes: notes }', 'vaults.notes has a wrong value', 'an absolute path'],
    ['vaults: { "a:b": /n }', 'vaults.a:b', 'A name is 1 to 60 letters'],
    ['vault: /n', 'vault is no key', 'vaults, repos, agents, worktrees_at, env_file, agents_may_answer, go_on'],
    ['agents: { a: { kind: gpt } }', 'agents.a.kind has a wrong value', 'claude, codex, gemini'],
    ['agents: { a: { kind: claude, modell: x } }', 'agents.a.modell is no key', 'kind, model, pays, env, argv, path, unconfined, fallback'],
    ['agents: { a: { model: x } }', 'agents.a.kind is missing', 'kind, model'],
    ['agents: { a: { kind: command } }', 'agents.a', 'needs argv'],
    ['agents: { a: { kind: claude, env: { A: 1 } } }', 'agents.a.env.A', 'put numbers in quotes'],
    ['agents: { a: { kind: claude, fallback: b } }', '', 'agents.a.fallback is b, which is not one of agents: a.'],
    ['repos: { r: { path: /r, vault: v } }', '', 'repos.r.vault is v, which is not one of vaults: none.'],
    ['repos: { r: { path: /r } }', 'repos.r.vault is missing', 'path, vault'],
    ['go_on: yes', 'go_on has a wrong value', 'true or false'],
    ['- a', 'the file has a wrong value', 'Allowed in the device config'],
    ['a: [', '', 'not valid YAML'],
    ['vaults: {}\nvaults: {}', '', 'not valid YAML'],
  ])('says what is wrong with %s', async (text, what, why) => {
    const place = withConfig(text)
    const read = await readConfig(place)
    expect(read).toMatchObject({ ok: false, error: { code: 'bad-config' } })
    if (read.ok) return
    expect(read.error.what).toContain(configFile(place))
    expect(read.error.what).toContain(what)
    expect(read.error.why).toContain(why)
    expect(read.error.next).not.toContain('the file in that file')
  })

  it('is refused where it is no UTF-8', async () => {
    const place = placeIn(temp())
    writeFileSync(configFile(place), Buffer.from([0x61, 0x3a, 0x20, 0xff]))
    expect(await readConfig(place)).toMatchObject({ ok: false, error: { code: 'bad-config' } })
  })
})

describe('an edit of the device config', () => {
  it('makes the file and reads back', async () => {
    const place = placeIn(path.join(temp(), 'not', 'yet'))
    expect(await addVault(place, 'notes', '/n')).toEqual(ok(true))
    expect(await addRepo(place, 'shop', { path: '/r', vault: 'notes' })).toEqual(ok(true))
    expect(await addAgent(place, 'mine', { kind: 'command', argv: ['node', 'a b.mjs'] })).toEqual(ok(true))
    const config = value(await readConfig(place))
    expect([config.vaults, config.repos, config.agents['mine']?.argv]).toEqual([
      { notes: '/n' },
      { shop: { path: '/r', vault: 'notes' } },
      ['node', 'a b.mjs'],
    ])
    const before = readFileSync(configFile(place), 'utf8')
    expect(await addVault(place, 'notes', '/n')).toEqual(ok(false))
    expect(await addRepo(place, 'shop', { path: '/r', vault: 'notes' })).toEqual(ok(false))
    expect(await addAgent(place, 'mine', { kind: 'person' })).toEqual(ok(false))
    expect(readFileSync(configFile(place), 'utf8')).toBe(before)
  })

  it('keeps comments, order and the line breaks of the person', async () => {
    const text = [
      '# mine',
      'agents:  # all of them',
      '  claude: { kind: claude } # paid',
      '',
      '# where notes are',
      'vaults: { notes: ~/n } # all',
      'repos:',
      '',
    ].join('\r\n')
    const place = withConfig(text)
    expect(await addVault(place, 'notes', '/home/me/n')).toEqual(ok(false))
    value(await addRepo(place, 'shop', { path: '/r', vault: 'notes' }))
    value(await addVault(place, 'work', '/w'))
    const written = readFileSync(configFile(place), 'utf8')
    for (const comment of ['# mine', '# all of them', '# paid', '# where notes are', '# all', 'notes: ~/n'])
      expect(written).toContain(comment)
    expect(written.replaceAll('\r\n', '')).not.toContain('\n')
    expect(written.indexOf('agents:')).toBeLessThan(written.indexOf('vaults:'))
    expect(value(await readConfig(place)).vaults).toEqual({ notes: '/home/me/n', work: '/w' })
  })

  it('keeps what was written beside an empty mapping', async () => {
    const place = withConfig('vaults: # where notes are\nrepos: # my repos\n# agents come last\nagents: # see wiki\n')
    value(await addVault(place, 'notes', '/n'))
    value(await addAgent(place, 'mine', { kind: 'person' }))
    const written = readFileSync(configFile(place), 'utf8')
    for (const comment of ['# where notes are', '# my repos', '# agents come last', '# see wiki']) expect(written).toContain(comment)
    expect(value(await readConfig(place)).vaults).toEqual({ notes: '/n' })
  })

  it('never changes what a name points to, and never touches a file that is wrong', async () => {
    const place = withConfig('vaults: { notes: /n }\n')
    expect(await addVault(place, 'notes', '/other')).toMatchObject({
      ok: false,
      error: { code: 'bad-config', why: 'It points somewhere else.' },
    })
    expect(await addRepo(place, 'shop', { path: '/r', vault: 'nowhere' })).toMatchObject({ ok: false, error: { code: 'bad-config' } })
    expect(readFileSync(configFile(place), 'utf8')).toBe('vaults: { notes: /n }\n')
    const broken = withConfig('vaults: [\n')
    expect(await addVault(broken, 'a', '/a')).toMatchObject({ ok: false, error: { code: 'bad-config' } })
    expect(readFileSync(configFile(broken), 'utf8')).toBe('vaults: [\n')
  })

  it('loses none of several at once', async () => {
    const place = placeIn(temp())
    await Promise.all(['a', 'b', 'c'].map((name) => addVault(place, name, `/${name}`)))
    expect(Object.keys(value(await readConfig(place)).vaults).sort()).toEqual(['a', 'b', 'c'])
  })
})

describe('trust', () => {
  const REPO = '/srv/shop'

  it('is for exact texts of one repo', async () => {
    const place = placeIn(temp())
    expect(value(await readTrust(place)).trusted(REPO, 'npm test')).toBe(false)
    value(await approve(place, REPO, ['npm test', 'echo "a: b" # c\nls\n', 'npm test'], '2026-03-05'))
    value(await approve(place, '/other', ['make'], '2026-03-06'))
    const trust = value(await readTrust(place))
    expect(['npm test', 'echo "a: b" # c\nls\n', 'npm test ', 'make'].map((command) => trust.trusted(REPO, command))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(trust.untrusted(REPO, ['make', 'npm test', 'make', 'x'])).toEqual(['make', 'x'])
    expect(trust.approvals('/other')).toMatchObject([{ text: 'make', date: '2026-03-06' }])
  })

  it('adds nothing twice', async () => {
    const place = placeIn(temp())
    value(await approve(place, REPO, ['npm test'], '2026-03-05'))
    const before = readFileSync(trustFile(place), 'utf8')
    value(await approve(place, REPO, ['npm test'], '2026-03-06'))
    expect(readFileSync(trustFile(place), 'utf8')).toBe(before)
  })

  it('does not follow a text that was changed in the file', async () => {
    const place = placeIn(temp())
    value(await approve(place, REPO, ['npm test'], '2026-03-05'))
    const changed = readFileSync(trustFile(place), 'utf8').replace('npm test', 'rm -rf x')
    writeFileSync(trustFile(place), changed)
    expect(value(await readTrust(place)).trusted(REPO, 'rm -rf x')).toBe(false)
  })

  it('says when its file is broken', async () => {
    const place = placeIn(temp())
    mkdirSync(deviceFolder(place), { recursive: true })
    writeFileSync(trustFile(place), 'repos: 3\n')
    expect(await readTrust(place)).toMatchObject({ ok: false, error: { code: 'bad-config' } })
  })
})

describe('who may answer', () => {
  const config: DeviceConfig = { vaults: {}, repos: {}, agents: {}, worktreesAt: null, envFile: null, agentsMayAnswer: false, goOn: false }

  it('is a person in a plain environment', () => {
    const plain: readonly Readonly<Record<string, string>>[] = [
      {},
      { PATH: '/bin', CLAUDECODE: '' },
      { GEMINI_CLI: '0', OPENCODE: 'false' },
      { CODEX_HOME: '/c', GEMINI_CLI_HOME: '/g' },
    ]
    for (const env of plain) {
      expect(mayAnswer(env, config), JSON.stringify(env)).toEqual(ok(undefined))
    }
  })

  it.each([
    'FORGE_RUN_MARK',
    'CLAUDECODE',
    'CODEX_SANDBOX',
    'CODEX_SANDBOX_NETWORK_DISABLED',
    'CODEX_THREAD_ID',
    'GEMINI_CLI',
    'QWEN_CODE',
    'OPENCODE',
  ])('is nobody where %s is set, unless the device allows it', (name) => {
    expect(mayAnswer({ [name]: '1' }, config)).toMatchObject({ ok: false, error: { code: 'agent-may-not-answer' } })
    expect(mayAnswer({ [name]: '1' }, { ...config, agentsMayAnswer: true })).toEqual(ok(undefined))
  })

  it('sees an agent of its own that cleared its environment', () => {
    expect(mayAnswer({}, config, [{}, { FORGE_RUN_MARK: 'x' }])).toMatchObject({ ok: false, error: { code: 'agent-may-not-answer' } })
    expect(mayAnswer({}, config, [{ CLAUDECODE: '1' }])).toEqual(ok(undefined))
  })
})
