import { readKeys } from '../../src/markdown/frontmatter.ts'
import { tick } from '../../src/markdown/questions.ts'
import { holdRetro } from '../../src/retro/run.ts'
import { fakeRun, MemoryVault, ScriptedAgents, type Answers, type FakeRun } from './fakes.ts'
import { CRITIQUE_1, CRITIQUE_2, IMPLEMENT, PLAN, RETRO, SPEC } from './samples.ts'

export const ACTIVE_NOTES = [SPEC, PLAN, IMPLEMENT, CRITIQUE_1, CRITIQUE_2, RETRO]
export const archived = (path: string): string => path.replace('/active/', '/archive/')

export function scene(notes: Record<string, string>, answers: Answers, more: Partial<FakeRun> = {}) {
  const vault = new MemoryVault(notes)
  const agents = new ScriptedAgents(answers)
  return { vault, agents, hold: (other: Partial<FakeRun> = {}) => holdRetro(fakeRun({ vault, agents, ...more, ...other })) }
}

export function keysOf(vault: MemoryVault, path: string): Readonly<Record<string, unknown>> {
  const keys = readKeys(vault.notes.get(path) ?? '')
  if (!keys.ok) throw new Error(keys.error)
  return keys.value
}

export function answer(vault: MemoryVault, name: string, option: string, path = RETRO): void {
  const ticked = tick(vault.notes.get(path) ?? '', name, option, '')
  if (!ticked.ok) throw new Error(ticked.error)
  vault.notes.set(path, ticked.value)
}

export const byRole =
  (historian: unknown, arbiter: unknown = { relation: 'conflict', reason: 'Both speak of prices below zero.' }): Answers =>
  (ask) =>
    ask.role === 'historian' ? historian : arbiter
