import { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { filesBelow } from '../journey/harness.ts'
import { PreviewDriver, type AppPage } from './driver.ts'

const LONG_MS = 600_000
const ROOT = 'Forge rehearsal'

/** From an empty vault, on a device that knows nothing of Forge. */
describe('the rehearsal', { timeout: LONG_MS }, () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'forge-rehearsal-'))
  const vault = path.join(home, 'vault')
  const device = path.join(home, 'device')
  const cache = path.join(device, 'cache')
  const inVault = (name: string): string => path.join(vault, name)
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    FORGE_HOME: device,
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    FORGE_REHEARSAL_PACE_MS: '20',
  }
  let driver: PreviewDriver
  let app: AppPage
  beforeAll(async () => {
    mkdirSync(vault)
    writeFileSync(inVault('Diary.md'), 'Mine.\n')
    driver = await PreviewDriver.start({ vault, env })
    app = await driver.open()
  }, LONG_MS)
  afterAll(async () => {
    await driver.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 10 })
  })

  const archive = (): readonly string[] =>
    existsSync(inVault(`${ROOT}/forge/archive`)) ? readdirSync(inVault(`${ROOT}/forge/archive`)) : []

  it('says what it will do, and does nothing where the person turns away', async () => {
    await app.runCommand('Rehearse')
    await app.picture('rehearsal-asks')
    expect(await app.modal().innerText()).toMatch(/asks no model and costs nothing/)
    await app.click('Cancel')
    expect(readdirSync(vault)).toEqual(['Diary.md'])
    expect(existsSync(device)).toBe(false)
  })

  it('plays from a spec to an archived feature, and opens its first note', async () => {
    await app.runCommand('Rehearse')
    await app.click('Start')
    await app.notice(/^The rehearsal has reached its end/, LONG_MS)
    await app.note().locator('.callout', { hasText: 'A rehearsal, not your work' }).waitFor()
    await app.picture('rehearsal-first-note')
    expect(archive().filter((name) => /_(spec|plan|implement|critique|critique-2|retro)\.md$/.test(name))).toHaveLength(6)
    expect(app.errors).toEqual([])
  })

  it('links every note that its first note names', async () => {
    expect(await app.note().locator('a.internal-link').count()).toBe(7)
    expect(await app.note().locator('a.internal-link.is-unresolved').count()).toBe(0)
  })

  it('is unseen by the board, by the index and by the device', async () => {
    expect(existsSync(inVault('forge'))).toBe(false)
    expect(readdirSync(device)).toEqual(['cache'])
    expect(await app.cli('forge-pipeline:status')).toBe('No feature yet.')
    expect(readFileSync(inVault('Diary.md'), 'utf8')).toBe('Mine.\n')
  })

  it('takes the place of the one before when it is played again, and stops when asked to', async () => {
    await app.runCommand('Rehearse')
    expect(await app.modal().innerText()).toMatch(/is removed first/)
    await app.click('Start')
    const hasBegunAnew = (): boolean => archive().length === 0 && existsSync(inVault(`${ROOT}/forge/active`))
    await vi.waitFor(() => expect(hasBegunAnew()).toBe(true), { timeout: LONG_MS })
    await app.runCommand('Rehearse')
    await app.notice(/^A rehearsal goes on/)
    await app.page.locator('.notice button', { hasText: 'Stop' }).click()
    await app.notice(/^The rehearsal was stopped/)
    expect(archive()).toEqual([])
  })

  it('is removed in one click', async () => {
    await app.runCommand('Rehearse')
    await app.click('Remove')
    await app.notice(/^The rehearsal is removed/)
    expect(readdirSync(vault).filter((name) => !name.startsWith('.'))).toEqual(['Diary.md'])
    expect(filesBelow(path.join(cache, 'rehearsal'))).toEqual(['agent.mjs'])
    expect(app.errors).toEqual([])
  })
})
