import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inspectAgents } from '../../src/agents/agents.ts'
import { openFinder } from '../../src/agents/find.ts'
import type { Finder } from '../../src/agents/find.ts'
import { bench, ask, fixture } from './bench.ts'

let root = ''

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'forge-find-'))
})
afterEach(async () => {
  await rm(root, { recursive: true, force: true })
})

async function program(file: string, text = '#!/bin/sh\n', mode = 0o755): Promise<string> {
  const full = path.join(root, file)
  await mkdir(path.dirname(full), { recursive: true })
  await writeFile(full, text)
  await chmod(full, mode)
  return full
}

function finder(env: Record<string, string>): Finder {
  return openFinder({ platform: 'linux', env, fileEnv: {} }, path.join(root, 'home'))
}

describe.skipIf(process.platform === 'win32')('finding a program', () => {
  it('PATH first, skipping what is no program, and its own folder leads the PATH it gets', async () => {
    await program('a/tool', 'text', 0o644)
    await mkdir(path.join(root, 'b/tool'), { recursive: true })
    const tool = await program('c/tool')
    await program('c/node')
    const found = await finder({ PATH: [`${root}/a`, '.', `${root}/b`, `${root}/c`].join(':') }).find('tool', null)
    expect(found.path).toBe(tool)
    expect(found.pathVariable).toBe([`${root}/c`, `${root}/a`, `${root}/b`].join(':'))
  })

  it('then what the login shell sets up, however much it prints', async () => {
    const tool = await program('shell/tool')
    const shell = await program('noisy-shell', `#!/bin/sh\necho Welcome; export PATH="${root}/shell:$PATH"; shift; eval "$1"; echo Bye\n`)
    const found = await finder({ PATH: '/nowhere', SHELL: shell }).find('tool', null)
    expect(found.path).toBe(tool)
    expect(found.pathVariable.split(':')).toContain(`${root}/shell`)
  })

  it('and waits for no login shell once the run is stopped', async () => {
    const up = path.join(root, 'up')
    const shell = await program('slow-shell', `#!/bin/sh\n: > ${up}\nexec sleep 60\n`)
    const { agents, stop } = bench({ mine: fixture('', { argv: ['no-such-tool'] }) }, { env: { PATH: '/usr/bin:/bin', SHELL: shell } })
    const checked = agents.check(['mine'])
    while (!existsSync(up)) await new Promise(setImmediate)
    const began = performance.now()
    stop.abort()
    expect(await checked).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(performance.now() - began).toBeLessThan(20_000)
  })

  it('then the usual places, the newest node first', async () => {
    await program('home/.nvm/versions/node/v9.0.0/bin/tool')
    const newest = await program('home/.nvm/versions/node/v20.1.0/bin/tool')
    const found = await finder({ PATH: '/nowhere' }).find('tool', null)
    expect(found.path).toBe(newest)
    expect(found.searched).toEqual(expect.arrayContaining(['/nowhere', `${root}/home/.local/bin`]))
  })

  it('with the node that a script needs, wherever that is', async () => {
    const tool = await program('a/tool')
    await program('home/.local/share/fnm/node-versions/v9.0.0/installation/bin/node')
    const node = await program('home/.local/share/fnm/node-versions/v22.1.0/installation/bin/node')
    const found = await finder({ PATH: `${root}/a` }).find('tool', null)
    expect(found).toMatchObject({ path: tool, searched: [`${root}/a`] })
    expect(found.pathVariable).toBe([`${root}/a`, path.dirname(node)].join(':'))
  })

  it('only where the setting says', async () => {
    const tool = await program('a/tool')
    expect((await finder({ PATH: `${root}/a` }).find('tool', `${root}/b/tool`)).path).toBeNull()
    expect((await finder({ PATH: '' }).find('tool', tool)).path).toBe(tool)
    expect((await finder({ PATH: '' }).find(tool, null)).path).toBe(tool)
  })

  it('on Windows as what starts there, and neither as a text for another shell nor as one that an editor opens', async () => {
    for (const name of ['tool', 'tool.ps1', 'tool.cmd', 'tool.js', 'other', 'other.ps1']) await program(`a/${name}`)
    const windows = openFinder({ platform: 'win32', env: { PATH: `${root}/a`, PATHEXT: '.js;.ps1;.exe;.cmd' }, fileEnv: {} }, root)
    const upper = await program('b/tool.CMD')
    expect((await windows.find('other', null)).path).toBeNull()
    expect((await windows.find('tool.cmd', null)).path).toBe(`${root}/a/tool.cmd`)
    const node = await program('volta/bin/node.EXE')
    const withNode = openFinder({ platform: 'win32', env: { PATH: `${root}/a`, VOLTA_HOME: `${root}/volta` }, fileEnv: {} }, root)
    expect((await withNode.find('tool', `${root}/a/tool.cmd`)).pathVariable.split(':')).toContain(path.dirname(node))
    for (const named of ['tool', 'tool.ps1']) expect((await windows.find(named, `${root}/b/${named}`)).path).toBe(upper)
  })

  it('with the node of the shell before the one of the desktop', async () => {
    await program('desktop/node')
    await program('shell/node')
    await program('npm/tool')
    const shell = await program('a-shell', `#!/bin/sh\nexport PATH="${root}/shell:${root}/npm:${root}/desktop"; eval "$2"\n`)
    const found = await finder({ PATH: `${root}/desktop`, SHELL: shell }).find('tool', null)
    expect(found.pathVariable).toBe([`${root}/npm`, `${root}/shell`, `${root}/desktop`].join(':'))
  })

  it('where the person has put what is usually below the home folder', async () => {
    const tool = await program('elsewhere/bin/tool')
    expect((await finder({ PATH: '/nowhere', VOLTA_HOME: `${root}/elsewhere` }).find('tool', null)).path).toBe(tool)
  })

  it('never by a path that depends on the folder', async () => {
    expect(await finder({ PATH: root }).find('a/tool', null)).toMatchObject({ path: null, searched: [] })
  })
})

describe('looking agents up', () => {
  it('says what was searched for one that is missing, and stops before anything is asked', async () => {
    const mine = fixture('', { argv: ['no-such-program-anywhere'] })
    const { agents } = bench({ mine }, { env: { PATH: '/nowhere' } })
    const checked = await agents.check(['mine'])
    expect(checked).toMatchObject({ ok: false, error: { code: 'agent-missing' } })
    expect(checked.ok ? '' : checked.error.why).toContain('/nowhere')
    expect((await agents.ask(ask('mine'))).answer).toMatchObject({ ok: false, error: { code: 'agent-missing' } })
  })

  it.skipIf(process.platform === 'win32')('says why one does not run, and keeps its key to itself', async () => {
    const lines = ['Error: no native program for canary-0123456789', 'at /somewhere:512:3', 'Node.js v22']
    const cli = await program('claude', `#!/bin/sh\nprintf '\\033[31m%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} >&2\nexit 1\n`)
    const { agents } = bench({
      mine: fixture('', { kind: 'claude', argv: [], path: cli, env: { ANTHROPIC_API_KEY: 'canary-0123456789' } }),
    })
    const checked = await agents.check(['mine'])
    expect(checked).toMatchObject({ ok: false, error: { code: 'agent-missing', why: 'Error: no native program for •••.' } })
  })

  it('names the agents there are for one that is unknown', async () => {
    const checked = await bench({ mine: fixture('answers.mjs') }).agents.check(['mine', 'yours'])
    expect(checked.ok ? '' : checked.error.why).toContain('mine')
  })

  it('reports every agent for the doctor, with its problem or none', async () => {
    const device = { platform: 'linux', env: { PATH: '/nowhere' }, fileEnv: {} } as const
    const agents = {
      mine: fixture('answers.mjs', { unconfined: true }),
      gone: fixture('', { argv: ['no-such-program-anywhere'] }),
      empty: fixture('', { argv: [] }),
      me: fixture('', { kind: 'person', argv: [] }),
      play: fixture('', { kind: 'rehearsal', argv: [] }),
      odd: fixture('', { kind: 'oracle' }),
    }
    const reports = await inspectAgents({ agents, device, home: root, rehearsal: [process.execPath, 'x.mjs'] })
    expect(reports.map((report) => [report.name, report.problem === null])).toEqual([
      ['mine', true],
      ['gone', false],
      ['empty', false],
      ['me', true],
      ['play', true],
      ['odd', false],
    ])
    expect(reports.map((report) => report.family)).toEqual(['mine', 'gone', 'empty', 'me', 'rehearsal', 'odd'])
    expect(reports.map((report) => report.rehearsal)).toEqual([false, false, false, false, true, false])
    expect(reports[0]).toMatchObject({ unconfined: true, path: process.execPath })
    expect(reports[1]?.searched).toContain('/nowhere')
  })
})
