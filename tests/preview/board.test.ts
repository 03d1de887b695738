import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleNotes, type Notes } from '../obsidian/board/sample-notes.ts'
import { PreviewDriver } from './driver.ts'

function writeNotes(vault: string, notes: Notes): void {
  for (const [name, text] of Object.entries(notes)) {
    mkdirSync(path.dirname(path.join(vault, name)), { recursive: true })
    writeFileSync(path.join(vault, name), text)
  }
}

describe('the board', () => {
  const vault = mkdtempSync(path.join(os.tmpdir(), 'forge-board-'))
  let driver: PreviewDriver
  beforeAll(async () => {
    writeNotes(vault, sampleNotes())
    driver = await PreviewDriver.start({ vault })
  }, 60_000)
  afterAll(async () => {
    await driver.close()
    rmSync(vault, { recursive: true, force: true })
  })

  for (const [name, options] of Object.entries({ 'board-light': {}, 'board-dark': { theme: 'dark' }, 'board-phone': { phone: true } } as const))
    it(`looks: ${name}`, async () => {
      const app = await driver.open(options)
      console.log(await app.offered(), app.errors)
      await app.runCommand('Open board')
      await app.board().locator('.forge-row.is-drawn').first().waitFor()
      await app.picture(name)
      const row = app.board().locator('[data-feature=dark-mode]')
      await row.getByRole('button', { name: 'Details' }).click()
      await row.locator('svg.forge-chart').waitFor()
      await app.picture(`${name}-chart`, app.board())
      expect(app.errors).toEqual([])
      await app.close()
    })
})
