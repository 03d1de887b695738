import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { leftBehind, Workshop } from '../journey/harness.ts'
import { PreviewDriver, type AppPage } from './driver.ts'

const LONG_MS = 240_000
const FEATURE = 'discount-codes'

/** A run that a person stops, and windows that close while one goes on. */
describe('a run that is cut off', { timeout: LONG_MS }, () => {
  let shop: Workshop
  let driver: PreviewDriver
  let app: AppPage
  beforeEach(async () => {
    shop = new Workshop()
    await shop.open(FEATURE)
    driver = await PreviewDriver.start({ vault: shop.vault, env: shop.environment() })
    app = await driver.open()
  }, LONG_MS)
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.picture('failed-interrupted')
    await driver.close()
    shop.remove()
  })

  const note = (ending: string): string => `forge/active/${shop.notes('active').find((name) => name.endsWith(ending)) ?? ''}`
  /** Court is held, and all its jurors think. */
  const sit = async (): Promise<void> => {
    shop.misbehave('juror:wait')
    await app.openNote(note('_spec.md'))
    await app.runCommand('Hold court')
    await shop.untilAsked('juror', 3)
  }
  /** The plan is approved, and the builder thinks. */
  const build = async (): Promise<void> => {
    await shop.reach('court')
    await shop.reach('implement')
    await shop.reach('answer', FEATURE, 'plan', 'approve')
    shop.misbehave('builder:wait')
    await app.openNote(note('_spec.md'))
    await app.runCommand('Implement')
    await shop.untilAsked('builder')
  }

  it('is shown while it runs: in the status bar, and on the board with its jurors', async () => {
    await sit()
    await app.page.locator('.status-bar-item', { hasText: FEATURE }).waitFor()
    await app.runCommand('Open board')
    await app.board().getByText('mine:value').first().waitFor()
    await app.board().getByRole('button', { name: /^Stop/ }).waitFor()
    expect(app.errors).toEqual([])
  })

  it('ends at Stop with all its processes, and leaves the note true', async () => {
    await sit()
    expect(leftBehind(shop).length).toBeGreaterThanOrEqual(3)
    await app.runCommand('Stop run')
    await app.notice(/stopped|cancelled/i)
    await vi.waitFor(() => expect(leftBehind(shop)).toEqual([]), { timeout: LONG_MS })
    expect(shop.read(note('_court.md'))).toMatch(/^status: SPEC$/m)
    expect(shop.read(note('_court.md'))).not.toMatch(/^verdict: (GO|KILL|DEFER)$/m)
    await vi.waitFor(async () => expect(await app.offered()).toContain('Hold court'))
    expect(app.errors).toEqual([])
  })

  it('ends with its processes when Obsidian quits', async () => {
    await build()
    await app.close('quit')
    await vi.waitFor(() => expect(leftBehind(shop)).toEqual([]), { timeout: LONG_MS })
  })

  it('goes on where it was in a new window after a crash, and asks nobody for what is paid', async () => {
    await build()
    const orphans = leftBehind(shop)
    expect(orphans.length).toBeGreaterThan(0)
    await app.close('crash')
    shop.misbehave('')
    app = await driver.open()
    expect(shop.read(note('_implement.md'))).toMatch(/^step: building$/m)
    await app.openNote(note('_implement.md'))
    await app.runCommand('Implement')
    await app.notice(/: built.*Critique/)
    expect(shop.read(note('_implement.md'))).toMatch(/^step: built$/m)
    expect(shop.timesAsked('planner')).toBe(1)
    expect(leftBehind(shop).filter((pid) => orphans.includes(pid))).toEqual([])
    expect(app.errors).toEqual([])
  })
})
