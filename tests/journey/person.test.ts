import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { SLOW_MS, Workshop } from './harness.ts'

const FEATURE = 'discount-codes'

/** A pipeline whose only juror is a person: nobody is spawned, nothing is paid, and one tick is an opinion. */
describe('a person as the only juror', { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  afterAll(() => shop.remove())
  let isReady = false
  beforeEach(async () => {
    if (isReady) return shop.comeBackTo('form')
    shop.writeConfig('mine', shop.recording(), true)
    await shop.open(FEATURE, ['jurors: ["me:value"]'])
    const asked = await shop.forge('court', FEATURE)
    expect(asked.document, asked.stderr).toMatchObject({ state: 'SPEC', verdict: null, awaiting: ['opinion'], error: null })
    expect(asked.exit).toBe(3)
    shop.keep('form')
    isReady = true
  }, SLOW_MS)

  it('gets a form in the vault, once, and is what the feature waits for', async () => {
    const form = shop.read(shop.find('_opinion'))
    expect(form).toContain('^q-opinion-go')
    expect(await shop.forge('court', FEATURE)).toMatchObject({ exit: 3, document: { awaiting: ['opinion'] } })
    expect(shop.read(shop.find('_opinion'))).toBe(form)
    expect(await shop.forge('status')).toMatchObject({ document: { features: [{ awaiting: ['opinion'], state: 'SPEC' }] } })
    expect(shop.asked()).toEqual([])
  })

  it('answers from the terminal, and the court says GO in those words', async () => {
    const words = 'Asked for every week, [[small]] and cheap.'
    expect((await shop.forge('answer', FEATURE, 'opinion', 'go', '--note', words)).exit).toBe(0)
    const held = await shop.forge('court', FEATURE)
    expect(held.document, held.stderr).toMatchObject({ state: 'DECIDED', verdict: 'GO', awaiting: [], error: null })
    expect(held.exit).toBe(0)
    expect(shop.read(shop.find('_court'))).toContain('Asked for every week')
    expect(shop.asked()).toEqual([])
    expect(await shop.forge('implement', FEATURE)).toMatchObject({ exit: 3, document: { awaiting: ['plan'] } })
  })

  it('ticks by hand and fills in scores, which then decide', async () => {
    shop.edit('_opinion', (text) =>
      fill(text.replace(/- \[ \] Go/, '- [x] Go'), {
        Benefit: '3 – hardly anybody asks',
        Necessity: '2/10',
        Burden: '9',
        Performance: '5',
        Bottleneck: '8',
        Currency: '4',
      }),
    )
    const held = await shop.forge('court', FEATURE)
    // (3 + 2 + (10 − 9) + 5 + (10 − 8) + 4) / 6 = 2.8: below 4 whatever was recommended.
    expect(held.document, held.stderr).toMatchObject({ verdict: 'KILL', error: null })
    expect(held.exit).toBe(4)
    expect(shop.read(shop.find('_court'))).toMatch(/^score: 2\.8$/m)
    expect(shop.read(shop.find('_court'))).toContain('hardly anybody asks')
  })

  it('is told what to put right in a form, and nothing is decided meanwhile', async () => {
    shop.edit('_opinion', (text) => fill(text.replace(/- \[ \] Go/, '- [x] Go'), { Benefit: '11' }))
    const before = shop.texts()
    expect(await shop.forge('court', FEATURE)).toMatchObject({ exit: 3, document: { awaiting: ['opinion'], verdict: null } })
    expect(shop.texts()).toEqual(before)
    shop.edit('_opinion', (text) => text.replace(':** 11', ':** 9'))
    expect(await shop.forge('court', FEATURE)).toMatchObject({ exit: 0, document: { verdict: 'GO' } })
  })

  it('has not answered with two boxes', async () => {
    shop.edit('_opinion', (text) => text.replace(/- \[ \] (Go|Kill)/g, '- [x] $1'))
    expect(await shop.forge('court', FEATURE)).toMatchObject({ exit: 3, document: { awaiting: ['opinion'], verdict: null } })
  })
})

function fill(text: string, scores: Readonly<Record<string, string>>): string {
  return Object.entries(scores).reduce(
    (now, [label, score]) => now.replace(new RegExp(`^- \\*\\*${label}[^\\n]*?:\\*\\*.*$`, 'm'), (line) => `${line.trimEnd()} ${score}`),
    text,
  )
}
