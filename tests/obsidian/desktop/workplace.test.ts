// @vitest-environment jsdom
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { logHere, pastRunsHere } from '../../../src/obsidian/desktop/runs.ts'
import { lookUpAgents, readDeviceHere } from '../../../src/obsidian/desktop/settings.ts'
import { approveHere, examineHere, trustRequestHere } from '../../../src/obsidian/desktop/setup.ts'
import { openQuietly, openWorkplace } from '../../../src/obsidian/desktop/workplace.ts'
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
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 10 }))

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
    rmSync(at('device/cache'), { recursive: true, force: true, maxRetries: 10 })
    const { real } = await openDiskApp(at('notes'))
    expect(await lookUpAgents(real)).toMatchObject({ ok: true, value: [{ name: 'scripted' }] })
    await examineHere(real)
    expect(existsSync(at('device/cache'))).toBe(false)
  })

  describe.skipIf(process.platform === 'win32')('in an app that was started from a desktop', () => {
    const asked = at('asked')
    const shellSays = (line: string): void =>
      writeFileSync(at('shell'), `#!/bin/sh\necho x >> ${asked}; echo Welcome; ${line}\n`, { mode: 0o755 })
    const pathOf = async (opened: ReturnType<typeof openQuietly>) => {
      const workplace = await opened
      return workplace.ok ? workplace.value.device.env['PATH'] : workplace.error.what
    }
    beforeEach(() => {
      vi.stubEnv('SHELL', at('shell'))
      rmSync(asked, { force: true })
    })

    it('runs what the terminal of the person runs, whatever the desktop handed on, and asks the shell once', async () => {
      const { real } = await openDiskApp(at('notes'))
      shellSays(`export PATH="${at('bin')}:/usr/bin:/bin"; eval "$2"`)
      vi.stubEnv('PATH', '/usr/bin:/desktop')
      expect(await pathOf(openQuietly(real))).toBe('/usr/bin:/desktop')
      expect(existsSync(asked)).toBe(false)
      expect(await pathOf(openWorkplace(real))).toBe(`${at('bin')}:/usr/bin:/bin:/desktop`)
      expect(await pathOf(openWorkplace(real))).toBe(`${at('bin')}:/usr/bin:/bin:/desktop`)
      expect(readFileSync(asked, 'utf8')).toBe('x\n')
    })

    it('asks the shell again where it said nothing', async () => {
      const { real } = await openDiskApp(at('notes'))
      shellSays('exit 1')
      vi.stubEnv('PATH', '/usr/bin:/silent')
      expect(await pathOf(openWorkplace(real))).toBe('/usr/bin:/silent')
      shellSays(`export PATH="${at('bin')}:/usr/bin:/bin"; eval "$2"`)
      expect(await pathOf(openWorkplace(real))).toBe(`${at('bin')}:/usr/bin:/bin:/silent`)
      expect(readFileSync(asked, 'utf8')).toBe('x\nx\n')
    })

    it('shows runs, and trusts commands, with a git that the terminal alone knows', async () => {
      mkdirSync(at('notes/forge/core-rules'))
      writeFileSync(at('notes/forge/core-rules/policy.md'), '---\ngates: ["true"]\n---\n')
      const { real } = await openDiskApp(at('notes'))
      execFileSync('git', ['init', '-q', at('shop')])
      const git = execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
      mkdirSync(at('bin'))
      symlinkSync(git, at('bin/git'))
      shellSays(`export PATH="${at('bin')}:/usr/bin:/bin"; eval "$2"`)
      vi.stubEnv('PATH', at('desktop'))
      expect(await pastRunsHere(real, null)).toEqual({ ok: true, value: [] })
      expect(await logHere(real, 'none')).toMatchObject({ ok: false, error: { code: 'no-such-run' } })
      const request = await trustRequestHere(real, null)
      if (!request.ok) throw new Error(request.error.why)
      expect(request.value.commands).toEqual([{ kind: 'gate', text: 'true', approved: false }])
      expect(await approveHere(real, request.value)).toMatchObject({ ok: true })
      expect(await trustRequestHere(real, null)).toMatchObject({ value: { commands: [] } })
    })
  })

  it('has paths in its settings that a field reads back', async () => {
    const { real } = await openDiskApp(at('notes'))
    expect(await readDeviceHere(real)).toMatchObject({ ok: true, value: { file: '~/device/config.yaml', repos: [{ path: '~/shop' }] } })
  })
})
