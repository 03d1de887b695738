import { describe, expect, it } from 'vitest'
import { BASE } from './fakes.ts'
import { ANSWER_BUILD, answerPlan, built, CRITIQUE, go, keysOf, noteOf, PLAN_2, reviewed } from './journey.ts'

describe('after a critique', () => {
  it('that passed there is nothing to do', async () => {
    const world = await built()
    reviewed(world, 'PASS')
    expect(await go(world)).toMatchObject({ exit: 0, state: 'PASS', error: null })
    expect(world.asks).toHaveLength(2)
  })

  it('that is under way it waits for the verdict', async () => {
    const world = await built()
    world.notes.set(CRITIQUE, '---\nfeature: billing\nstage: critique\nstatus: CRITIQUING\nattempt: 1\n---\n')
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'not-ready' } })
  })

  it('that rejected, the next attempt starts from the findings and asks for no new plan', async () => {
    const world = await built()
    reviewed(world, 'REJECTED')
    expect(await go(world)).toMatchObject({ exit: 0, state: 'IMPLEMENTING' })
    expect(world.asks.map((ask) => [ask.role, ask.attempt])).toEqual([
      ['planner', 1],
      ['builder', 1],
      ['builder', 2],
    ])
    expect(world.asks.at(-1)?.prompt).toContain('A fixed amount that exceeds the sum gives a negative price.')
    expect(keysOf(world)).toMatchObject({ attempt: 2, step: 'built', head_sha: '2'.repeat(40), base_sha: BASE })
    expect(noteOf(world).attempts[1]).toMatchObject({ from: '1'.repeat(40), findings: [{ file: 'src/billing.ts' }] })
  })

  it('takes an answer that was ticked since into account', async () => {
    const world = await built()
    reviewed(world, 'REJECTED')
    world.edit(CRITIQUE, (text) => text.replace(/\[ \](.*\^q-finding-1-accept)/, '[x]$1\n\nWe never go below zero.'))
    expect(await go(world)).toMatchObject({ exit: 0, state: 'PASS' })
    expect(world.asked('builder')).toBe(1)
  })

  it('asks for a plan where the attempt leaves the approved files, and commits once it is approved', async () => {
    const world = await built()
    reviewed(world, 'REJECTED')
    world.answer = () => {
      world.touch('src/tax.ts')
      return ANSWER_BUILD
    }
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(world.commits).toHaveLength(1)
    expect(world.text(PLAN_2)).toContain('src/tax.ts')
    expect(keysOf(world)).toMatchObject({ step: 'planned', plan: '[[2026-03-05_billing_plan-2]]' })
    answerPlan(world, PLAN_2, 'approve')
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect([world.commits.length, world.asked('builder'), world.asked('planner')]).toEqual([2, 2, 1])
  })

  it('may change the files of the findings without asking', async () => {
    const world = await built()
    reviewed(world, 'REJECTED', CRITIQUE, 'src/tax.ts')
    world.answer = () => {
      world.touch('src/tax.ts')
      return ANSWER_BUILD
    }
    expect(await go(world)).toMatchObject({ exit: 0 })
  })

  it('stops at the allowed number of attempts', async () => {
    const world = await built()
    world.policy = { ...world.policy, review_attempts: 1 }
    reviewed(world, 'REJECTED')
    expect(await go(world)).toMatchObject({ exit: 5, error: { code: 'limit-reached' }, state: 'REJECTED', awaiting: ['finding-1'] })
    expect(world.asked('builder')).toBe(1)
  })
})
