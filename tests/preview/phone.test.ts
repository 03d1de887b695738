import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sampleNotes } from '../obsidian/board/sample-notes.ts'
import { PreviewDriver } from './driver.ts'

const DOCS = path.resolve(import.meta.dirname, '../../docs/notes')

/** The very main.js of the desktop, where there is no Node: whatever `require` does there, nothing asks for it. */
describe('the plugin on a phone', () => {
  const vault = mkdtempSync(path.join(os.tmpdir(), 'forge-phone-'))
  let driver: PreviewDriver
  beforeAll(async () => {
    for (const [name, text] of Object.entries(sampleNotes())) {
      mkdirSync(path.dirname(path.join(vault, name)), { recursive: true })
      writeFileSync(path.join(vault, name), text)
    }
    mkdirSync(path.join(vault, 'documented'))
    for (const name of readdirSync(DOCS)) cpSync(path.join(DOCS, name), path.join(vault, 'documented', name))
    driver = await PreviewDriver.start({ vault })
  })
  afterAll(async () => {
    await driver.close()
    rmSync(vault, { recursive: true, force: true, maxRetries: 10 })
  })

  const openPlan = (): string => {
    const names = readdirSync(path.join(vault, 'forge/active')).filter((name) => name.endsWith('_plan.md'))
    const open = names.find((name) => /- \[ \] Approve/.test(readFileSync(path.join(vault, 'forge/active', name), 'utf8')))
    return `forge/active/${open ?? 'no open plan'}`
  }

  it.each(['throws', 'null', 'undefined'] as const)(
    'shows the board, and lets a question be answered, where require %s',
    async (require) => {
      const app = await driver.open({ phone: true, require })
      await app.runCommand('Open board')
      await app.board().locator('[data-feature]').first().waitFor()
      const plan = openPlan()
      await app.openNote(plan)
      await app.tick('Approve this plan')
      await vi.waitFor(() => expect(readFileSync(path.join(vault, plan), 'utf8')).toMatch(/- \[x\] Approve/))
      await app.tick('Approve this plan')
      await vi.waitFor(() => expect(readFileSync(path.join(vault, plan), 'utf8')).toMatch(/- \[ \] Approve/))
      expect(new Set(await app.page.evaluate(() => window.preview?.required))).toEqual(new Set(['obsidian']))
      expect(app.errors).toEqual([])
      await app.close()
    },
  )

  it('offers no command that needs the desktop, and says so on the board', async () => {
    const app = await driver.open({ phone: true })
    const expected: unknown = expect.arrayContaining(['New spec', 'Open board', 'Answer open question'])
    await vi.waitFor(async () => expect(await app.offered()).toEqual(expected))
    const offered = await app.offered()
    for (const name of ['Hold court', 'Implement', 'Critique', 'Land', 'Hold retro', 'Show runs', 'Check setup', 'Rehearse'])
      expect(offered).not.toContain(name)
    await app.close()
  })

  it('fits every documented note into its width', async () => {
    const app = await driver.open({ phone: true })
    for (const name of readdirSync(DOCS)) {
      await app.openNote(`documented/${name}`)
      const wide = await app.note().evaluate((note) => note.scrollWidth - note.clientWidth)
      expect(wide, name).toBeLessThanOrEqual(0)
    }
    expect(app.errors).toEqual([])
    await app.close()
  })

  it('shows what a note says on its first screen, and all its properties while they are in use', async () => {
    const app = await driver.open({ phone: true })
    for (const name of readdirSync(DOCS).filter((one) => one.startsWith('2026-'))) {
      await app.openNote(`documented/${name}`)
      const callout = await app.note().locator('.callout').first().boundingBox()
      expect((callout?.y ?? 844) + (callout?.height ?? 0), name).toBeLessThan(700)
    }
    await app.openNote('documented/2026-03-05_discount-codes_court.md')
    await app.picture('court-note-phone')
    const shown = app.note().locator('.metadata-property').filter({ visible: true })
    const keys = () => shown.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-property-key')))
    expect(await keys()).toEqual(['title', 'verdict', 'score', 'date', 'repo', 'cost_usd'])
    await shown.first().click()
    expect(await keys()).toEqual(expect.arrayContaining(['status', 'jurors', 'spec_hash', 'awaiting']))
    await app.close()
  })
})
