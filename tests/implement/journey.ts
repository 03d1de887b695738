import { implement } from '../../src/implement/run.ts'
import { readKeys } from '../../src/markdown/frontmatter.ts'
import { parseImplement } from '../../src/notes/implement-note.ts'
import type { ImplementNote } from '../../src/notes/implement-record.ts'
import { renderCritique } from '../../src/notes/critique-note.ts'
import { proseHash } from '../../src/markdown/prose.ts'
import { tick } from '../../src/markdown/questions.ts'
import type { StageReport } from '../../src/runs/run.ts'
import { finding, note as critiqueSample, outcome } from '../notes/critique-samples.ts'
import { Killed, World } from './fakes.ts'

export const SPEC = 'forge/active/2026-03-05_billing_spec.md'
export const COURT = 'forge/decisions/2026-03-05_billing_court.md'
export const IMPLEMENT = 'forge/active/2026-03-05_billing_implement.md'
export const PLAN = 'forge/active/2026-03-05_billing_plan.md'
export const PLAN_2 = 'forge/active/2026-03-05_billing_plan-2.md'
export const PLAN_3 = 'forge/active/2026-03-05_billing_plan-3.md'
export const CRITIQUE = 'forge/active/2026-03-05_billing_critique.md'

export const ANSWER_PLAN = {
  summary: 'Add a billing module.',
  changes: [{ path: 'src/cart.ts', what: 'Ask billing.' }],
  new_files: [{ path: 'src/billing.ts', purpose: 'The module.' }],
  tests: [{ what: 'A bill', command: 'npm test' }],
  risks: ['Rounding'],
}
export const ANSWER_BUILD = {
  summary: 'Billing works.',
  decisions: ['Cents are integers.'],
  commit: { type: 'feat', scope: 'billing', subject: 'add billing', body: 'As planned.' },
}

/** A feature that a court has decided GO on, with agents that do as they are told. */
export async function decided(): Promise<World> {
  const world = new World()
  const spec =
    '---\ntitle: Billing\nfeature: billing\nstage: spec\nstatus: SPEC\nrepo: shop\n---\n\n## What\n\nBilling for the shop.\n\n## Acceptance\n\nA bill adds up.\n'
  world.notes.set(SPEC, spec)
  world.notes.set(
    COURT,
    `---\nfeature: billing\nstage: court\nstatus: DECIDED\nverdict: GO\nspec_hash: ${await proseHash(spec)}\n---\n\n# Billing\n`,
  )
  world.answer = (ask) => {
    if (ask.role === 'planner') return ANSWER_PLAN
    world.touch('src/billing.ts')
    return ANSWER_BUILD
  }
  return world
}

export function go(world: World, hotfix: string | null = null): Promise<StageReport> {
  return implement(world.run(), { hotfix })
}

export function answerPlan(world: World, path: string, option: string, words = ''): void {
  world.edit(path, (text) => tick(text, 'plan', option, words))
}

/** From GO to a first commit, the plan approved as it came. */
export async function built(): Promise<World> {
  const world = await decided()
  await go(world)
  answerPlan(world, PLAN, 'approve')
  const report = await go(world)
  if (report.exit !== 0) throw new Error(JSON.stringify(report))
  return world
}

/** A critique of the current attempt with one finding; PASS where the person accepts it. */
export function reviewed(world: World, verdict: 'PASS' | 'REJECTED', path = CRITIQUE, file = 'src/billing.ts'): void {
  const answer = verdict === 'PASS' ? { answer: 'accept' as const, personSays: 'It is fine.' } : {}
  const { attempt, headSha } = noteOf(world)
  const found = { ...finding, file, ...answer }
  world.notes.set(path, renderCritique({ ...critiqueSample, attempt, headSha: headSha ?? '', outcome: { ...outcome, findings: [found] } }))
}

export function noteOf(world: World): ImplementNote {
  const note = parseImplement(world.text(IMPLEMENT))
  if (!note.ok) throw new Error(note.error)
  return note.value
}

export function keysOf(world: World, path = IMPLEMENT): Readonly<Record<string, unknown>> {
  const keys = readKeys(world.text(path))
  if (!keys.ok) throw new Error(keys.error)
  return keys.value
}

/** Runs the command again until no kill ends it. */
export async function persist(world: World): Promise<StageReport> {
  for (;;) {
    try {
      return await go(world)
    } catch (thrown) {
      if (!(thrown instanceof Killed)) throw thrown
    }
  }
}
