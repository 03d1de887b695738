import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { runWhole } from '../../src/node/run-whole.ts'

describe('runWhole', () => {
  it('ends a program that prints more than can be held, and says so', async () => {
    const code = `const more = () => process.stdout.write('x'.repeat(60_000), more); more()`
    const spec = { command: process.execPath, args: ['-e', code], cwd: tmpdir(), env: {}, input: null }
    const run = await runWhole(spec, { silentMs: 60_000, maxChars: 1_000_000 })
    expect(run.cut).toContain('more than 1000000 characters')
    expect(run.stdout.length).toBeLessThanOrEqual(1_000_000)
    expect(run.signal).toBe('SIGTERM')
  })

  it.each(['before its start', 'meanwhile'])('ends a program some time after the stop was asked for: %s', async (when) => {
    const stopper = new AbortController()
    const spec = { command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], cwd: tmpdir(), env: {}, input: null }
    if (when === 'before its start') stopper.abort()
    const running = runWhole(spec, { silentMs: 60_000, stop: { signal: stopper.signal, afterMs: 200 } })
    if (when === 'meanwhile') stopper.abort()
    expect(await running).toMatchObject({ stopped: true, signal: 'SIGTERM' })
  })

  it('lets a program finish that needs less than that', async () => {
    const spec = { command: process.execPath, args: ['-e', 'setTimeout(() => console.log(1), 100)'], cwd: tmpdir(), env: {}, input: null }
    const run = await runWhole(spec, { silentMs: 60_000, stop: { signal: AbortSignal.abort(), afterMs: 20_000 } })
    expect(run).toMatchObject({ stopped: false, cut: null, stdout: '1\n', code: 0 })
  })
})
