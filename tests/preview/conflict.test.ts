import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Workshop } from '../journey/harness.ts'
import { hotfixJourney } from '../docs/journeys.ts'
import { PreviewDriver, type AppPage } from './driver.ts'

const LONG_MS = 240_000
const FEATURE = 'negative-price'

/** A retro whose new rule contradicts an older one. */
describe('a conflict of rules', { timeout: LONG_MS }, () => {
  const shop = new Workshop()
  let driver: PreviewDriver
  let app: AppPage
  beforeAll(async () => {
    await hotfixJourney(shop)
    driver = await PreviewDriver.start({ vault: shop.vault, env: shop.environment() })
    app = await driver.open()
  }, LONG_MS)
  afterAll(async () => {
    await driver.close()
    shop.remove()
  })

  const retro = (): string => shop.read(`forge/active/${shop.notes('active').find((name) => name.endsWith(`_${FEATURE}_retro.md`)) ?? ''}`)

  it('waits on the board', async () => {
    await app.runCommand('Open board')
    await app.board().locator(`[data-feature=${FEATURE}]`).first().waitFor()
    await app.picture('waits-for-you')
  })

  it('is settled in its window, which shows both rules and what each answer leads to', async () => {
    await app.openNote(shop.notes('active').find((name) => name.endsWith(`_${FEATURE}_retro.md`)) ?? '')
    await app.runCommand('Answer open question')
    const modal = app.modal()
    await modal.getByText('Show negative prices as refunds').first().waitFor()
    await modal.getByText('Clamp prices at zero').first().waitFor()
    await app.picture('conflict')
    await modal.locator('button[data-option=replace]').click()
    await vi.waitFor(() => expect(retro()).toMatch(/- \[x\] .*\^q-conflict-1-replace/))
  })

  it('goes on with the next question, and then archives with the new rule in place', async () => {
    await app.modal().locator('button[data-option=justified]').click()
    await vi.waitFor(() => expect(retro()).toMatch(/- \[x\] .*\^q-hotfix-justified/))
    await app.modal().waitFor({ state: 'detached' })
    await app.runCommand('Hold retro')
    await app.notice(/the notes are in the archive/)
    const rules = shop.read('forge/core-rules/workflow.md')
    expect(rules).toContain('Clamp prices at zero')
    expect(rules).toContain('- **Replaced by:** Clamp prices at zero')
    expect(shop.notes('archive').filter((name) => name.includes(FEATURE))).not.toEqual([])
    expect(app.errors).toEqual([])
  })
})
