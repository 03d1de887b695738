import { expect, it } from 'vitest'
import type { Run } from '../../src/runs/run.ts'
import { drop } from '../../src/retro/drop.ts'
import { fakeRun, HEAD_SHA, MemoryVault, ScriptedAgents } from './fakes.ts'
import { passedFeature, SPEC } from './samples.ts'
import { archived } from './scene.ts'

const ASKED_NOBODY = new ScriptedAgents(() => 'Nobody is asked.')

function runOn(vault: MemoryVault, branch: string | null): Run {
  const run = fakeRun({ vault, agents: ASKED_NOBODY })
  const resolve = async (ref: string): Promise<string | null> => (ref === `refs/heads/${branch ?? ''}` ? HEAD_SHA : null)
  return { ...run, repo: { ...run.repo, resolve, clearBench: async () => true } }
}

function remarks(vault: MemoryVault): string {
  return [...vault.notes].find(([path]) => path.includes('_retro'))?.[1] ?? ''
}

it('says that branch and decision stay, where both are there', async () => {
  const vault = new MemoryVault(passedFeature())
  const report = await drop(runOn(vault, 'forge/billing'))
  expect(report).toMatchObject({ state: 'ARCHIVED', exit: 0 })
  expect(report.next).toBe('Dropped: the notes are in the archive. The branch forge/billing and the decision stay.')
  expect(remarks(vault)).toContain('The branch stays.')
})

it('promises no branch and no decision to a feature with nothing but a spec', async () => {
  const vault = new MemoryVault({ [SPEC]: passedFeature()[SPEC] ?? '' })
  const report = await drop(runOn(vault, null))
  expect(report.next).toBe('Dropped: the notes are in the archive.')
  expect([...vault.notes.keys()]).toContain(archived(SPEC))
  expect(remarks(vault)).toContain('Dropped on')
  expect(remarks(vault)).not.toContain('branch')
})
