import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** `npm run preview`, as a person starts and stops it. */
describe('the preview command', () => {
  it('prints both addresses, serves them, and leaves nothing behind at Ctrl-C', { timeout: 120_000 }, async () => {
    const child = spawn(process.execPath, ['scripts/preview.mjs', '--empty'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => child.on('close', resolve))
    let said = ''
    for await (const text of child.stdout.setEncoding('utf8')) {
      said += String(text)
      if (said.includes('Ctrl-C')) break
    }
    const [, desktop = ''] = /^Desktop\s+(\S+)$/m.exec(said) ?? []
    const [, phone = ''] = /^Phone\s+(\S+)$/m.exec(said) ?? []
    const [, vault = ''] = /^Vault\s+(\S+)$/m.exec(said) ?? []
    expect(new URL(desktop).hostname).toBe('127.0.0.1')
    expect(phone).toBe(`${desktop}?phone=1`)
    for (const address of [desktop, phone, `${desktop}page.js`, `${desktop}plugin/main.js`]) expect((await fetch(address)).status).toBe(200)
    expect(existsSync(vault)).toBe(true)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(existsSync(path.dirname(vault))).toBe(false)
  })
})
