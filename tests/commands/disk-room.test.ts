import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { checkRoom } from '../../src/commands/disk-room.ts'
import { freeBytes } from '../../src/node/files.ts'

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'forge-room-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

it('names the folder whose disk is nearly full, what is left there, and how much it takes', async () => {
  const folder = newFolder()
  const free = (await freeBytes(folder)) ?? NaN
  expect(free).toBeGreaterThan(0)
  expect(await checkRoom([folder], 1)).toEqual({ ok: true, value: undefined })
  const refused = await checkRoom([folder], free * 2)
  expect(refused).toMatchObject({ ok: false, error: { code: 'file-failed', what: 'There is too little room for a run.' } })
  expect(refused.ok ? '' : refused.error.why).toMatch(new RegExp(`^The disk of ${folder} has \\d+ MB left\\.`))
})

it('looks at the disk on which a folder will be that is not there yet', async () => {
  const folder = newFolder()
  const [here, below] = [await freeBytes(folder), await freeBytes(path.join(folder, 'not', 'there'))]
  expect(Math.abs((below ?? NaN) - (here ?? NaN))).toBeLessThan(500_000_000)
})
