import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** `npm run preview`, as a person starts and stops it. */
describe('the preview command', () => {
  const place = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'forge-serve-')))
  afterAll(() => {
    rmSync(place, { recursive: true, force: true, maxRetries: 10 })
  })

  const start = (...args: readonly string[]) => {
    const child = spawn(process.execPath, ['scripts/preview.mjs', ...args], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: place },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = { said: '', complained: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.said += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.complained += text))
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    return { output, ended, stop: () => child.kill('SIGINT') }
  }
  const saidBy = async (output: { said: string }, word: string): Promise<string> => {
    await vi.waitFor(() => expect(output.said).toContain(word), { timeout: 60_000, interval: 50 })
    return output.said
  }

  it('prints both addresses, serves them, and leaves nothing behind at Ctrl-C', async () => {
    const { output, ended, stop } = start('--empty')
    const said = await saidBy(output, 'Ctrl-C')
    const [, desktop = ''] = /^Desktop\s+(\S+)$/m.exec(said) ?? []
    const [, phone = ''] = /^Phone\s+(\S+)$/m.exec(said) ?? []
    const [, vault = ''] = /^Vault\s+(\S+)$/m.exec(said) ?? []
    expect(new URL(desktop).hostname).toBe('127.0.0.1')
    expect(phone).toBe(`${desktop}?phone=1`)
    for (const address of [desktop, phone, `${desktop}page.js`, `${desktop}plugin/main.js`]) expect((await fetch(address)).status).toBe(200)
    expect(existsSync(vault)).toBe(true)
    stop()
    expect(await ended).toBe(0)
    expect(readdirSync(place)).toEqual([])
  })

  it('leaves nothing behind at a Ctrl-C while it makes its sample', async () => {
    const { ended, stop, output } = start()
    await vi.waitFor(
      () => expect(readdirSync(place).map((name) => readdirSync(path.join(place, name)))).toContainEqual(expect.arrayContaining(['shop'])),
      {
        timeout: 60_000,
        interval: 5,
      },
    )
    stop()
    expect(await ended).toBe(0)
    expect(output).toEqual({ said: '', complained: '' })
    expect(readdirSync(place)).toEqual([])
  })

  it.each([
    [['--bogus'], /^Unknown option '--bogus'\. See npm run preview -- --help\.\n$/],
    [['--port', 'abc'], /^--port takes a number up to 65535, not abc\. See .*\n$/],
    [['--port', '70000'], /^--port takes a number up to 65535, not 70000\. See .*\n$/],
    [['--vault', '/nonexistent'], /^There is no folder \/nonexistent\. See .*\n$/],
  ])('says in one line what is wrong with %j', async (args, sentence) => {
    const { output, ended } = start(...args)
    expect(await ended).toBe(2)
    expect(output.complained).toMatch(sentence)
    expect(readdirSync(place)).toEqual([])
  })

  it('says that a port is taken, and leaves nothing behind', async () => {
    const other = http.createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : 0
    const { output, ended } = start('--vault', place, '--port', String(port))
    expect(await ended).toBe(1)
    expect(output.complained).toBe(`Port ${String(port)} is not free. Name another one, or none, and any free one is taken.\n`)
    expect(readdirSync(place)).toEqual([])
    await new Promise((resolve) => other.close(resolve))
  })
})
