import { beforeEach, describe, expect, it } from 'vitest'
import { ok } from '../../src/basics/result.ts'
import { applyOverride } from '../../src/notes/court-note.ts'
import { tick } from '../../src/markdown/questions.ts'
import { seats } from './fakes.ts'
import { change, DECIDED, keysOf, play, reset, SPEC, text, world, type Play } from './stage.ts'

beforeEach(reset)

describe('a decision', () => {
  it('is not heard again while spec, commit and seats are the same', async () => {
    await play()
    const filed = text(DECIDED)
    const again = await play()
    expect(again).toMatchObject({ report: { verdict: 'GO', exit: 0, note: DECIDED }, asked: [] })
    expect(text(DECIDED)).toBe(filed)
  })

  it.each<[string, () => void, Play]>([
    ['the spec was edited', () => change(SPEC, (now) => now.replace('with Paddle', 'with Stripe')), {}],
    ['the repo has moved on', () => void (world.repo.head = 'f11'), {}],
    ['other jurors are named', () => undefined, { jurors: seats('a:value', 'b:cost') }],
  ])('is followed by a second court when %s, linked both ways', async (_, happens, given) => {
    await play()
    happens()
    const { report, asked } = await play(given)
    const next = 'forge/decisions/2026-03-05_billing_court-2.md'
    expect(report).toMatchObject({ verdict: 'GO', note: next })
    expect(asked.length).toBeGreaterThan(1)
    expect(keysOf(next)).toMatchObject({ supersedes: '[[2026-03-05_billing_court]]' })
    expect(keysOf(DECIDED)).toMatchObject({ superseded_by: '[[2026-03-05_billing_court-2]]' })
    expect(text(DECIDED)).toContain('read the newer decision, [[2026-03-05_billing_court-2]]')
  })

  it('is overruled by a ticked box with a reason, without asking anybody', async () => {
    await play()
    const overrule = (words: string): void =>
      change(DECIDED, (now) => {
        const ticked = tick(now, 'verdict', 'kill', words)
        return ticked.ok ? ticked.value : now
      })
    overrule('')
    expect((await play()).report).toMatchObject({ verdict: 'GO', exit: 0, next: expect.stringContaining('reason') as string })
    overrule('No budget.')
    const { report, asked } = await play()
    expect(report).toMatchObject({ verdict: 'KILL', exit: 4 })
    expect(asked).toEqual([])
    expect(keysOf(DECIDED)).toMatchObject({ verdict: 'GO', override: 'KILL', override_reason: 'No budget.' })
    expect(applyOverride(text(DECIDED), '2026-03-09')).toEqual(ok(text(DECIDED)))
  })

  it('by a note of the original skills is superseded and not rewritten', async () => {
    const old = 'forge/decisions/2026-01-01_billing_court.md'
    world.notes.set(old, '---\ntitle: Billing\nstatus: DECIDED\nverdict: GO\nscore: 7.1/10\n---\n\n# Billing\n\nOld words.\n')
    const { report } = await play()
    expect(report.note).toBe('forge/decisions/2026-03-05_billing_court-2.md')
    expect(text(old)).toBe(
      '---\ntitle: Billing\nstatus: DECIDED\nverdict: GO\nscore: 7.1/10\nsuperseded_by: "[[2026-03-05_billing_court-2]]"\n---\n\n# Billing\n\nOld words.\n',
    )
  })
})
