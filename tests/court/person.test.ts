import { beforeEach, describe, expect, it } from 'vitest'
import { tick } from '../../src/markdown/questions.ts'
import type { Verdict } from '../../src/notes/vocabulary.ts'
import { seats } from './fakes.ts'
import { change, crashes, DECIDED, FORM, good, keysOf, play, reset, says, SITTING, SPEC, text, world } from './stage.ts'

beforeEach(reset)

describe('a person on the court', () => {
  const ME = { bench: seats('me:value'), script: {}, reports: { me: { kind: 'person' } } } as const
  const answer = (option: string, words = '', path = FORM): void =>
    change(path, (now) => {
      const ticked = tick(now, 'opinion', option, words)
      if (!ticked.ok) throw new Error(ticked.error)
      return ticked.value
    })

  it.each<[string, Verdict, number]>([
    ['go', 'GO', 0],
    ['defer', 'DEFER', 4],
    ['kill', 'KILL', 4],
  ])('alone, with one tick for %s, decides', async (option, verdict, exit) => {
    const first = await play(ME)
    expect(first.report).toMatchObject({ exit: 3, awaiting: ['opinion'], note: SITTING, verdict: null, error: null })
    expect(keysOf(FORM)).toMatchObject({ stage: 'opinion', seat: 'me:value', awaiting: ['opinion'], court: '[[2026-03-05_billing_court]]' })
    answer(option, 'I want it so.')
    expect((await play(ME)).report).toMatchObject({ verdict, exit, awaiting: [], state: 'DECIDED' })
    expect(keysOf(DECIDED)).toMatchObject({ verdict, score: null, decision: 'I want it so.' })
    expect(text(DECIDED)).toContain('a person decides')
    expect(text(DECIDED)).toContain("Nothing was scored, so the person's own recommendation counts")
    expect(keysOf(FORM)).toMatchObject({ status: 'DECIDED', awaiting: [] })
  })

  it('waits as long as nothing, or more than one box, is ticked, and makes no second form', async () => {
    await play(ME)
    const before = text(FORM)
    expect((await play(ME)).report.exit).toBe(3)
    expect(text(FORM)).toBe(before)
    change(FORM, (now) => now.replace('- [ ] Go', '- [x] Go').replace('- [ ] Kill', '- [x] Kill'))
    expect((await play(ME)).report.exit).toBe(3)
    expect([...world.notes.keys()].filter((path) => path.includes('_opinion'))).toEqual([FORM])
  })

  it('is told what to put right in the form', async () => {
    await play(ME)
    answer('go')
    change(FORM, (now) => now.replace('- **Benefit:**', '- **Benefit:** 12'))
    expect((await play(ME)).report).toMatchObject({ exit: 3, next: expect.stringMatching(/Benefit: 12 is no score.*0 to 10/) as string })
    change(FORM, (now) => now.replace('- **Benefit:** 12', '- **Benefit:** 9'))
    expect((await play(ME)).report).toMatchObject({ verdict: 'GO' })
    expect(keysOf(DECIDED)).toMatchObject({ score: 9 })
  })

  it('sits among agents, who are asked while the form waits, and once only', async () => {
    const mixed = { bench: seats('me:value', 'b:cost'), script: { 'b:cost': says(good(7)) }, reports: { me: { kind: 'person' } } }
    const first = await play(mixed)
    expect(first).toMatchObject({ report: { exit: 3 }, asked: ['b:cost'] })
    answer('kill', 'No.')
    const second = await play(mixed)
    expect(second).toMatchObject({ report: { verdict: 'GO', exit: 0 }, asked: [] })
    expect(text(DECIDED)).toContain('- **me:value** votes KILL: No.')
  })

  it('has a form for each of two seats', async () => {
    const two = { bench: seats('me:value', 'you:risk'), script: {}, reports: { me: { kind: 'person' }, you: { kind: 'person' } } }
    const second = FORM.replace('.md', '-2.md')
    expect((await play(two)).report.next).toContain(second)
    answer('go')
    expect((await play(two)).report.exit).toBe(3)
    answer('go', '', second)
    expect((await play(two)).report).toMatchObject({ verdict: 'GO' })
  })

  it('is given a new form for an edited spec, even where the old one was not closed', async () => {
    const mixed = { bench: seats('me:value', 'b:cost'), script: { 'b:cost': crashes }, reports: { me: { kind: 'person' } } }
    await play(mixed)
    answer('go')
    const open = text(FORM)
    expect((await play(mixed)).report.error?.code).toBe('quorum-missed')
    world.notes.set(FORM, open)
    change(SPEC, (now) => now.replace('with Paddle', 'with Stripe'))
    expect((await play(mixed)).report).toMatchObject({ exit: 3, awaiting: ['opinion'] })
    expect(keysOf(FORM)).toMatchObject({ status: 'DECIDED' })
    expect(keysOf(FORM.replace('.md', '-2.md'))).toMatchObject({ status: 'SPEC' })
  })
})
