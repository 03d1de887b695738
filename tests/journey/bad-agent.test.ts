import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failureOf, leftBehind, outcomeOf, SLOW_MS, Workshop } from './harness.ts'

const FEATURE = 'discount-codes'

describe('an agent that', { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  let tree = ''
  beforeAll(async () => {
    await shop.open(FEATURE, ['jurors: ["mine:value"]', 'agent_timeout_s: 100'])
    tree = shop.treeHash()
    shop.keep('spec')
    await shop.reach('court', FEATURE)
    shop.keep('decided')
    await shop.reach('implement', FEATURE)
    await shop.reach('answer', FEATURE, 'plan', 'approve')
    shop.keep('approved')
    await shop.reach('implement', FEATURE)
    shop.keep('built')
  }, SLOW_MS)
  afterAll(() => shop.remove())

  /** Main tree and index as before, no process left, no half-written note. */
  const expectOrder = (): void => {
    expect(shop.treeHash()).toBe(tree)
    expect(leftBehind(shop)).toEqual([])
    expect([...shop.texts().keys()].filter((name) => name.includes('/.'))).toEqual([])
  }

  describe.each([
    ['crashes', 'crash', 'agent-failed'],
    ['prints garbage', 'garbage', 'agent-failed'],
    ['exits 0 without a result', 'silent', 'agent-failed'],
    ['prints 200 MB', 'flood', 'agent-failed'],
    ['hangs', 'hang', 'agent-timed-out'],
    ['answers the wrong schema', 'schema', 'agent-bad-answer'],
  ])('%s', (_, how, code) => {
    const times = how === 'schema' ? 3 : 1

    it('as planner: says so, and the same command goes on once it is mended', async () => {
      shop.comeBackTo('decided')
      if (how === 'hang') shop.setPolicy(['agent_timeout_s: 8'])
      shop.misbehave(`planner:${how}`)
      expect(failureOf(await shop.forge('implement', FEATURE))).toMatchObject({ exit: 1, code })
      expect(shop.timesAsked('planner')).toBe(times)
      expect(shop.notes('active').filter((name) => name.includes('_plan'))).toEqual([])
      expectOrder()
      shop.misbehave('')
      expect(await shop.forge('implement', FEATURE)).toMatchObject({ exit: 3, document: { awaiting: ['plan'] } })
    })

    it('as juror: leaves no verdict, and the note says why', async () => {
      shop.comeBackTo('spec')
      if (how === 'hang') shop.setPolicy(['agent_timeout_s: 8'])
      shop.misbehave(`juror:${how}`)
      expect(failureOf(await shop.forge('court', FEATURE))).toMatchObject({ exit: 1, code: 'quorum-missed' })
      expect(shop.timesAsked('juror')).toBe(times)
      expect(shop.notes('decisions')).toEqual([])
      expect(shop.read(shop.find('_court'))).toContain('mine:value')
      expectOrder()
    })
  })

  it('answers the wrong schema three times as builder is asked no fourth time, and its work is not committed', async () => {
    shop.comeBackTo('approved')
    shop.misbehave('builder:schema')
    expect(failureOf(await shop.forge('implement', FEATURE))).toMatchObject({ exit: 1, code: 'agent-bad-answer' })
    expect(shop.timesAsked('builder')).toBe(3)
    expect(shop.read(shop.find('_implement'))).not.toMatch(/^head_sha: \S/m)
    expectOrder()
  })

  it('changes nothing although it says that it built is not believed', async () => {
    shop.comeBackTo('approved')
    shop.misbehave('builder:idle')
    expect(failureOf(await shop.forge('implement', FEATURE))).toMatchObject({ exit: 1, code: 'agent-failed' })
    expect(shop.read(shop.find('_implement'))).not.toMatch(/^step: built$/m)
    expectOrder()
  })

  describe('writes although it may only read', () => {
    it.each([
      ['juror', 'spec', 'court', '_court'],
      ['planner', 'decided', 'implement', '_implement'],
      ['reviewer', 'built', 'critique', '_critique'],
    ])('as %s: is told in the note, and its answer is not asked for again', async (role, state, command, note) => {
      shop.comeBackTo(state)
      shop.misbehave(`${role}:meddle`)
      expect(failureOf(await shop.forge(command, FEATURE))).toMatchObject({ exit: 1, code: 'breach' })
      expect(shop.read(shop.find(note))).toContain('meddled.txt')
      expectOrder()
      shop.misbehave('')
      const next = await shop.forge(command, FEATURE)
      expect(next.document, next.stderr).toMatchObject({ error: null })
      const questions = shop
        .asked()
        .flatMap((one) => (one.event === 'asked' && one.role === role ? [`${String(one.focus)} ${one.prompt}`] : []))
      expect(new Set(questions).size).toBe(questions.length)
      expectOrder()
    })
  })

  describe('is at work', () => {
    beforeEach(() => shop.comeBackTo('decided'))

    it('holds the feature: a second run is refused, asks nobody, and writes nothing', async () => {
      shop.misbehave('planner:wait')
      const first = outcomeOf(shop.start('implement', FEATURE, '--json'))
      await shop.untilAsked('planner')
      const before = shop.texts()
      for (const command of ['implement', 'court', 'drop'])
        expect(failureOf(await shop.forge(command, FEATURE))).toMatchObject({ exit: 6, code: 'locked' })
      expect(shop.texts()).toEqual(before)
      shop.letGo()
      expect(await first).toMatchObject({ exit: 3, document: { awaiting: ['plan'] } })
      expect(shop.timesAsked('planner')).toBe(1)
    })

    it.each([
      ['juror', 'spec', ['court', FEATURE], 0],
      ['planner', 'decided', ['implement', FEATURE], 3],
      ['builder', 'approved', ['implement', FEATURE], 0],
      ['reviewer', 'built', ['critique', FEATURE], 4],
    ])('as %s is stopped by Ctrl-C, and the same command completes afterwards', async (role, state, args, exit) => {
      shop.comeBackTo(state)
      shop.misbehave(`${role}:hang`)
      const child = shop.start(...args, '--json')
      const ended = outcomeOf(child)
      await shop.untilAsked(role)
      child.kill('SIGINT')
      expect(failureOf(await ended)).toMatchObject({ exit: 130, code: 'cancelled' })
      expectOrder()
      shop.misbehave('')
      const again = await shop.forge(...args)
      expect(again.document, again.stderr).toMatchObject({ error: null })
      expect(again.exit).toBe(exit)
      expectOrder()
    })
  })
})
