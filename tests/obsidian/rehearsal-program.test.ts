// @vitest-environment jsdom
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { readConfig } from '../../src/device/config.ts'
import type { DevicePlace } from '../../src/device/place.ts'
import type * as programs from '../../src/node/programs.ts'
import { playRehearsal } from '../../src/obsidian/desktop/rehearsal.ts'
import { rehearsalFolder, rehearsalLook, rehearsalProgram, STORY } from '../../src/obsidian/desktop/rehearsal-program.ts'
import { MockApp } from './mock-app.ts'

const missing = vi.hoisted(() => ({ node: false }))
/** No machine that runs this lacks Node, so its absence is played. */
vi.mock('../../src/node/programs.ts', async (importActual) => {
  const actual = await importActual<typeof programs>()
  return {
    ...actual,
    programIn: (...asked: Parameters<typeof actual.programIn>) => (missing.node ? Promise.resolve(null) : actual.programIn(...asked)),
  }
})

const home = mkdtempSync(path.join(os.tmpdir(), 'forge-program-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
beforeEach(() => {
  missing.node = false
})

let devices = 0
/** A device of its own, so that nothing is remembered of another. */
function device(): DevicePlace {
  devices += 1
  const folder = path.join(home, String(devices))
  return { platform: 'linux', home: folder, env: { FORGE_HOME: folder, PATH: `${process.env['PATH'] ?? ''}:/${String(devices)}` } }
}

describe('the program of the rehearsal', () => {
  it('is Node with the script that came inside the plugin', async () => {
    const here = device()
    const [node = '', agent = ''] = (await rehearsalProgram(here)) ?? []
    expect(agent).toBe(path.join(rehearsalFolder(here), 'agent.mjs'))
    expect(readFileSync(agent, 'utf8')).toBe(STORY['agent.mjs'])
    const task = JSON.stringify({ role: 'arbiter', prompt: '' })
    expect(execFileSync(node, [agent], { input: task, encoding: 'utf8' })).toContain('They speak of different things (rehearsal).')
  })

  it('is written once, and again where it is not what it should be', async () => {
    const here = device()
    const [, agent = ''] = (await rehearsalProgram(here)) ?? []
    const first = statSync(agent)
    await rehearsalProgram(here)
    expect([statSync(agent).ino, statSync(agent).mtimeMs]).toEqual([first.ino, first.mtimeMs])
    writeFileSync(agent, 'of an older Forge')
    await rehearsalProgram(here)
    expect(readFileSync(agent, 'utf8')).toBe(STORY['agent.mjs'])
  })

  it('is neither written nor looked for where somebody only looks', async () => {
    const here = device()
    const config = (kind: string): string => `agents: { a: { kind: ${kind}, argv: [x] } }\n`
    mkdirSync(here.home, { recursive: true })
    const look = async (kind: string) => {
      writeFileSync(path.join(here.home, 'config.yaml'), config(kind))
      const read = await readConfig(here)
      return read.ok ? rehearsalLook(here, read.value) : read.error
    }
    expect(await look('command')).toBeNull()
    const file = path.join(rehearsalFolder(here), 'agent.mjs')
    expect(await look('rehearsal')).toEqual([expect.stringContaining('node'), file])
    expect(existsSync(file)).toBe(false)
  })

  it('cannot be played without Node, and the rehearsal says what to install', async () => {
    missing.node = true
    expect(await rehearsalProgram(device())).toBeNull()
    const watcher = { stop: new AbortController().signal, progress: () => undefined }
    vi.stubEnv('FORGE_HOME', home)
    vi.stubEnv('PATH', '/nowhere')
    vi.stubEnv('SHELL', '')
    const app = new MockApp()
    const played = await playRehearsal(app.real, watcher)
    vi.unstubAllEnvs()
    expect(played).toMatchObject({ ok: false, error: { code: 'agent-missing' } })
    expect(!played.ok && played.error.next).toMatch(/^Install Node\.js/)
    expect(app.notes.writes).toEqual([])
  })
})
