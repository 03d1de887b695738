// @vitest-environment jsdom
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Workshop } from '../journey/harness.ts'
import { DesktopApp } from './desktop-app.ts'

describe('the plugin on a desktop', () => {
  const shop = new Workshop()
  const app = new DesktopApp(shop.vault)
  beforeAll(async () => {
    await shop.open('discount-codes')
    for (const [name, value] of Object.entries(shop.environment())) vi.stubEnv(name, value)
  })
  afterAll(() => {
    vi.unstubAllEnvs()
    shop.remove()
  })

  it('loads with Obsidian alone and registers its command', () => {
    app.load()
    expect(app.required).toEqual(['obsidian'])
    expect(app.commands.map((command) => command.name)).toEqual(['Hold court'])
  })

  it('offers the command on a spec note only', () => {
    const [court] = app.commands
    app.active = null
    expect(court?.checkCallback(true)).toBe(false)
    app.active = 'forge/core-rules/policy.md'
    expect(court?.checkCallback(true)).toBe(false)
    app.active = `forge/active/${shop.notes('active')[0] ?? ''}`
    expect(court?.checkCallback(true)).toBe(true)
    expect(shop.asked()).toEqual([])
  })

  it('holds court with real agents, through the vault of Obsidian, and says what came out', async () => {
    app.commands[0]?.checkCallback(false)
    await vi.waitFor(() => expect(app.notices.at(-1)).toMatch(/^discount-codes: DECIDED · GO\./), { timeout: 25_000, interval: 50 })
    expect(app.notices.slice(0, -1).every((text) => text === '')).toBe(true)
    expect(shop.asked().filter((asked) => asked.event === 'answered')).toHaveLength(3)
    expect(shop.read(`forge/decisions/${shop.notes('decisions')[0] ?? ''}`)).toMatch(/^verdict: GO$/m)
    expect(shop.notes('active')).toEqual([expect.stringMatching(/_spec\.md$/)])
  })
})
