import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Workshop } from '../journey/harness.ts'
import { sampleNotes } from '../obsidian/board/sample-notes.ts'
import { PreviewDriver, type AppPage, type OpenOptions } from './driver.ts'

const DOCS = path.resolve(import.meta.dirname, '../../docs/notes')
const SIZE = { width: 1200, height: 750 }
/** How long the scripted agent thinks at each step, so that a run can be caught at work. */
const PACE = { FORGE_REHEARSAL_PACE_MS: '900' }

/** The pictures of the documentation. They are written where `FORGE_PICTURES` names a folder; what they show is looked at in any case. */
describe('the pictures', () => {
  const shop = new Workshop()
  let driver: PreviewDriver
  let app: AppPage
  beforeAll(async () => {
    shop.writeConfig('rehearsal', '{ kind: rehearsal }', true)
    await shop.open('')
    for (const [name, text] of Object.entries(samples())) put(name, text)
    for (const name of readdirSync(DOCS).filter((one) => /_discount-codes_court|_negative-price_retro/.test(one)))
      cpSync(path.join(DOCS, name), path.join(shop.vault, name.endsWith('_court.md') ? 'forge/decisions' : 'forge/active', name))
    driver = await PreviewDriver.start({ vault: shop.vault, env: { ...shop.environment(), ...PACE } })
  })
  afterEach(async () => {
    expect(app.errors).toEqual([])
    expect(await app.page.evaluate(() => window.preview?.unknownIcons())).toEqual([])
    await app.close()
  })
  afterAll(async () => {
    await driver.close()
    rmSync(shop.folder, { recursive: true, force: true, maxRetries: 10 })
  })

  const put = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(shop.vault, name)), { recursive: true })
    writeFileSync(path.join(shop.vault, name), text)
  }
  const openBoard = async (options: OpenOptions): Promise<void> => {
    app = await driver.open(options)
    await app.runCommand('Open board')
    await app.board().locator('[data-feature]').first().waitFor()
  }
  const openCourt = async (options: OpenOptions): Promise<void> => {
    app = await driver.open(options)
    await app.openNote('2026-03-05_discount-codes_court')
    await app.note().locator('.metadata-properties-heading').click()
    await app.note().locator('.callout').first().waitFor()
  }

  const LOOKS: Readonly<Record<string, OpenOptions>> = {
    'board-light': { size: SIZE },
    'board-dark': { size: SIZE, theme: 'dark' },
    'board-phone': { phone: true, theme: 'dark' },
  }
  it.each(Object.entries(LOOKS))('%s', async (name, options) => {
    await openBoard(options)
    await app.picture(name)
  })

  it.each([
    ['court', { size: SIZE }],
    ['court-phone', { phone: true }],
  ] as const)('%s', async (name, options) => {
    await openCourt(options)
    await app.picture(name)
  })

  it('question', async () => {
    app = await driver.open({ size: SIZE, theme: 'dark' })
    await app.openNote('2026-03-05_negative-price_retro')
    await app.runCommand('Answer open question')
    await app
      .modal()
      .getByRole('button', { name: /Keep the rule/ })
      .waitFor()
    await app.picture('question')
  })

  it('settings', async () => {
    app = await driver.open({ size: SIZE })
    const settings = await app.openSettings()
    await settings.getByText('rehearsal').first().waitFor()
    await app.picture('settings')
  })

  it('board-running', async () => {
    await openBoard({ size: SIZE })
    await app.board().locator('[data-feature=loyalty-points]').getByRole('button', { name: 'Hold court' }).click()
    await app.board().getByText('rehearsal:value').first().waitFor()
    await app.page.locator('.status-bar-item', { hasText: 'loyalty-points' }).waitFor()
    await app
      .board()
      .getByText(/ in, \d+ out/)
      .first()
      .waitFor()
    await app.dismissNotices()
    await app.picture('board-running')
    // It may be over by now.
    if ((await app.offered()).includes('Stop run')) await app.page.evaluate(() => window.preview?.run('Forge Pipeline: Stop run'))
    await app.notice(/stopped|cancelled|GO/i)
  })
})

/** But for the notes that the samples break on purpose. */
function samples(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(sampleNotes()).filter(([name]) => !name.includes('_torn_')))
}
