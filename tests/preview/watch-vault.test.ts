import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchVault } from './server/watch-vault.ts'

/** So that only what the system tells is heard. */
const NEVER_MS = 2_000_000_000

describe('the watch on a vault', () => {
  let vault: string
  let told: string[]
  beforeEach(() => {
    vault = mkdtempSync(path.join(os.tmpdir(), 'forge-watch-'))
    mkdirSync(path.join(vault, 'forge/active'), { recursive: true })
    told = []
    watchVault(vault, (paths) => told.push(...paths), NEVER_MS)
  })
  afterEach(() => rmSync(vault, { recursive: true, force: true, maxRetries: 10 }))

  /** As Forge writes: beside the note, then in its place. */
  const write = (note: string, text: string): void => {
    const beside = path.join(vault, path.dirname(note), `.${path.basename(note)}.tmp`)
    writeFileSync(beside, text)
    renameSync(beside, path.join(vault, note))
  }
  const hears = async (paths: readonly string[], change: () => void): Promise<void> => {
    told.length = 0
    change()
    await vi.waitFor(() => expect(told).toEqual(expect.arrayContaining([...paths])))
  }

  it('tells of a note that is replaced again and again', async () => {
    for (const text of ['a', 'ab', 'abc', 'abcd']) await hears(['forge/active/spec.md'], () => write('forge/active/spec.md', text))
  })

  it('follows a folder that comes later, and what is in it by then', async () => {
    await hears(['forge/decisions', 'forge/decisions/court.md'], () => {
      mkdirSync(path.join(vault, 'forge/decisions'))
      write('forge/decisions/court.md', 'a')
    })
    for (const text of ['ab', 'abc']) await hears(['forge/decisions/court.md'], () => write('forge/decisions/court.md', text))
  })

  it('tells of what goes, and follows a folder under its new name', async () => {
    await hears(['forge/active/spec.md'], () => write('forge/active/spec.md', 'a'))
    await hears(['forge/active', 'forge/active/spec.md', 'forge/kept/spec.md'], () =>
      renameSync(path.join(vault, 'forge/active'), path.join(vault, 'forge/kept')),
    )
    await hears(['forge/kept/spec.md'], () => write('forge/kept/spec.md', 'ab'))
    await hears(['forge/kept', 'forge/kept/spec.md'], () => rmSync(path.join(vault, 'forge/kept'), { recursive: true }))
  })
})
