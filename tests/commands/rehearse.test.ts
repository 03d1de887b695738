import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/basics/clock.ts'
import { ABOUT_REHEARSAL } from '../../src/commands/about-rehearsal.ts'
import type { RehearsalOrder } from '../../src/commands/rehearsal-place.ts'
import { rehearse, type Rehearsed } from '../../src/commands/rehearse.ts'
import { readStatus } from '../../src/commands/status.ts'
import type { ProgressEvent } from '../../src/runs/run.ts'
import { openFolderVault } from '../../src/vault/folder-vault.ts'
import { filesBelow, SLOW_MS, STORY } from '../journey/harness.ts'

const story = Object.fromEntries(filesBelow(STORY).map((name) => [name, readFileSync(path.join(STORY, name), 'utf8')]))
/** Generous, for a busy machine: without a stop the agent would hang for half an hour. */
const STOP_MS = 30_000
const AGENT = path.join(STORY, 'agent.mjs')
const home = mkdtempSync(path.join(os.tmpdir(), 'forge-rehearse-'))
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 10 }))

/** What a rehearsal in folders of its own is given. `env` goes over a bare one. */
async function orderFor(name: string, over: { env?: Record<string, string>; agent?: string; onProgress?: (event: ProgressEvent) => void }) {
  const notes = path.join(home, name, 'notes')
  mkdirSync(notes, { recursive: true })
  const vault = await openFolderVault(notes, path.join(home, name, 'locks'))
  if (!vault.ok) throw new Error(vault.error.what)
  const stopper = new AbortController()
  const { PATH = '' } = process.env
  const env = { PATH, HOME: home, XDG_CACHE_HOME: path.join(home, 'cache'), GIT_CONFIG_NOSYSTEM: '1', ...over.env }
  const order: RehearsalOrder = {
    story,
    folder: path.join(home, name, 'place'),
    vault: vault.value,
    vaultFolder: notes,
    device: { platform: 'linux', home, env },
    face: {
      name: 'obsidian',
      clock: systemClock,
      stop: stopper.signal,
      rehearsal: [process.execPath, over.agent ?? AGENT],
      progress: over.onProgress ?? (() => undefined),
    },
  }
  return { order, notes, stopper, shop: path.join(order.folder, 'shop') }
}

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: home } }).trim()

describe('a rehearsal', { timeout: SLOW_MS }, () => {
  let setting: Awaited<ReturnType<typeof orderFor>>
  let ended: Rehearsed
  const events: ProgressEvent[] = []
  beforeAll(async () => {
    setting = await orderFor('whole', { onProgress: (event) => events.push(event) })
    ended = await rehearse(setting.order)
  }, SLOW_MS)

  it('goes from a spec to an archived feature', async () => {
    expect(ended).toEqual({ note: ABOUT_REHEARSAL, error: null })
    const { features } = await readStatus(setting.order.vault)
    expect(features.map(({ feature, state, verdict }) => ({ feature, state, verdict }))).toEqual([
      { feature: 'discount-codes', state: 'ARCHIVED', verdict: 'PASS' },
    ])
    expect(git(setting.shop, 'log', '--format=%an %s')).toMatch(
      /^Rehearsal feat\(discount\): add discount codes\nRehearsal Open the corner shop$/,
    )
  })

  it('shows a red gate, a rejected attempt and one that passed', () => {
    const gates = events.flatMap((event) => (event.type === 'gate' && event.state !== 'running' ? [event.state] : []))
    expect(gates.slice(0, 2)).toEqual(['failed', 'passed'])
    const archived = readdirSync(path.join(setting.notes, 'forge/archive')).join(' ')
    for (const note of ['_spec.md', '_plan.md', '_implement.md', '_critique.md', '_critique-2.md', '_retro.md'])
      expect(archived).toContain(note)
  })

  it('begins with a note whose links all lead to a note', () => {
    const about = readFileSync(path.join(setting.notes, ABOUT_REHEARSAL), 'utf8')
    const targets = [...about.matchAll(/\[\[([^|\]]+)/g)].map((match) => `${match[1] ?? ''}.md`)
    const written = filesBelow(setting.notes).map((file) => path.basename(file))
    expect(targets).toHaveLength(7)
    expect(targets.filter((target) => !written.includes(target))).toEqual([])
  })

  it('names the act with every step', () => {
    const steps = events.flatMap((event) => (event.type === 'step' ? [event.text] : []))
    expect(steps.filter((text) => !/^\d+ of 11 · \S/.test(text))).toEqual([])
    expect(steps.at(-1)).toMatch(/^11 of 11/)
  })

  it('writes nowhere but into its notes and its own place', () => {
    expect(readdirSync(home).filter((name) => !['whole', 'cache'].includes(name))).toEqual([])
    expect(readdirSync(setting.order.folder).sort()).toEqual(['device', 'shop', 'worktrees'])
  })
})

describe('a rehearsal that does not reach its end', { timeout: SLOW_MS }, () => {
  const script = (name: string, source: string): string => {
    const file = path.join(home, `${name}.mjs`)
    writeFileSync(file, source)
    return file
  }

  it('says that git is missing, before anything is written', async () => {
    const { order, notes } = await orderFor('no-git', { env: { PATH: path.dirname(process.execPath), GIT_EXEC_PATH: home } })
    const ended = await rehearse({ ...order, device: { ...order.device, env: { ...order.device.env, PATH: home } } })
    expect(ended).toMatchObject({ note: null, error: { code: 'no-git', next: expect.stringMatching(/^Install git/) as unknown } })
    expect(filesBelow(notes)).toEqual([])
  })

  it('ends at the first act that fails, with what was written so far', async () => {
    const { order, notes } = await orderFor('broken', { agent: script('broken', 'process.exit(1)\n') })
    expect(await rehearse(order)).toMatchObject({ note: ABOUT_REHEARSAL, error: { code: 'quorum-missed' } })
    expect(filesBelow(notes).join(' ')).toMatch(/_spec\.md/)
  })

  it('stops in a moment while the agent hangs, and can be played again over what it left', async () => {
    const agent = script(
      'hangs',
      'process.stdin.resume(); process.stdout.write(\'{"type":"text","text":"thinking"}\\n\'); setInterval(() => 0, 1000)\n',
    )
    const stopped: { at: number } = { at: 0 }
    const hung = await orderFor('stopped', {
      agent,
      onProgress: (event) => {
        if (event.type !== 'agent' || event.event.type !== 'text') return
        stopped.at ||= Date.now()
        hung.stopper.abort()
      },
    })
    expect(await rehearse(hung.order)).toMatchObject({ error: { code: 'cancelled' } })
    expect(Date.now() - stopped.at).toBeLessThan(STOP_MS)
    rmSync(hung.notes, { recursive: true })
    const gates: string[] = []
    const again = await orderFor('stopped', {
      onProgress: (event) => {
        if (event.type !== 'gate') return
        gates.push(event.state)
        again.stopper.abort()
      },
    })
    expect(await rehearse(again.order)).toMatchObject({ error: { code: 'cancelled' } })
    expect(gates[0]).toBe('running')
  })
})
