import { describe, expect, it } from 'vitest'
import { failure } from '../../src/basics/failure.ts'
import { proseHash } from '../../src/markdown/prose.ts'
import { bodyStart, setKeys } from '../../src/markdown/frontmatter.ts'
import { readQuestions, tick } from '../../src/markdown/questions.ts'
import { renderCourt } from '../../src/notes/court-note.ts'
import { court, ruling } from '../notes/court-samples.ts'
import type { World } from './fakes.ts'
import { ANSWER_PLAN, answerPlan, built, COURT, decided, go, IMPLEMENT, keysOf, noteOf, PLAN, PLAN_2, PLAN_3, SPEC } from './journey.ts'

async function asked(): Promise<World> {
  const world = await decided()
  await go(world)
  return world
}

describe('a planner', () => {
  it('that fails costs what it cost, and is asked again by the next run', async () => {
    const world = await decided()
    const willing = world.answer
    world.answer = () => failure('agent-bad-answer', 'x', 'x', 'x')
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'agent-bad-answer' }, awaiting: [] })
    expect(keysOf(world)).toMatchObject({ step: 'planning', tokens_in: 100, cost_usd: 0.5 })
    world.answer = willing
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
  })

  it('that is a person: the plan is theirs to fill in', async () => {
    const world = await decided()
    world.kinds['planner-agent'] = 'person'
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(world.asks).toEqual([])
    world.edit(PLAN, (text) => text.replace(/Write here.*/, 'By hand: a ledger.'))
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(world.asks[0]?.prompt).toContain('By hand: a ledger.')
  })
})

describe('the answer to a plan', () => {
  it('revise: the words and the old plan go to the planner, and a new version is asked', async () => {
    const world = await asked()
    answerPlan(world, PLAN, 'revise', 'Leave the cart alone.')
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(world.asked('planner')).toBe(2)
    expect(world.asks[1]?.prompt).toContain('Leave the cart alone.')
    expect(world.asks[1]?.prompt).toContain('Add a billing module.')
    expect(keysOf(world, PLAN_2)).toMatchObject({ version: 2, for_attempt: 1 })
    expect(world.text(PLAN_2)).toContain('Leave the cart alone.')
    expect(keysOf(world)).toMatchObject({ step: 'planned', plan: '[[2026-03-05_billing_plan-2]]', awaiting: ['plan'] })
  })

  it('an approval of version 1 that arrives when version 2 is there approves nothing', async () => {
    const world = await asked()
    answerPlan(world, PLAN, 'revise', 'Other.')
    await go(world)
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect([world.asked('planner'), world.asked('builder')]).toEqual([2, 0])
    expect(keysOf(world)['plan_hash']).toBeUndefined()
  })

  it('an approval of version 1 that is merged in while version 2 is being written approves nothing', async () => {
    const world = await asked()
    answerPlan(world, PLAN, 'revise', 'Other.')
    world.answer = () => {
      world.edit(PLAN, (text) => tick(text, 'plan', 'approve', ''))
      return { ...ANSWER_PLAN, summary: 'Another way.' }
    }
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect([world.asked('planner'), world.asked('builder')]).toEqual([2, 0])
  })

  it('two ticked boxes are no answer, and it is said so', async () => {
    const world = await asked()
    answerPlan(world, PLAN, 'approve')
    world.edit(PLAN, (text) => text.replace('[ ] Stop', '[x] Stop'))
    const report = await go(world)
    expect(report).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(report.next).toContain('Two boxes are ticked')
    expect(world.asked('builder')).toBe(0)
  })

  it('stop: stopped, and taken up again by another tick', async () => {
    const world = await asked()
    answerPlan(world, PLAN, 'stop', 'Not now.')
    expect(await go(world)).toMatchObject({ exit: 0, awaiting: [] })
    expect(keysOf(world)).toMatchObject({ step: 'stopped', awaiting: [] })
    const before = new Map(world.notes)
    await go(world)
    expect(world.notes).toEqual(before)
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(keysOf(world)).toMatchObject({ step: 'built' })
  })

  it('is about the plan as it reads when it is taken in, the person’s edits included', async () => {
    const world = await asked()
    world.edit(PLAN, (text) => text.replace('Add a billing module.', 'Add a ledger instead.'))
    answerPlan(world, PLAN, 'approve', 'Mind the cents.')
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(world.asks[1]?.prompt).toContain('Add a ledger instead.')
    expect(world.asks[1]?.prompt).toContain('Mind the cents.')
    expect(keysOf(world)).toMatchObject({ plan_hash: await proseHash(world.text(PLAN)) })
  })

  it('an edit after the approval is asked again, as the edited text with its boxes cleared', async () => {
    const world = await asked()
    answerPlan(world, PLAN, 'approve')
    const willing = world.answer
    world.answer = () => failure('agent-failed', 'x', 'x', 'x')
    await go(world)
    world.edit(PLAN, (text) => text.replace('Add a billing module.', 'Add a ledger instead.'))
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(world.text(PLAN_2)).toContain('Add a ledger instead.')
    expect(readQuestions(world.text(PLAN_2))[0]).toMatchObject({ ticked: [] })
    expect([world.asked('planner'), world.asked('builder')]).toEqual([1, 1])
    answerPlan(world, PLAN_2, 'approve')
    world.answer = willing
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(world.asks.at(-1)?.prompt).toContain('Add a ledger instead.')
  })

  it('an edited plan that a killed run had put down already is approved there, and asked no third time', async () => {
    const world = await asked()
    answerPlan(world, PLAN, 'approve')
    const willing = world.answer
    world.answer = () => failure('agent-failed', 'x', 'x', 'x')
    await go(world)
    world.edit(PLAN, (text) => text.replace('Add a billing module.', 'Add a ledger instead.'))
    const note = world.text(IMPLEMENT)
    await go(world)
    const recorded = keysOf(world)['plan_written']
    world.notes.set(IMPLEMENT, note)
    world.edit(IMPLEMENT, (text) => setKeys(text, { plan_written: String(recorded) }))
    answerPlan(world, PLAN_2, 'approve')
    world.answer = willing
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(world.notes.has(PLAN_3)).toBe(false)
  })

  it('a plan that is revised after work began is built anew, on top of what is there', async () => {
    const world = await asked()
    world.gatesPass = () => false
    world.policy = { ...world.policy, heal_attempts: 0 }
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 4 })
    answerPlan(world, PLAN, 'revise', 'Smaller, please.')
    expect(await go(world)).toMatchObject({ exit: 3 })
    answerPlan(world, PLAN_2, 'approve')
    world.gatesPass = () => true
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(world.asks.at(-1)?.prompt).toContain('The plan was changed after the work began.')
    expect([world.asked('planner'), world.asked('builder')]).toEqual([2, 2])
  })

  it('an approval that is withdrawn before it is built waits again', async () => {
    const world = await asked()
    world.kinds['builder-agent'] = 'person'
    answerPlan(world, PLAN, 'approve')
    await go(world)
    world.edit(PLAN, (text) => text.replace('[x] Approve', '[ ] Approve'))
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(keysOf(world)['plan_hash']).toBeUndefined()
  })

  it('a third version follows a second', async () => {
    const world = await asked()
    answerPlan(world, PLAN, 'revise', 'One.')
    await go(world)
    answerPlan(world, PLAN_2, 'revise', 'Two.')
    await go(world)
    expect(keysOf(world, PLAN_3)).toMatchObject({ version: 3 })
    expect(world.text(PLAN_3)).toContain('Two.')
  })

  it('a conflict copy of the plan counts for nothing', async () => {
    const world = await asked()
    world.notes.set('forge/active/2026-03-05_billing_plan (conflicted copy).md', world.text(PLAN).replace('[ ] Approve', '[x] Approve'))
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(world.asked('builder')).toBe(0)
  })
})

describe('a spec that was edited after its GO', () => {
  const editSpec = (world: World, by = 'Billing for the shop and the market.'): void =>
    world.edit(SPEC, (text) => text.replace(/Billing for .*\./, by))

  it('is asked about before anything is planned, and kept once', async () => {
    const world = await decided()
    editSpec(world)
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['spec'], note: IMPLEMENT })
    expect(keysOf(world)).toMatchObject({ awaiting: ['spec'], step: 'planning' })
    expect(keysOf(world)['base_sha']).toBeUndefined()
    expect(world.asks).toEqual([])
    world.edit(IMPLEMENT, (text) => tick(text, 'spec', 'keep', 'Only the wording.'))
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(keysOf(world)).toMatchObject({ spec_hash: await proseHash(world.text(SPEC)), attempt: 1 })
    expect(world.text(IMPLEMENT)).toContain('Only the wording.')
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 0 })
  })

  it('shows what changed since the work began', async () => {
    const world = await asked()
    editSpec(world)
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['spec'] })
    expect(world.text(IMPLEMENT)).toContain('- Billing for the shop.\n+ Billing for the shop and the market.')
    world.edit(IMPLEMENT, (text) => tick(text, 'spec', 'keep', ''))
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(noteOf(world).attempts[0]?.entries).toContainEqual(expect.objectContaining({ about: 'Spec kept' }))
  })

  it('shows what changed since the court judged it, where nothing was begun', async () => {
    const world = await decided()
    const specText = world
      .text(SPEC)
      .slice(bodyStart(world.text(SPEC)))
      .trim()
    const judged = court({ specHash: await proseHash(world.text(SPEC)), specText, ruling: ruling('GO', 7) })
    world.notes.set(COURT, renderCourt(judged))
    editSpec(world)
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['spec'] })
    expect(world.text(IMPLEMENT)).toContain('```diff\n- Billing for the shop.\n+ Billing for the shop and the market.\n```')
  })

  it('asks again for the next edit', async () => {
    const world = await asked()
    for (const [by, count] of [
      ['Billing for one.', 1],
      ['Billing for two.', 2],
    ] as const) {
      editSpec(world, by)
      expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['spec'] })
      world.edit(IMPLEMENT, (text) => tick(text, 'spec', 'keep', ''))
      expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
      expect(world.text(IMPLEMENT).match(/## The spec changed/g)).toHaveLength(count)
    }
    expect(world.text(IMPLEMENT)).toContain('- Billing for one.\n+ Billing for two.')
  })

  it('again: sends to court, and goes on under the new verdict', async () => {
    const world = await decided()
    editSpec(world)
    await go(world)
    world.edit(IMPLEMENT, (text) => tick(text, 'spec', 'again', ''))
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'no-go-verdict', next: 'Hold court again, then run implement.' } })
    const second = world.text(COURT).replace(/spec_hash: \w+/, `spec_hash: ${await proseHash(world.text(SPEC))}`)
    world.notes.set(COURT.replace('.md', '-2.md'), second)
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(keysOf(world)).toMatchObject({ court_decision: '[[2026-03-05_billing_court-2]]', awaiting: ['plan'] })
    expect(readQuestions(world.text(IMPLEMENT))).toEqual([])
  })

  it('two ticked boxes decide nothing', async () => {
    const world = await decided()
    editSpec(world)
    await go(world)
    world.edit(IMPLEMENT, (text) => text.replace(/\[ \](.*\^q-spec)/g, '[x]$1'))
    const report = await go(world)
    expect(report).toMatchObject({ exit: 3, awaiting: ['spec'] })
    expect(report.next).toContain('Two boxes')
  })

  it('is not asked about once it is built', async () => {
    const world = await built()
    editSpec(world)
    expect(await go(world)).toMatchObject({ exit: 0, next: 'It is built. Run critique.' })
  })
})

describe('a plan that nobody can answer any more', () => {
  it('whose boxes are gone is put again as the next version, at no cost', async () => {
    const world = await asked()
    world.edit(PLAN, (text) => text.replace(/ \^q-plan-\w+$/gm, ''))
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'], next: expect.stringContaining(PLAN_2) as unknown })
    expect(world.asked('planner')).toBe(1)
    expect(world.text(PLAN_2)).toContain('no box left')
    answerPlan(world, PLAN_2, 'approve')
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(world.asked('planner')).toBe(1)
  })

  it('whose boxes go after it was built is not built again', async () => {
    const world = await built()
    world.edit(IMPLEMENT, (text) => text.replace('step: built', 'step: building'))
    world.edit(PLAN, (text) => text.replace(/ \^q-plan-\w+$/gm, ''))
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    answerPlan(world, PLAN_2, 'approve')
    await go(world)
    expect(world.asked('builder')).toBe(1)
  })

  it('that is gone is named; without the property that names it a new one is made, and the record stays', async () => {
    const world = await asked()
    world.notes.delete(PLAN)
    const told = await go(world)
    expect(told).toMatchObject({ exit: 1, error: { code: 'note-missing' } })
    expect(told.next).toContain('delete the property "plan"')
    const record = world
      .text(IMPLEMENT)
      .slice(bodyStart(world.text(IMPLEMENT)))
      .trim()
    world.edit(IMPLEMENT, (text) => text.replace(/^plan: .*\n/m, ''))
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(keysOf(world)).toMatchObject({ step: 'planned', plan: '[[2026-03-05_billing_plan]]' })
    for (const line of record.split('\n')) expect(world.text(IMPLEMENT)).toContain(line)
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 0 })
  })
})
