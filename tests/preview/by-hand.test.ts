import { renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest'
import { Workshop } from '../journey/harness.ts'
import { PreviewDriver, type AppPage } from './driver.ts'

const LONG_MS = 240_000
const FEATURE = 'discount-codes'

/** What a person does to notes and folders while the plugin looks on. */
describe('a vault in a person’s hands', { timeout: LONG_MS }, () => {
  const shop = new Workshop()
  let driver: PreviewDriver
  let app: AppPage
  beforeAll(async () => {
    await shop.open(FEATURE)
    writeFileSync(path.join(shop.vault, 'Diary.md'), 'Mine.\n')
    driver = await PreviewDriver.start({ vault: shop.vault, env: shop.environment() })
  }, LONG_MS)
  beforeEach(async () => {
    app = await driver.open()
  })
  afterEach(async () => {
    expect(app.errors).toEqual([])
    await app.close()
  })
  afterAll(async () => {
    await driver.close()
    shop.remove()
  })

  const note = (ending: string): string => shop.find(`_${FEATURE}_${ending}`)

  it('finds the verbs in the menu of a Forge note, and nothing of them in another’s', async () => {
    await app.openNote(note('spec'))
    await app.page.locator('.mod-root .view-action.mod-more').click()
    await app.page.locator('.menu .menu-item', { hasText: 'Hold court' }).waitFor()
    expect(await app.page.locator('.menu .menu-item', { hasText: 'Land' }).count()).toBe(0)
    await app.page.keyboard.press('Escape')
    await app.page.locator('.mod-root .markdown-reading-view').click()
    await app.openNote('Diary.md')
    await app.page.locator('.mod-root .view-action.mod-more').click()
    expect(await app.page.locator('.menu .menu-item', { hasText: 'Hold court' }).count()).toBe(0)
  })

  it('keeps what is typed into a note while a run writes it', async () => {
    shop.misbehave('juror:wait')
    await app.openNote(note('spec'))
    await app.chooseInFileMenu('Hold court')
    await shop.untilAsked('juror', 3)
    const court = note('court')
    shop.write(court, `${shop.read(court)}\n## My own thoughts\n\nThe till closes at six.\n`)
    shop.letGo()
    await app.notice(/: GO \d/)
    expect(shop.read(note('court'))).toContain('## My own thoughts\n\nThe till closes at six.\n')
    expect(shop.read(note('court'))).toMatch(/^verdict: GO$/m)
  })

  it('says what is wrong with a note whose properties were broken by hand, and goes on with the others', async () => {
    shop.write('forge/active/2026-03-05_torn_spec.md', '---\nfeature: torn\nstage: spec\nstatus: SPEC\n---\n\n# Torn\n')
    await app.openNote('forge/active/2026-03-05_torn_spec.md')
    await app.runCommand('Open board')
    await app.board().locator('[data-feature=torn]').waitFor()
    shop.write('forge/active/2026-03-05_torn_spec.md', '---\nfeature: [torn\nstage: spec\n---\n\n# Torn\n')
    await app.board().getByText('The spec of torn cannot be read').waitFor()
    await app.picture('torn-note')
    expect(await app.board().locator(`[data-feature=${FEATURE}]`).count()).toBeGreaterThan(0)
  })

  it('empties the view of a note that is deleted while it is open', async () => {
    await app.openNote('forge/active/2026-03-05_torn_spec.md')
    rmSync(path.join(shop.vault, 'forge/active/2026-03-05_torn_spec.md'))
    await app.page.locator('.mod-root .empty-state').waitFor()
    await app.runCommand('Open board')
    await app.board().locator(`[data-feature=${FEATURE}]`).first().waitFor()
    await app.board().getByText('torn').first().waitFor({ state: 'detached' })
  })

  it('says in one sentence what to do where the repo has moved', async () => {
    renameSync(shop.shop, `${shop.shop}-moved`)
    await app.openNote(note('spec'))
    await app.runCommand('Implement')
    const said = await app.notice(/shop/)
    expect(said).toMatch(/[.] .*[.]/)
    renameSync(`${shop.shop}-moved`, shop.shop)
  })
})
