import { existsSync, readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { clearScratch, makeScratch } from '../../src/node/scratch.ts'
import type { Scratch } from '../../src/node/scratch.ts'

async function scratch(runId: string, files: Readonly<Record<string, string>>): Promise<Scratch> {
  const made = await makeScratch(runId, files)
  if (!made.ok) throw new Error(made.error.why)
  onTestFinished(() => made.value.remove())
  return made.value
}

describe('a scratch folder', () => {
  it('holds the files until it is removed', async () => {
    const { folder, remove } = await scratch(randomUUID(), { 'a.json': '{}' })
    expect(readFileSync(path.join(folder, 'a.json'), 'utf8')).toBe('{}')
    await remove()
    expect(existsSync(folder)).toBe(false)
  })

  it('is not made where there are no files', async () => {
    const runId = randomUUID()
    const { folder, remove } = await scratch(runId, {})
    await remove()
    expect([folder, readdirSync(os.tmpdir()).filter((name) => name.includes(runId))]).toEqual(['', []])
  })

  it('of a killed run is cleared by the id of that run, and no other is', async () => {
    const runId = randomUUID()
    const left = [await scratch(runId, { a: 'a' }), await scratch(runId, { b: 'b' })]
    const other = await scratch(`${runId}-2`, { c: 'c' })
    await clearScratch(runId)
    expect([...left, other].map(({ folder }) => existsSync(folder))).toEqual([false, false, true])
  })
})
