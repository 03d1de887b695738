// @vitest-environment jsdom
import { createHash } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import timers from 'node:timers'
import type * as mocks from 'obsidian-test-mocks/obsidian'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { filesBelow, SLOW_MS, STORY, Workshop } from '../journey/harness.ts'
import { buildMain, choose, makePlugin, offers } from './built-plugin.ts'
import { openDiskApp } from './disk-app.ts'
import { noticed, useLiveControls } from './live-controls.ts'
import type { MockApp } from './mock-app.ts'
import { pretendDevice } from './mock-forge.ts'

const SECRET = 'kept-by-obsidian-0123456789'
const SOON = { timeout: SLOW_MS, interval: 50 }

/** The timers of a page, whose ids are numbers. */
function useTimersOfThePage(): void {
  const running: NodeJS.Timeout[] = []
  const stop = (id: number): void => timers.clearTimeout(running[id - 1])
  vi.stubGlobal('setTimeout', (act: () => void, ms?: number) => running.push(timers.setTimeout(act, ms)))
  vi.stubGlobal('setInterval', (act: () => void, ms?: number) => running.push(timers.setInterval(act, ms)))
  for (const name of ['clearTimeout', 'clearInterval']) vi.stubGlobal(name, stop)
}

/** Lets the agents ask for a secret, write down its hash, and tell it as a careless program would. */
function confide(shop: Workshop, got: string): void {
  const script = path.join(shop.folder, 'careless.mjs')
  const lines = [
    "import { createHash } from 'node:crypto'",
    "import { writeFileSync } from 'node:fs'",
    'const { SHOP_WORD: word } = process.env',
    `writeFileSync(${JSON.stringify(got)}, createHash('sha256').update(word).digest('hex'))`,
    "console.log(JSON.stringify({ type: 'text', text: `Rehearsal: my key is ${word}` }))",
    'console.error(`warning: ${word}`)',
    `await import(${JSON.stringify(path.join(STORY, 'agent.mjs'))})`,
  ]
  writeFileSync(script, lines.join('\n'))
  const config = path.join(shop.device, 'config.yaml')
  const asking = `FORGE_TEST_STORY: ${JSON.stringify(script)}, SHOP_WORD: "\${CHEAP_KEY}"`
  writeFileSync(
    config,
    readFileSync(config, 'utf8').replace(/FORGE_TEST_STORY: "[^"]*"/, () => asking),
  )
}

describe('the built plugin in a renderer', () => {
  const shop = new Workshop()
  const node = createRequire(import.meta.url)
  const asked: string[] = []
  const got = path.join(shop.folder, 'got')
  let app: MockApp
  let plugin: mocks.Plugin
  let main = ''

  beforeAll(async () => {
    useLiveControls()
    pretendDevice('desktop')
    main = buildMain()
    await shop.open('discount-codes')
    for (const [name, value] of Object.entries(shop.environment())) vi.stubEnv(name, value)
    app = await openDiskApp(shop.vault)
  }, SLOW_MS)

  afterAll(() => {
    plugin.unload()
    vi.unstubAllEnvs()
    vi.unstubAllGlobals()
    shop.remove()
  })

  it('is where AbortController and timers are those of the page', () => {
    expect(() => setMaxListeners(0, new AbortController().signal)).toThrow(/EventTarget/)
    useTimersOfThePage()
    expect(typeof window.setTimeout(() => undefined, 0)).toBe('number')
  })

  it('loads with Obsidian alone', async () => {
    const require = (id: string): unknown => {
      asked.push(id)
      return node(id)
    }
    plugin = makePlugin(main, app, { require, globals: {} })
    plugin.load()
    app.workspace.setLayoutReady__()
    await vi.waitFor(() => expect(offers(plugin)).toContain('court'), SOON)
    expect(asked).toEqual([])
  })

  it('stops agents that run as real processes, and leaves the note true', { timeout: SLOW_MS }, async () => {
    shop.misbehave('juror:wait')
    choose(plugin, 'court')
    await shop.untilAsked('juror', 3)
    expect(offers(plugin)).toEqual(expect.arrayContaining(['stop']))
    choose(plugin, 'stop')
    await vi.waitFor(() => expect(offers(plugin)).not.toContain('stop'), SOON)
    await vi.waitFor(() => expect(noticed.at(-1)).toMatch(/\bstopped\b/), SOON)
    expect(shop.asked().filter(({ event }) => event === 'answered')).toEqual([])
    expect(shop.notes('decisions')).toEqual([])
  })

  it('says what to do about a secret that is not set, before anything is asked', { timeout: SLOW_MS }, async () => {
    shop.misbehave('')
    confide(shop, got)
    await app.index()
    await vi.waitFor(() => choose(plugin, 'court'), SOON)
    await vi.waitFor(() => expect(noticed.at(-1)).toContain('Store CHEAP_KEY in the settings, on the page of mine.'), SOON)
    await vi.waitFor(() => expect(offers(plugin)).not.toContain('stop'), SOON)
  })

  it('holds court with agents as real processes, and says what came out', { timeout: SLOW_MS }, async () => {
    app.secretStorage.setSecret('cheap-key', SECRET)
    await app.index()
    await vi.waitFor(() => choose(plugin, 'court'), SOON)
    await vi.waitFor(() => expect(noticed.at(-1)).toMatch(/^Discount codes: GO\b.*Next: Implement\.$/), SOON)
    expect(shop.asked().filter(({ event }) => event === 'answered')).toHaveLength(3)
    expect(shop.read(`forge/decisions/${shop.notes('decisions')[0] ?? ''}`)).toMatch(/^verdict: GO$/m)
  })

  it('gave the agents what Obsidian keeps for them, and wrote it nowhere, though they told it', () => {
    expect(readFileSync(got, 'utf8')).toBe(createHash('sha256').update(SECRET).digest('hex'))
    const texts = filesBelow(shop.folder).map((file) => readFileSync(path.join(shop.folder, file), 'utf8'))
    expect(texts.filter((text) => text.includes('Rehearsal: my key is •••'))).not.toEqual([])
    expect(texts.filter((text) => text.includes(SECRET))).toEqual([])
    expect(noticed.join()).not.toContain(SECRET)
  })
})
