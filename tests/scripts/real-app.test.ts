import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const SCRIPT = path.resolve(import.meta.dirname, '../../scripts/real-app.mjs')

/** Answers as Obsidian's documentation says its command line does; `errors` is what `dev:errors` prints. */
function standIn(folder: string, errors: string): string {
  return `#!${process.execPath}
const fs = require('node:fs')
const [vault, command, ...rest] = process.argv.slice(2)
fs.appendFileSync(${JSON.stringify(path.join(folder, 'asked'))}, [vault, command, ...rest].join(' ') + '\\n')
const answers = { eval: '=> ' + ${JSON.stringify(path.join(folder, 'settings'))}, 'dev:dom': '1', 'dev:errors': ${JSON.stringify(errors)}, 'forge-pipeline:status': '{"features":[]}' }
process.stdout.write((answers[command] ?? '') + '\\n')
`
}

describe('the script for the real app', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'forge-real-app-'))
    for (const name of ['bin', 'settings']) mkdirSync(path.join(folder, name))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const run = (...args: string[]): Promise<{ exit: number; said: string }> =>
    new Promise((resolve) => {
      const env = { PATH: path.join(folder, 'bin'), HOME: folder }
      execFile(process.execPath, [SCRIPT, ...args], { cwd: folder, env }, (error, stdout) => {
        resolve({ exit: typeof error?.code === 'number' ? error.code : 0, said: stdout })
      })
    })

  const place = (errors: string): void => {
    const file = path.join(folder, 'bin', 'obsidian')
    writeFileSync(file, standIn(folder, errors))
    chmodSync(file, 0o755)
  }

  it('installs what a release holds, looks at the board on both kinds of device, and leaves the phone view', async () => {
    place('')
    const { exit, said } = await run('--vault', 'Test')
    expect(said).toContain('phone: no error')
    expect(exit).toBe(0)
    for (const name of ['main.js', 'manifest.json', 'styles.css'])
      expect(existsSync(path.join(folder, 'settings', 'plugins', 'forge-pipeline', name)), name).toBe(true)
    const asked = readFileSync(path.join(folder, 'asked'), 'utf8').trim().split('\n')
    expect(asked.every((line) => line.startsWith('vault=Test '))).toBe(true)
    expect(asked.filter((line) => line.includes('dev:mobile'))).toEqual(['vault=Test dev:mobile on', 'vault=Test dev:mobile off'])
  })

  it('stops at an error that the app logged', async () => {
    place('forge-pipeline: undefined is not a function')
    expect(await run('--vault', 'Test')).toMatchObject({ exit: 1, said: expect.stringContaining('FAILS desktop: no error') as unknown })
  })

  it('says what to do where there is no such command, or no vault is named', async () => {
    expect(await run('--vault', 'Test')).toMatchObject({ exit: 1, said: expect.stringContaining('Next: switch it on') as unknown })
    expect(await run()).toMatchObject({ exit: 1, said: expect.stringContaining('Name the vault') as unknown })
  })
})
