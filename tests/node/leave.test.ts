import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundle } from './bundle.ts'
import { temp } from './temp.ts'

const CHARS = 3_000_000

describe('leaving', () => {
  const leave = async () => {
    const program = await bundle(path.join(import.meta.dirname, 'fixtures', 'leaver.ts'), temp())
    return spawn(process.execPath, [program, String(CHARS)], { stdio: ['ignore', 'pipe', 'ignore'] })
  }

  it('does not wait for timers, and loses nothing that a slow reader has not read yet', async () => {
    const child = await leave()
    // The pipe holds far less than all of it, so the writer waits for its reader.
    await once(child.stdout, 'readable')
    let read = 0
    child.stdout.on('data', (bytes: Uint8Array) => (read += bytes.length))
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect({ code, read }).toEqual({ code: 4, read: CHARS })
  })

  it('leaves where the reader has gone away', async () => {
    const child = await leave()
    child.stdout.destroy()
    const code = await new Promise((resolve) => child.once('exit', resolve))
    expect(code).not.toBe(0)
  })
})
