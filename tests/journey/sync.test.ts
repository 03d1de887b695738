import path from 'node:path'
import { rmSync } from 'node:fs'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { failureOf, outcomeOf, SLOW_MS, Workshop } from './harness.ts'

const FEATURE = 'discount-codes'
const WAITS_FOR_PLAN = { exit: 3, document: { awaiting: ['plan'], error: null } }

/** Notes that other devices, sync services and hands change while a plan waits for its answer. */
describe('a vault that others write', { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  afterAll(() => shop.remove())
  let isReady = false
  beforeEach(async () => {
    if (isReady) return shop.comeBackTo('planned')
    await shop.open(FEATURE)
    shop.keep('spec')
    await shop.reach('court', FEATURE)
    expect(await shop.forge('implement', FEATURE)).toMatchObject(WAITS_FOR_PLAN)
    shop.keep('planned')
    isReady = true
  }, SLOW_MS)

  const tickPlan = (ending: string, option: string): void =>
    shop.edit(ending, (text) => text.replace(new RegExp(`- \\[ \\](.*\\^q-plan-${option})`), '- [x]$1'))

  it('approves nothing with a tick on plan 1 that arrives while plan 2 is written', async () => {
    await shop.reach('answer', FEATURE, 'plan', 'revise', '--note', 'Name the file that holds the codes.')
    shop.misbehave('planner:wait')
    const revising = outcomeOf(shop.start('implement', FEATURE, '--json'))
    await shop.untilAsked('planner', 2)
    // The phone saw plan 1 without the answer; the sync service merges both ticks.
    tickPlan('_plan', 'approve')
    shop.letGo()
    expect(await revising).toMatchObject(WAITS_FOR_PLAN)
    expect(shop.read(shop.find('_plan-2'))).not.toMatch(/- \[x\]/)
    // Later the other device's version of plan 1 wins altogether.
    shop.edit('_plan', (text) => text.replace(/- \[x\](.*\^q-plan-revise)/, '- [ ]$1'))
    expect(await shop.forge('implement', FEATURE)).toMatchObject(WAITS_FOR_PLAN)
    expect(await shop.forge('status')).toMatchObject({ document: { features: [{ awaiting: ['plan'] }] } })
    expect(shop.timesAsked('builder')).toBe(0)
    expect(shop.timesAsked('planner')).toBe(2)
  })

  it('takes two ticked boxes for no answer', async () => {
    tickPlan('_plan', 'approve')
    tickPlan('_plan', 'stop')
    expect(await shop.forge('implement', FEATURE)).toMatchObject(WAITS_FOR_PLAN)
    expect(await shop.forge('status')).toMatchObject({ document: { features: [{ awaiting: ['plan'] }] } })
    expect([shop.timesAsked('builder'), shop.timesAsked('planner')]).toEqual([0, 1])
  })

  it('asks again for a plan that was edited after its approval', async () => {
    tickPlan('_plan', 'approve')
    shop.misbehave('builder:crash')
    expect(failureOf(await shop.forge('implement', FEATURE))).toMatchObject({ exit: 1, code: 'agent-failed' })
    shop.misbehave('')
    shop.edit('_plan', (text) => text.replace('src/discount.mjs', 'src/rebates.mjs'))
    expect(await shop.forge('implement', FEATURE)).toMatchObject(WAITS_FOR_PLAN)
    expect(shop.read(shop.find('_plan-2'))).toContain('src/rebates.mjs')
    expect(shop.read(shop.find('_plan-2'))).not.toMatch(/- \[x\]/)
    expect([shop.timesAsked('builder'), shop.timesAsked('planner')]).toEqual([1, 1])
  })

  it('reads a tick that a task plugin dated, and CRLF', async () => {
    tickPlan('_plan', 'approve')
    shop.edit('_plan', (text) => text.replace(/\^q-plan-approve$/m, '^q-plan-approve ✅ 2026-03-05').replace(/\n/g, '\r\n'))
    shop.misbehave('builder:crash')
    expect(failureOf(await shop.forge('implement', FEATURE)).code).toBe('agent-failed')
    expect(shop.timesAsked('builder')).toBe(1)
  })

  it.each([' (conflicted copy 2026-03-05)', '.sync-conflict-20260305-101112-ABCDEFG', ' 2'])(
    'reports and ignores the conflict copy "…%s.md"',
    async (mark) => {
      const copies = ['_plan', '_court', '_implement'].map((ending) => {
        const note = shop.find(ending)
        const copy = `${note.slice(0, -'.md'.length)}${mark}.md`
        shop.write(
          copy,
          shop
            .read(note)
            .replaceAll('- [ ]', '- [x]')
            .replace(/^verdict: .*$/m, 'verdict: KILL')
            .replace(/^step: .*$/m, 'step: built'),
        )
        return copy
      })
      expect(await shop.forge('status')).toMatchObject({
        document: {
          features: [{ feature: FEATURE, state: 'IMPLEMENTING', verdict: 'GO', awaiting: ['plan'] }],
          problems: [...copies].sort().map((copy) => ({ path: copy })),
        },
      })
      expect(await shop.forge('implement', FEATURE)).toMatchObject(WAITS_FOR_PLAN)
      expect(shop.timesAsked('builder')).toBe(0)
    },
  )

  it.each(['_spec', '_court', '_plan', '_implement'])(
    'stops in words, and writes nothing, where the frontmatter of %s is broken',
    async (ending) => {
      tickPlan('_plan', 'approve')
      shop.edit(ending, (text) => text.replace(/^title: .*$/m, 'title: "no end\n  - [oops'))
      const before = shop.texts()
      const refused = failureOf(await shop.forge('implement', FEATURE))
      expect(refused).toMatchObject({ exit: 1, code: 'bad-note' })
      expect(refused.text).toContain(shop.find(ending))
      expect(shop.texts()).toEqual(before)
      expect(shop.timesAsked('builder')).toBe(0)
      expect(await shop.forge('status')).toMatchObject({ exit: 0, document: { problems: [{ path: shop.find(ending) }] } })
    },
  )

  it('goes on after the implement note was deleted under a running planner', async () => {
    await shop.reach('answer', FEATURE, 'plan', 'revise', '--note', 'Smaller.')
    shop.misbehave('planner:wait')
    const revising = outcomeOf(shop.start('implement', FEATURE, '--json'))
    await shop.untilAsked('planner', 2)
    rmSync(path.join(shop.vault, shop.find('_implement')))
    shop.letGo()
    const ended = await revising
    if (ended.exit !== 3) expect(failureOf(ended)).toMatchObject({ exit: 1, code: 'note-missing' })
    expect(await shop.forge('implement', FEATURE)).toMatchObject(WAITS_FOR_PLAN)
    expect(shop.find('_plan-2')).toBeTruthy()
    expect(shop.timesAsked('planner')).toBe(2)
  })

  it('says so where the court note was deleted under the jurors, and holds court anew', async () => {
    shop.comeBackTo('spec')
    shop.misbehave('juror:wait')
    const sitting = outcomeOf(shop.start('court', FEATURE, '--json'))
    await shop.untilAsked('juror', 3)
    rmSync(path.join(shop.vault, shop.find('_court')))
    shop.letGo()
    expect(failureOf(await sitting)).toMatchObject({ exit: 1, code: 'note-missing' })
    expect([...shop.texts().keys()].filter((name) => name.includes('_court'))).toEqual([])
    expect(await shop.forge('court', FEATURE)).toMatchObject({ exit: 0, document: { verdict: 'GO' } })
  })
})
