import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failureOf, outcomeOf, SLOW_MS, Workshop } from './harness.ts'

const FEATURE = 'discount-codes'
const DONE = { exit: 0, document: { error: null } }

/** What a person decides, at each place where Forge asks or may be told. Each test starts from a kept state of one journey. */
describe("a person's answer", { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  let tree = ''
  const asPolicy = (...lines: readonly string[]): void => shop.setPolicy(lines)
  const answer = (...words: readonly string[]) => shop.forge('answer', FEATURE, ...words)
  const featureNow = async (): Promise<unknown> => (await shop.forge('status', FEATURE)).document

  beforeAll(async () => {
    shop.writeConfig('mine', shop.recording(), true)
    await shop.open(FEATURE, ['jurors: ["mine:value"]'])
    tree = shop.treeHash()
    shop.keep('spec')
    await shop.reach('court', FEATURE)
    shop.keep('decided')
    await shop.reach('implement', FEATURE)
    shop.keep('planned')
    await answer('plan', 'approve')
    shop.keep('approved')
    expect(await shop.forge('implement', FEATURE)).toMatchObject(DONE)
    expect(await shop.forge('critique', FEATURE)).toMatchObject({ exit: 4, document: { awaiting: ['finding-1'] } })
    shop.keep('rejected')
  }, SLOW_MS)
  afterAll(() => shop.remove())

  describe('to the court', () => {
    it('overrules a KILL with a reason, which opens the way to implement', async () => {
      shop.comeBackTo('spec')
      asPolicy('jurors: ["me:value"]')
      await shop.reach('court', FEATURE)
      await answer('opinion', 'kill', '--note', 'Nobody needs it.')
      expect(await shop.forge('court', FEATURE)).toMatchObject({ exit: 4, document: { verdict: 'KILL', error: null } })
      expect(failureOf(await shop.forge('implement', FEATURE))).toMatchObject({ exit: 1, code: 'no-go-verdict' })
      expect(failureOf(await answer('verdict', 'go'))).toMatchObject({ exit: 2, code: 'reason-needed' })
      expect(failureOf(await shop.forge('implement', FEATURE)).code).toBe('no-go-verdict')
      expect((await answer('verdict', 'go', '--note', 'The till asked for it.')).exit).toBe(0)
      expect(shop.read(shop.find('_court'))).toMatch(/^verdict: KILL$/m)
      expect(shop.read(shop.find('_court'))).toMatch(/^override_reason: .*The till asked for it\./m)
      expect(await featureNow()).toMatchObject({ features: [{ state: 'DECIDED', verdict: 'GO' }] })
      expect(await shop.forge('implement', FEATURE)).toMatchObject({ exit: 3, document: { awaiting: ['plan'] } })
    })

    it('overrules a GO, and nothing is planned', async () => {
      shop.comeBackTo('decided')
      expect((await answer('verdict', 'kill', '--note', 'We sell the shop.')).exit).toBe(0)
      expect(failureOf(await shop.forge('implement', FEATURE))).toMatchObject({ exit: 1, code: 'no-go-verdict' })
      expect(await shop.forge('court', FEATURE)).toMatchObject({ exit: 4, document: { verdict: 'KILL' } })
      expect([shop.timesAsked('juror'), shop.timesAsked('planner')]).toEqual([1, 0])
    })

    it('keeps the GO for a spec that was edited since', async () => {
      shop.comeBackTo('decided')
      shop.edit('_spec', (text) => text.replace('MINUS20 takes 20 off.', 'MINUS20 takes 21 off.'))
      expect(await shop.forge('implement', FEATURE)).toMatchObject({ exit: 3, document: { awaiting: ['spec'], error: null } })
      expect(shop.read(shop.find('_implement'))).toContain('## The spec changed')
      expect(shop.timesAsked('planner')).toBe(0)
      expect((await answer('spec', 'keep')).exit).toBe(0)
      expect(await shop.forge('implement', FEATURE)).toMatchObject({ exit: 3, document: { awaiting: ['plan'] } })
    })

    it('sends an edited spec back to court', async () => {
      shop.comeBackTo('decided')
      shop.edit('_spec', (text) => text.replace('MINUS20 takes 20 off.', 'MINUS20 takes 21 off.'))
      await shop.reach('implement', FEATURE)
      await answer('spec', 'again')
      expect((await shop.forge('implement', FEATURE)).exit).not.toBe(0)
      expect(shop.timesAsked('planner')).toBe(0)
      expect(await shop.forge('court', FEATURE)).toMatchObject({ exit: 0, document: { verdict: 'GO' } })
      expect(shop.notes('decisions')).toHaveLength(2)
      expect(await shop.forge('implement', FEATURE)).toMatchObject({ exit: 3, document: { awaiting: ['plan'] } })
    })
  })

  describe('to a plan', () => {
    beforeEach(() => shop.comeBackTo('planned'))

    it('has it revised in those words, and the new version approved', async () => {
      expect((await answer('plan', 'revise', '--note', 'Put the codes into a file of their own.')).exit).toBe(0)
      expect(await shop.forge('implement', FEATURE)).toMatchObject({ exit: 3, document: { awaiting: ['plan'], error: null } })
      expect(shop.read(shop.find('_plan-2'))).toContain('Put the codes into a file of their own.')
      expect([shop.timesAsked('planner'), shop.timesAsked('builder')]).toEqual([2, 0])
      shop.misbehave('builder:crash')
      expect((await answer('plan', 'approve')).exit).toBe(0)
      expect(shop.read(shop.find('_plan-2'))).toMatch(/- \[x\] .*\^q-plan-approve/)
      expect(failureOf(await shop.forge('implement', FEATURE)).code).toBe('agent-failed')
      expect(shop.timesAsked('builder')).toBe(1)
    })

    it('stops the work', async () => {
      expect((await answer('plan', 'stop')).exit).toBe(0)
      expect(await shop.forge('implement', FEATURE)).toMatchObject(DONE)
      expect(await shop.forge('implement', FEATURE)).toMatchObject(DONE)
      expect(shop.read(shop.find('_implement'))).toMatch(/^step: stopped$/m)
      expect(shop.timesAsked('builder')).toBe(0)
    })

    it('is refused where it is none of the options, or nothing asks for it', async () => {
      const before = shop.texts()
      expect(failureOf(await answer('plan', 'perhaps'))).toMatchObject({ exit: 2, code: 'no-such-question' })
      expect(failureOf(await answer('plan'))).toMatchObject({ exit: 2 })
      expect(failureOf(await answer('finding-1', 'fix'))).toMatchObject({ exit: 2, code: 'no-such-question' })
      expect(failureOf(await answer('hotfix', 'justified'))).toMatchObject({ exit: 2, code: 'no-such-question' })
      expect(shop.texts()).toEqual(before)
    })

    it('is not taken from inside an agent, nor are commands approved there', async () => {
      asPolicy('gates: ["node --test", "node --version"]')
      const before = shop.texts()
      const fromAgent = (...args: readonly string[]) => outcomeOf(shop.startWith({ env: { CLAUDECODE: '1' } }, ...args, '--json'))
      expect(failureOf(await fromAgent('answer', FEATURE, 'plan', 'approve'))).toMatchObject({ exit: 1, code: 'agent-may-not-answer' })
      expect(failureOf(await fromAgent('trust', '--yes'))).toMatchObject({ exit: 1, code: 'agent-may-not-answer' })
      expect(await fromAgent('answer', FEATURE)).toMatchObject({ exit: 0, document: { questions: [{ question: 'plan' }] } })
      expect(shop.texts()).toEqual(before)
      expect(await shop.forge('trust')).toMatchObject({ exit: 3 })
    })
  })

  describe('to a finding', () => {
    beforeEach(() => shop.comeBackTo('rejected'))

    it.each(['accept', 'wrong'])('needs a reason for "%s", and with it settles the critique', async (option) => {
      const before = shop.texts()
      expect(failureOf(await answer('finding-1', option))).toMatchObject({ exit: 2, code: 'reason-needed' })
      expect(shop.texts()).toEqual(before)
      expect((await answer('finding-1', option, '--note', 'Prices are clamped at the till.')).exit).toBe(0)
      expect(shop.read(shop.find('_critique'))).toContain('Prices are clamped at the till.')
      expect(await featureNow()).toMatchObject({ features: [{ state: 'PASS', verdict: 'PASS', awaiting: [] }] })
      expect(await shop.forge('critique', FEATURE)).toMatchObject({ exit: 0, document: { verdict: 'PASS' } })
      expect(shop.timesAsked('builder')).toBe(2)
    })

    it('"fix" leaves it rejected, and the builder starts from it', async () => {
      expect((await answer('finding-1', 'fix')).exit).toBe(0)
      expect(await featureNow()).toMatchObject({ features: [{ state: 'REJECTED' }] })
      expect(await shop.forge('implement', FEATURE)).toMatchObject(DONE)
      expect(shop.read(shop.find('_implement'))).toMatch(/^attempt: 2$/m)
    })
  })

  describe('to the work', () => {
    beforeEach(() => shop.comeBackTo('rejected'))

    it('lands it without a PASS only with a reason, given by a person', async () => {
      const main = shop.git('rev-parse', 'main')
      expect(failureOf(await shop.forge('land', FEATURE))).toMatchObject({ exit: 1, code: 'no-pass-verdict' })
      expect(failureOf(await shop.forge('land', FEATURE, '--force', ' '))).toMatchObject({ exit: 2, code: 'reason-needed' })
      const byAgent = await outcomeOf(shop.startWith({ env: { CLAUDECODE: '1' } }, 'land', FEATURE, '--force', 'It is fine.', '--json'))
      expect(failureOf(byAgent)).toMatchObject({ exit: 1, code: 'agent-may-not-answer' })
      expect([shop.git('rev-parse', 'main'), shop.treeHash()]).toEqual([main, tree])
      expect(await shop.forge('land', FEATURE, '--force', 'The fair is tomorrow.')).toMatchObject(DONE)
      expect(shop.git('rev-parse', 'main^')).toBe(main)
      expect(shop.read(shop.find('_implement'))).toMatch(/^land_reason: .*The fair is tomorrow\./m)
      expect(await shop.forge('land', FEATURE)).toMatchObject(DONE)
      expect(shop.git('rev-parse', 'main^')).toBe(main)
    })

    it('does not take the next attempt for landed, after one was landed by force', async () => {
      await shop.reach('land', FEATURE, '--force', 'The fair is tomorrow.')
      expect(await shop.forge('implement', FEATURE)).toMatchObject(DONE)
      expect(shop.read(shop.find('_implement'))).not.toMatch(/^landed_sha: \S/m)
      expect(shop.read(shop.find('_implement'))).toContain('The fair is tomorrow.')
      expect(failureOf(await shop.forge('land', FEATURE))).toMatchObject({ exit: 1, code: 'no-pass-verdict' })
    })

    it('drops it: notes archived, branch and decision kept', async () => {
      const branch = shop.git('rev-parse', `forge/${FEATURE}`)
      expect(await shop.forge('drop', FEATURE)).toMatchObject({ exit: 0, document: { state: 'ARCHIVED', error: null } })
      expect(shop.notes('active')).toEqual([])
      expect(shop.notes('decisions')).toHaveLength(1)
      expect(shop.git('rev-parse', `forge/${FEATURE}`)).toBe(branch)
      expect(shop.treeHash()).toBe(tree)
      expect(failureOf(await shop.forge('implement', FEATURE))).toMatchObject({ exit: 1, code: 'not-ready' })
    })

    it('goes no further than the policy allows attempts', async () => {
      asPolicy('review_attempts: 1')
      expect(failureOf(await shop.forge('implement', FEATURE))).toMatchObject({ exit: 5, code: 'limit-reached' })
      expect(shop.timesAsked('builder')).toBe(2)
    })
  })

  describe('in the policy', () => {
    it.each(['budget_usd: 0.02', 'budget_tokens: 500'])(
      '"%s" stops before the next agent is asked, and raising it goes on',
      async (line) => {
        shop.comeBackTo('approved')
        asPolicy(line)
        expect(failureOf(await shop.forge('implement', FEATURE))).toMatchObject({ exit: 5, code: 'budget-reached' })
        expect(shop.timesAsked('builder')).toBe(0)
        asPolicy('budget_usd: 100', 'budget_tokens: 1000000')
        shop.misbehave('builder:crash')
        expect(failureOf(await shop.forge('implement', FEATURE)).code).toBe('agent-failed')
      },
    )

    it('"supervised" stops before every step, and each run takes one', async () => {
      shop.comeBackTo('approved')
      asPolicy('autonomy: supervised')
      const exits: (number | null)[] = []
      while (exits.at(-1) !== 0 && exits.length < 12) {
        const builders = shop.timesAsked('builder')
        const outcome = await shop.forge('implement', FEATURE)
        expect(outcome.document, outcome.stderr).toMatchObject({ awaiting: [], error: null })
        expect(shop.timesAsked('builder') - builders).toBeLessThanOrEqual(1)
        exits.push(outcome.exit)
      }
      expect(exits.at(-1)).toBe(0)
      expect(exits.slice(0, -1)).toEqual(exits.slice(0, -1).map(() => 3))
      expect(exits.length).toBeGreaterThan(2)
      expect(shop.timesAsked('builder')).toBe(2)
      expect(shop.read(shop.find('_implement'))).toMatch(/^step: built$/m)
    })
  })
})
