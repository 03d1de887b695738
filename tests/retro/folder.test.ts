import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCourt, renderCourt } from '../../src/notes/court-note.ts'
import { parseRetro } from '../../src/notes/retro-note.ts'
import { holdRetro } from '../../src/retro/run.ts'
import { openFolderVault } from '../../src/vault/folder-vault.ts'
import { court, heard, opinion, ruling } from '../notes/court-samples.ts'
import { temp } from '../node/temp.ts'
import { fakeRun, ScriptedAgents } from './fakes.ts'
import { CLAMP, COURT, history, passedFeature, RETRO, SPEC } from './samples.ts'
import { archived, byRole } from './scene.ts'

describe('a retro in a real folder', () => {
  it('leaves a decision that still reads as it did, and notes that moved byte for byte but for their status', async () => {
    const folder = temp()
    const decided = court({ entries: [heard('claude:value', opinion([8, 8, 2, 7, 2, 7]))], ruling: ruling('GO', 7.7) })
    const notes: Record<string, string> = { ...passedFeature(), [COURT]: `${renderCourt(decided)}\nMy own words.\n` }
    for (const [note, text] of Object.entries(notes)) {
      mkdirSync(path.dirname(path.join(folder, note)), { recursive: true })
      writeFileSync(path.join(folder, note), text)
    }
    const vault = await openFolderVault(folder, path.join(folder, '.locks'))
    if (!vault.ok) throw new Error(vault.error.why)
    const report = await holdRetro(fakeRun({ vault: vault.value, agents: new ScriptedAgents(byRole(history(CLAMP))) }))
    expect(report).toMatchObject({ exit: 0, state: 'ARCHIVED', error: null })
    const read = (note: string): string => readFileSync(path.join(folder, note), 'utf8')
    expect(parseCourt(read(COURT))).toEqual({
      ok: true,
      value: { ...decided, aftermath: { outcome: 'passed, not landed', retro: path.basename(RETRO, '.md') } },
    })
    expect(read(COURT)).toContain('\nMy own words.\n')
    expect(read(archived(SPEC))).toBe(notes[SPEC]?.replace('status: SPEC', 'status: ARCHIVED'))
    expect(parseRetro(read(archived(RETRO)))).toMatchObject({ ok: true, value: { step: 'archived' } })
    expect(readdirSync(path.join(folder, 'forge/active')).sort()).toEqual([
      '2026-03-05_billing_spec (conflicted copy).md',
      '2026-03-05_other_spec.md',
      'shopping list.md',
    ])
  })
})
