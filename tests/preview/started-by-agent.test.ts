import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { PreviewDriver } from './driver.ts'
import { putWaitingOpinion } from './waiting-opinion.ts'

/** What an agent starts is no person, even where it is Obsidian itself. */
describe('an Obsidian that an agent started', () => {
  const vault = mkdtempSync(path.join(os.tmpdir(), 'forge-agents-'))
  afterAll(() => rmSync(vault, { recursive: true, force: true, maxRetries: 10 }))

  it('takes no answer from a window', async () => {
    const form = putWaitingOpinion(vault)
    const driver = await PreviewDriver.start({ vault, env: { PATH: process.env['PATH'] ?? '', HOME: vault, CODEX_THREAD_ID: 'x' } })
    const app = await driver.open()
    await app.runCommand('Answer open question')
    await app.modal().getByRole('button', { name: 'Go', exact: true }).click()
    await app.modal().getByRole('button', { name: 'Answer', exact: true }).click()
    await app.modal().getByText('Forge does not take this answer.').waitFor()
    expect(readFileSync(form, 'utf8')).toContain('- [ ] Go ^q-opinion-go')
    await driver.close()
  })
})
