import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sampleNotes, writeNotes } from '../obsidian/board/sample-notes.ts'
import { PreviewDriver, type AppPage, type OpenOptions } from './driver.ts'
import { beginRun, endRun, tell } from './live-run.ts'

/** What a finger needs. */
const TOUCH_PX = 44
const BROKEN = 'forge/active/2026-03-05_torn_spec.md'

describe('the board, as it is seen', () => {
  const folders = [0, 1, 2, 3].map(() => mkdtempSync(path.join(os.tmpdir(), 'forge-board-')))
  const [vault = '', nothing = '', device = '', repo = ''] = folders
  let driver: PreviewDriver
  let onEmpty: PreviewDriver
  let app: AppPage
  beforeAll(async () => {
    const { [BROKEN]: _, ...notes } = sampleNotes()
    writeNotes(vault, { ...notes, 'Mine.md': '---\nfeature: a\nspec_hash: b\n---\nMine.\n' })
    const linked = `vaults: { vault: ${vault} }\nrepos: { shop: { path: ${repo}, vault: vault } }\n`
    writeFileSync(path.join(device, 'config.yaml'), `${linked}agents: { rehearsal: { kind: rehearsal } }\n`)
    driver = await PreviewDriver.start({ vault, env: { PATH: process.env['PATH'] ?? '', HOME: device, FORGE_HOME: device } })
    onEmpty = await PreviewDriver.start({
      vault: nothing,
      env: { PATH: process.env['PATH'] ?? '', HOME: nothing, FORGE_HOME: path.join(nothing, '.device') },
    })
  })
  afterEach(async () => {
    expect(app.errors).toEqual([])
    // A run that a test leaves behind must not hold the window open.
    await app.close('crash')
  })
  afterAll(async () => {
    await driver.close()
    await onEmpty.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  })

  const openBoard = async (options: OpenOptions = {}, on = driver): Promise<void> => {
    app = await on.open(options)
    await app.page.evaluate(() => window.preview?.run('Forge Pipeline: Open board'))
    await app.board().locator('.forge-bar').waitFor()
  }
  const row = (feature: string) => app.board().locator(`.forge-row[data-feature=${feature}]`)

  for (const theme of ['light', 'dark'] as const)
    it(`draws a court's medians and spread, ${theme}`, async () => {
      await openBoard({ theme })
      await row('dark-mode').getByRole('button', { name: 'Details' }).click()
      const chart = row('dark-mode').locator('svg.forge-chart')
      expect(await chart.getAttribute('role')).toBe('img')
      expect(await chart.getAttribute('aria-label')).toContain('Necessity: median 6, from 2 to 7.')
      const x = (part: string, at: number) => chart.locator(part).nth(at).boundingBox()
      const [spread, median, label] = [
        await x('.forge-chart-spread', 1),
        await x('.forge-chart-median', 1),
        await x('.forge-chart-label', 1),
      ]
      expect(spread?.x).toBeGreaterThan((label?.x ?? 0) + (label?.width ?? 0))
      expect(median?.x).toBeGreaterThan(spread?.x ?? Infinity)
      await app.picture(`seen-${theme}`)
    })

  it('shows a run line by line, and stops it', async () => {
    await openBoard()
    await beginRun(app, 'loyalty-points', 'court')
    await tell(app, { type: 'step', text: 'Three jurors read the spec.' })
    const usage = { tokensIn: 12_400, tokensOut: 1_800, costUsd: 0.07, durationS: 3 }
    const hear = (line: string, event: unknown): Promise<void> => tell(app, { type: 'agent', line, event })
    await hear('claude:value', { type: 'tool', name: 'Read', detail: 'src/cart.mjs and everything that it imports '.repeat(4) })
    await hear('codex:cost', { type: 'end', outcome: 'answered', usage })
    await hear('gemini:risk', { type: 'end', outcome: 'failed', usage })
    const run = app.board().locator('.forge-run')
    await run.locator('.forge-line').nth(2).waitFor()
    expect(await run.locator('.forge-run-spent').innerText()).toBe('24.8k in, 3.6k out · $0.14')
    const heights = await run.locator('.forge-line').evaluateAll((lines) => lines.map((line) => line.getBoundingClientRect().height))
    expect(new Set(heights).size).toBe(1)
    await run.locator('.forge-run-time', { hasText: /^(?!0:00$)\d\d?:\d\d$/ }).waitFor()
    await app.picture('seen-run')
    await run.getByRole('button', { name: 'Stop' }).click()
    await run.getByRole('button', { name: 'Stopping' }).waitFor()
    await endRun(app)
    await row('loyalty-points').waitFor()
  })

  it('offers in its menus what can be done besides', async () => {
    await openBoard()
    const titles = async (): Promise<readonly string[]> => {
      const all = await app.page.locator('.menu .menu-item').allInnerTexts()
      await app.page.keyboard.press('Escape')
      return all
    }
    await app.board().getByRole('button', { name: 'More', exact: true }).click()
    expect(await titles()).toEqual(['Implement as a hotfix', 'Rehearse', 'Show runs', 'Check setup', 'Write views', 'Link a repo'])
    await row('dark-mode').getByRole('button', { name: 'More' }).click()
    expect(await titles()).toEqual(['Hold court', 'Open note in a new tab', 'Drop'])
  })

  it('stays when a note is opened from it', async () => {
    await openBoard()
    await row('dark-mode').locator('.forge-row-title').click()
    await app.note().getByText('Dark mode').first().waitFor()
    await app.page.evaluate(() => window.preview?.run('Forge Pipeline: Open board'))
    await row('dark-mode').waitFor()
    expect(await app.page.evaluate(`app.workspace.getLeavesOfType('markdown').length`)).toBe(1)
  })

  it('does nothing while another tab hides it, and is right when it comes back', async () => {
    await openBoard()
    await beginRun(app, 'loyalty-points', 'court')
    await app.board().locator('.forge-run').waitFor()
    await app.page.evaluate(`app.workspace.getLeaf('tab').openFile(app.vault.getFileByPath('Mine.md'))`)
    const hidden = app.page.locator('.forge-board')
    await hidden.waitFor({ state: 'hidden' })
    await app.page.waitForFunction(
      `document.querySelector('.forge-board').dataset.changes ??= (new MutationObserver((all) => (document.querySelector('.forge-board').dataset.changes = String(all.length))).observe(document.querySelector('.forge-board'), { childList: true, subtree: true, characterData: true }), '0')`,
    )
    // Two frames, so that what the board does about being hidden is done.
    await app.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    await app.page.evaluate(`document.querySelector('.forge-board').dataset.changes = '0'`)
    await tell(app, { type: 'step', text: 'A step that nobody sees.' })
    const seconds = `(([, minutes, seconds]) => minutes * 60 + Number(seconds))(/(\\d+):(\\d\\d)/.exec(document.querySelector('.status-bar').textContent))`
    const told = Number(await app.page.evaluate(seconds))
    await app.page.waitForFunction(`${seconds} >= ${String(told + 2)}`)
    expect(await hidden.getAttribute('data-changes')).toBe('0')
    await app.page.evaluate(() => window.preview?.run('Forge Pipeline: Open board'))
    await app.board().locator('.forge-run-step', { hasText: 'A step that nobody sees.' }).waitFor()
  })

  it('fits a phone: no row is wider than it, everything to touch is large enough', async () => {
    await openBoard({ phone: true, theme: 'dark' })
    await row('dark-mode').getByRole('button', { name: 'Details' }).click()
    await row('dark-mode').locator('svg.forge-chart').waitFor()
    await app.picture('seen-phone')
    const board = app.board().locator('.forge-board')
    expect(await board.evaluate((el) => el.scrollWidth - el.clientWidth)).toBe(0)
    const small = await board.evaluate(
      (el, least) =>
        [...el.querySelectorAll('button, summary, .forge-chip')]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < least)
          .map((one) => one.outerHTML),
      TOUCH_PX,
    )
    expect(small).toEqual([])
    expect(await row('gift-cards').innerText()).toContain('Answered, waits for the desktop.')
  })

  it('explains itself where there is nothing yet', async () => {
    await openBoard({}, onEmpty)
    await app.board().locator('.forge-start').nth(1).waitFor()
    expect(await app.board().locator('.forge-start-label').allInnerTexts()).toEqual(['Link a repo', 'Rehearse'])
    await app.picture('seen-empty')
  })

  it('folds the keys that only Forge reads in the properties of its notes, and of no others', async () => {
    app = await driver.open()
    await app.openNote('forge/decisions/2026-03-05_dark-mode_court.md')
    const property = (key: string) => app.note().locator(`.metadata-property[data-property-key=${key}]`)
    await property('verdict').waitFor()
    expect([
      await property('verdict').isVisible(),
      await property('spec_hash').isVisible(),
      await property('tokens_in').isVisible(),
    ]).toEqual([true, false, false])
    await app.picture('seen-properties')
    await app
      .note()
      .locator('.metadata-container')
      .evaluate((el) => {
        el.tabIndex = -1
        el.focus()
      })
    expect(await property('spec_hash').isVisible()).toBe(true)
    await app.openNote('Mine.md')
    await app.page.locator('.metadata-property[data-property-key=spec_hash]').filter({ visible: true }).waitFor()
  })
})
