import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { runWhole } from '../../src/node/run-whole.ts'

describe('runWhole', () => {
  it('ends a program that prints more than can be held, and says so', async () => {
    const code = `const more = () => process.stdout.write('x'.repeat(60_000), more); more()`
    const spec = { command: process.execPath, args: ['-e', code], cwd: tmpdir(), env: {}, input: null }
    const run = await runWhole(spec, 60_000, 1_000_000)
    expect(run.cut).toContain('more than 1000000 characters')
    expect(run.stdout.length).toBeLessThanOrEqual(1_000_000)
    expect(run.signal).toBe('SIGTERM')
  })
})
