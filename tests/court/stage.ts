import { failure } from '../../src/basics/failure.ts'
import { failed, ok } from '../../src/basics/result.ts'
import type { AgentReport } from '../../src/agents/port.ts'
import { holdCourt } from '../../src/court/run.ts'
import { parseCourt } from '../../src/notes/court-note.ts'
import { readKeys } from '../../src/markdown/frontmatter.ts'
import type { Opinion } from '../../src/notes/opinion.ts'
import type { Verdict } from '../../src/notes/vocabulary.ts'
import type { Seat } from '../../src/policy/policy.ts'
import { opinion } from '../notes/court-samples.ts'
import { courtRun, memoryVault, policy, readingRepo, scriptedAgents, seats, type RepoScript, type Scene, type Scripted } from './fakes.ts'

export const SPEC = 'forge/active/2026-03-01_billing_spec.md'
export const SITTING = 'forge/active/2026-03-05_billing_court.md'
export const DECIDED = 'forge/decisions/2026-03-05_billing_court.md'
export const FORM = 'forge/active/2026-03-05_billing_opinion.md'
export const SPEC_TEXT =
  '---\ntitle: Paddle Billing\nfeature: billing\nstage: spec\nstatus: SPEC\nrepo: shop\n---\n\n## What\n\nTake card payments with Paddle.\n\n## Why\n\nVAT. We keep card numbers in plain text today.\n'

/** The notes and the repo of the test that runs; `reset` before each. */
export const world = { notes: new Map<string, string>(), repo: freshRepo() }

export function reset(): void {
  world.notes = new Map([[SPEC, SPEC_TEXT]])
  world.repo = freshRepo()
}

function freshRepo(): RepoScript {
  return { head: 'f00', files: { 'src/pay.ts': 'export const key = "sk-live-123456"\n' }, changed: [], rooms: 0 }
}

export const good = (score = 8, recommendation: Verdict = 'GO', more: Partial<Opinion> = {}): Opinion =>
  opinion([score, score, 10 - score, score, 10 - score, score], recommendation, more)
export const says =
  (own: unknown): Scripted =>
  () =>
    ok(own)
export const crashes: Scripted = () => failed(failure('agent-failed', 'It crashed.', 'Exit code 7.', 'Look.'))
export const ended: Scripted = () => failed(failure('budget-reached', 'It was ended.', 'Its budget is used up.', 'Raise it.'))
export const FAILS = { security: { verdict: 'FAIL' as const, evidence: 'src/pay.ts: `key = "sk-live-123456"`' } }

export interface Play {
  readonly script?: Readonly<Record<string, Scripted>>
  readonly reports?: Readonly<Record<string, Partial<AgentReport>>>
  readonly bench?: readonly Seat[]
  readonly jurors?: readonly Seat[]
  readonly scene?: Partial<Scene>
}

export const THREE = seats('a:value', 'b:cost', 'c:risk')
export const ALL_GOOD = { 'a:value': says(good()), 'b:cost': says(good(7)), 'c:risk': says(good(6, 'DEFER', { objection: 'Upkeep.' })) }

export async function play(given: Play = {}) {
  const bench = scriptedAgents(given.script ?? ALL_GOOD, given.reports)
  const scene = {
    vault: memoryVault(world.notes),
    repo: readingRepo(world.repo),
    agents: bench.agents,
    policy: policy(given.bench ?? THREE),
    ...given.scene,
  }
  const report = await holdCourt(courtRun(scene), { jurors: given.jurors ?? null })
  return { report, asked: bench.asked.map((ask) => ask.line), asks: bench.asked }
}

export const text = (path: string): string => world.notes.get(path) ?? ''
export const keysOf = (path: string): Readonly<Record<string, unknown>> => {
  const keys = readKeys(text(path))
  if (!keys.ok) throw new Error(keys.error)
  return keys.value
}
export const courtOf = (path: string) => {
  const court = parseCourt(text(path))
  if (!court.ok) throw new Error(court.error)
  return court.value
}
export const change = (path: string, edit: (now: string) => string): void => void world.notes.set(path, edit(text(path)))
