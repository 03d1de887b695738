import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settleStanding } from '../../src/commands/settle.ts'
import { readFeature } from '../../src/feature/feature.ts'
import { tick } from '../../src/markdown/questions.ts'
import { renderCritique } from '../../src/notes/critique-note.ts'
import { openFolderVault } from '../../src/vault/folder-vault.ts'
import { note } from '../notes/critique-samples.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'forge-settle-'))
  mkdirSync(path.join(folder, 'forge/active'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('ticks that came since', () => {
  it('count before anything lands: an acceptance passes the work, and taking it back rejects it again', async () => {
    const file = path.join(folder, `forge/active/2026-03-05_${note.feature}_critique.md`)
    const answer = (option: string, words: string): void => {
      const ticked = tick(readFileSync(file, 'utf8'), 'finding-1', option, words)
      if (!ticked.ok) throw new Error(ticked.error)
      writeFileSync(file, ticked.value)
    }
    const settled = async () => {
      const vault = await openFolderVault(folder, path.join(folder, 'locks'))
      if (!vault.ok) throw new Error(vault.error.what)
      const before = await readFeature(vault.value, note.feature)
      if (!before.ok) throw new Error(before.error.what)
      expect((await settleStanding(vault.value, before.value)).ok).toBe(true)
      return /^status: (\w+)$/m.exec(readFileSync(file, 'utf8'))?.[1]
    }
    writeFileSync(file, renderCritique(note))
    expect(await settled()).toBe('REJECTED')
    answer('accept', 'We know that code.')
    expect(await settled()).toBe('PASS')
    answer('fix', '')
    expect(await settled()).toBe('REJECTED')
  })
})
