// @vitest-environment jsdom
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../../src/basics/clock.ts'
import { tryLock } from '../../../src/node/lock-file.ts'
import { readHere } from '../../../src/obsidian/desktop/here.ts'
import { DeviceLook } from '../../../src/obsidian/device-look.ts'
import { openDiskApp } from '../disk-app.ts'

const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'forge-here-')))
const at = (...parts: readonly string[]): string => path.join(root, ...parts)
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(at(file)), { recursive: true })
  writeFileSync(at(file), text)
}
const CONFIG = `vaults: { notes: ${at('notes')}, others: ${at('others')} }
repos:
  shop: { path: ${at('shop')}, vault: notes }
  tools: { path: ${at('tools')}, vault: others }
agents: { claude: { kind: claude }, me: { kind: person } }
`
const LOCKS = 'shop/.git/forge/locks'
const lock = (owner: object): string => JSON.stringify({ id: 'x', born: '', since: '2026-03-05T10:02:00', what: 'court on a', ...owner })

beforeEach(() => {
  vi.stubEnv('FORGE_HOME', at('device'))
  vi.stubEnv('HOME', root)
  write('device/config.yaml', CONFIG)
  write('notes/forge/core-rules/policy.md', '---\njurors: ["claude:value", "codex:cost"]\nbuilder: me\n---\n')
  mkdirSync(at(LOCKS), { recursive: true })
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true, maxRetries: 10 })
  mkdirSync(root)
})
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 10 }))

const see = async () => readHere((await openDiskApp(at('notes'))).real)

describe('a look at this device', () => {
  it('tells its agents, the repos of the open vault, and whom their policy asks', async () => {
    expect(await see()).toEqual({
      repos: [
        {
          name: 'shop',
          isThere: true,
          asks: { jurors: ['claude', 'codex'], planner: 'claude', builder: 'me', reviewers: ['claude'], historian: 'claude' },
          held: [],
        },
      ],
      agents: ['claude', 'me'],
      problem: null,
    })
    write('notes/forge/core-rules/policy_shop.md', '---\nplanner: me\n---\n')
    expect((await see()).repos).toMatchObject([{ asks: { planner: 'me' } }])
    write('notes/forge/core-rules/policy.md', '---\nquorum: many\n---\n')
    expect((await see()).repos).toMatchObject([{ asks: null }])
  })

  it('tells a repo that has moved, and a config that cannot be read, without naming the home folder', async () => {
    renameSync(at('shop'), at('elsewhere'))
    expect((await see()).repos).toMatchObject([{ name: 'shop', isThere: false }])
    write('device/config.yaml', 'agents: [')
    const { problem } = await see()
    expect(problem).toContain('~/device/config.yaml')
    expect(problem).not.toContain(root)
  })

  it.each([
    ['its main tree', 'shop/.git/forge/locks', ''],
    ['a linked worktree', 'main/.git/forge/locks', 'gitdir: ../main/.git/worktrees/shop\n'],
  ])('tells what a living program holds of a repo, in %s, and nothing that the dead or this program hold', async (_, locks, link) => {
    if (link !== '') {
      rmSync(at('shop/.git'), { recursive: true })
      write('shop/.git', link)
      write('main/.git/worktrees/shop/commondir', '../..\n')
    }
    write(`${locks}/a.lock`, lock({ pid: process.ppid, host: os.hostname() }))
    write(`${locks}/a2.lock`, lock({ pid: process.ppid, host: os.hostname(), since: 'long ago' }))
    write(`${locks}/b.lock`, lock({ pid: 2 ** 30, host: os.hostname() }))
    write(`${locks}/c.lock`, '')
    write(`${locks}/d.lock.after-x`, lock({ pid: process.ppid, host: os.hostname() }))
    const own = await tryLock(at(locks, 'e.lock'), { what: 'court on e', now: 0 })
    const [shop] = (await see()).repos
    expect([...(shop?.held ?? [])].sort((x, y) => x.feature.localeCompare(y.feature))).toEqual([
      { feature: 'a', since: '10:02' },
      { feature: 'a2', since: '' },
    ])
    if (own.ok && !own.value.held) await own.value.lock.release()
  })

  it('is taken once for many who ask, and again for who asks while it is taken', async () => {
    const look = new DeviceLook((await openDiskApp(at('notes'))).real, systemClock)
    const told = vi.fn()
    look.onChange(told)
    look.glance()
    expect(look.known()).toBeNull()
    const first = look.look()
    write('device/config.yaml', CONFIG.replace('me:', 'you:'))
    await Promise.all([first, look.look(), look.look()])
    expect(look.known()?.agents).toEqual(['claude', 'you'])
    const times = told.mock.calls.length
    await look.look()
    look.glance()
    expect(told).toHaveBeenCalledTimes(times)
  })

  it('tells those who wait for the first one where it fails', async () => {
    const logged = vi.spyOn(console, 'error').mockReturnValue()
    const now = (): number => {
      throw new Error('There is no clock.')
    }
    const look = new DeviceLook((await openDiskApp(at('notes'))).real, { ...systemClock, now })
    const told = vi.fn()
    look.onChange(told)
    await look.look()
    expect([look.known(), look.hasFailed, told.mock.calls.length, logged.mock.calls.length]).toEqual([null, true, 1, 1])
    logged.mockRestore()
  })

  it('is taken again at a glance once it is some seconds old', async () => {
    let now = 0
    const look = new DeviceLook((await openDiskApp(at('notes'))).real, { ...systemClock, now: () => now })
    await look.look()
    write('device/config.yaml', CONFIG.replace('me:', 'you:'))
    now = 10_000
    look.glance()
    await vi.waitFor(() => expect(look.known()?.agents).toEqual(['claude', 'you']))
  })
})
