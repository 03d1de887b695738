import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesBelow, SLOW_MS, Workshop } from '../journey/harness.ts'
import { PreviewDriver, type AppPage } from './driver.ts'

const FEATURE = 'discount-codes'

/** What only looks: past runs, links, Obsidian's command line, the views. The runs are those of the terminal command. */
describe('looking at what there is', { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  let driver: PreviewDriver
  let app: AppPage
  beforeAll(async () => {
    await shop.open(FEATURE)
    await shop.reach('court', FEATURE)
    await shop.reach('implement', FEATURE)
    driver = await PreviewDriver.start({ vault: shop.vault, env: shop.environment() })
    app = await driver.open()
  }, SLOW_MS)
  afterAll(async () => {
    await driver.close()
    shop.remove()
  })

  it('shows past runs, newest first, and the log of one', async () => {
    await app.runCommand('Show runs')
    const runs = app.modal().locator('.forge-past-run')
    await runs.first().waitFor()
    const stages = await runs.locator('.forge-past-run-name').allInnerTexts()
    expect(stages.slice(-2)).toEqual([`${FEATURE} · implement`, `${FEATURE} · court`])
    await app.picture('runs')
    await runs.last().click()
    await app.modal().locator('.forge-past-run-log').waitFor()
    const log = await app.modal().locator('.forge-past-run-log').innerText()
    expect(log).toMatch(/mine:value: starts/)
    expect(log).toMatch(/Ended: DECIDED GO$/)
    await app.picture('run-log')
    await app.click('Open note')
    await app.note().waitFor()
    expect(app.errors).toEqual([])
  })

  it('follows links, and writes nothing whatever they say', async () => {
    const before = shop.texts()
    await app.followLink({ feature: FEATURE, question: 'plan' })
    await app.modal().locator('text=Approve this plan').first().waitFor()
    await app.page.keyboard.press('Escape')
    await app.followLink({ feature: FEATURE, question: 'plan', answer: 'approve' })
    await app.notice(/^This link to Forge cannot be followed/)
    await app.followLink({ show: 'runs', feature: FEATURE })
    await app.modal().locator('.forge-past-run').first().waitFor()
    await app.page.keyboard.press('Escape')
    await app.followLink({})
    await app.board().waitFor()
    expect(shop.texts()).toEqual(before)
  })

  it('answers Obsidian’s command line with the document of the terminal command', async () => {
    const { document } = await shop.forge('status')
    const told: unknown = JSON.parse(await app.cli('forge-pipeline:status', { format: 'json' }))
    expect({ ...Object(told), vault: '' }).toEqual({ ...Object(document), vault: '' })
    expect(await app.cli('forge-pipeline:questions')).toMatch(new RegExp(`^${FEATURE} · plan: approve, revise, stop`))
    expect(JSON.parse(await app.cli('forge-pipeline:runs', { format: 'json' }))).toEqual((await shop.forge('runs')).document)
  })

  it('writes the views once, on a phone too', async () => {
    const phone = await driver.open({ phone: true })
    await phone.runCommand('Write views')
    await phone.notice(/^Written: Cost, Decisions, In progress, Rules, Waiting for me\./)
    expect(filesBelow(path.join(shop.vault, 'forge/views'))).toHaveLength(5)
    expect(readFileSync(path.join(shop.vault, 'forge/views/Rules.base'), 'utf8')).toContain('forge/core-rules')
    expect(await phone.offered()).not.toContain('Rehearse')
    expect(existsSync(path.join(shop.vault, 'Forge rehearsal'))).toBe(false)
    expect(phone.errors).toEqual([])
  })
})
