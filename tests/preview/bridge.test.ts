import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as v from 'valibot'
import { PreviewDriver, type AppPage } from './driver.ts'

const FIXTURES = path.join(import.meta.dirname, 'fixtures')
const HELD = v.object({ pid: v.number(), window: v.number() })

/** What `require('node:…')` gives a plugin on the desktop, and what it does not give on a phone. */
describe('the bridge to Node', () => {
  const vault = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'forge-bridge-')))
  const program = path.join(FIXTURES, 'program.mjs')
  let driver: PreviewDriver
  let app: AppPage
  beforeAll(async () => {
    driver = await PreviewDriver.start({ vault, plugin: path.join(FIXTURES, 'bridge-plugin') })
    app = await driver.open()
  })
  afterAll(async () => {
    await driver.close()
    rmSync(vault, { recursive: true, force: true, maxRetries: 10 })
  })
  const ask = async (name: string, parameters: Record<string, string> = {}): Promise<unknown> =>
    JSON.parse(await app.cli(`bridge:${name}`, parameters))

  it('reads and writes files, by path, by number and by handle', async () => {
    expect(await ask('files', { folder: vault })).toEqual({
      read: 8,
      size: 8,
      text: 'größe!',
      buffer: 'größe!',
      entries: [
        ['deep', true, false],
        ['moved', false, true],
      ],
      file: true,
      big: true,
    })
  })

  it('throws what Node throws, at once and later', async () => {
    expect(await ask('failures', { folder: vault })).toEqual({
      sync: [true, 'ENOENT', 'open', true],
      later: [true, 'ENOENT', 'open', true],
      taken: [true, 'EEXIST', 'open', true],
      exists: false,
    })
  })

  it('makes hard links and finds real paths', async () => {
    expect(await ask('links', { folder: vault })).toEqual({ nlink: 2, real: path.join(vault, 'moved') })
  })

  it('runs a program with its words, its environment, its input and its three streams', async () => {
    const said = { first: 'one', rest: ['two words'], input: 'first second', colour: 'blue' }
    expect(await ask('processes', { program })).toEqual({
      pid: 'number',
      lines: [JSON.stringify(said)],
      errors: 'a word aside',
      ended: true,
      code: 3,
      signal: null,
      self: true,
    })
  })

  it('tells that a program is not there', async () => {
    expect(await ask('missing')).toEqual({ code: 'ENOENT', pid: null })
  })

  it('kills a whole group', async () => {
    expect(await ask('ends', { program })).toMatchObject({ code: null, signal: 'SIGTERM' })
  })

  it('gives each window a process of its own, which dies with it; what it left running dies with the server', async () => {
    const other = await driver.open()
    const held = v.parse(HELD, JSON.parse(await other.cli('bridge:held', { program })))
    expect(isAlive(held.window)).toBe(true)
    await other.close('crash')
    await vi.waitFor(() => expect(isAlive(held.window)).toBe(false))
    expect(isAlive(held.pid)).toBe(true)
    const second = await PreviewDriver.start({ vault, plugin: path.join(FIXTURES, 'bridge-plugin') })
    const left = v.parse(HELD, JSON.parse(await (await second.open()).cli('bridge:held', { program })))
    await second.close()
    await vi.waitFor(() => expect(isAlive(left.pid)).toBe(false))
  })

  it.each([
    ['throws', 'threw'],
    ['null', 'null'],
    ['undefined', 'undefined'],
  ] as const)('has no Node on a phone, where require %s', async (require, outcome) => {
    const phone = await driver.open({ phone: true, require })
    const found = await phone.page.evaluate(() => {
      const globals = ['process', 'Buffer', 'global'].filter((name) => name in window)
      try {
        return { globals, given: String(window.preview?.require('node:fs')) }
      } catch {
        return { globals, given: 'threw' }
      }
    })
    expect(found).toEqual({ globals: [], given: outcome })
    await phone.close()
  })

  it('answers nobody who does not know the secret', async () => {
    const address = new URL(app.page.url())
    const wrong = new URL(address)
    wrong.pathname = `/${'0'.repeat(32)}/`
    expect((await fetch(wrong)).status).toBe(404)
    expect((await fetch(address)).status).toBe(200)
    expect(existsSync(path.join(vault, 'moved'))).toBe(true)
  })
})

/** A process that only waits to be noted by its parent is dead. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/\) [ZX] /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'))
  } catch {
    return false
  }
}
