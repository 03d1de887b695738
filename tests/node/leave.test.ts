import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listProcesses } from '../../src/node/process-list.ts'
import { stopMarked } from '../../src/node/process-tree.ts'
import { pause } from '../../src/node/timer.ts'
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

describe.runIf(process.platform === 'linux')('a command that goes away while an agent runs', () => {
  const SCRIPT = '/usr/bin/script'
  const alive = async (mark: string): Promise<number> => (await listProcesses(mark)).filter((one) => one.marked).length
  const until = async (met: () => Promise<boolean>): Promise<void> => {
    while (!(await met())) await pause(50)
  }
  const marked = (): string => {
    const mark = randomUUID()
    onTestFinished(() => stopMarked(mark, 0))
    return mark
  }
  const start = async (how: string, mark: string) => {
    const program = await bundle(path.join(import.meta.dirname, 'fixtures', 'starter.ts'), temp())
    return spawn(process.execPath, [program, how, mark], { stdio: ['ignore', 'pipe', 'ignore'] })
  }

  it('leaves nothing of it behind when it is interrupted twice', async () => {
    const mark = marked()
    const child = await start('waits', mark)
    await until(async () => (await alive(mark)) === 2)
    child.kill('SIGINT')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([130, null])
    await until(async () => (await alive(mark)) === 0)
  })

  const hiddenBy = (mark: string): Promise<number> => {
    const environments = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    const isHidden = (pid: string): boolean => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`FORGE_HIDDEN=${mark}`)
      } catch {
        return false
      }
    }
    return Promise.resolve(environments.filter(isHidden).length)
  }

  it('leaves no child of it that has cleared its environment', async () => {
    const mark = marked()
    const hidden = (): Promise<number> => hiddenBy(mark)
    const child = await start('hides', mark)
    await until(async () => (await hidden()) === 1)
    child.kill('SIGINT')
    child.kill('SIGTERM')
    await until(async () => (await alive(mark)) + (await hidden()) === 0)
  })

  it('leaves nothing of it behind when a bug ends it', async () => {
    const mark = marked()
    const child = await start('throws', mark)
    expect(await once(child, 'exit')).not.toEqual([0, null])
    await until(async () => (await alive(mark)) === 0)
  })

  it.runIf(existsSync(SCRIPT))('stops in order when its terminal is closed', async () => {
    const mark = marked()
    const program = await bundle(path.join(import.meta.dirname, 'fixtures', 'starter.ts'), temp())
    const file = path.join(temp(), 'said')
    const terminal = spawn(SCRIPT, ['-qfc', `exec ${process.execPath} ${program} waits ${mark} ${file}`, '/dev/null'], { stdio: 'ignore' })
    await until(async () => (await alive(mark)) === 2)
    terminal.kill('SIGKILL')
    await until(async () => Promise.resolve(existsSync(file)))
  })
})
