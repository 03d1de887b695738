import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureOf, SLOW_MS, Workshop } from './harness.ts'

const FEATURE = 'urgent-codes'
const REASON = 'The till refuses every code since this morning.'

/** A fix that cannot wait for a court: it goes through everything else, and its retro asks whether it should have waited. */
describe('a hotfix', { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  beforeAll(() => shop.open(''), SLOW_MS)
  afterAll(() => shop.remove())

  it('needs its reason before anything is asked or written', async () => {
    expect(failureOf(await shop.forge('implement', FEATURE, '--hotfix', ''))).toMatchObject({ exit: 2, code: 'reason-needed' })
    expect(failureOf(await shop.forge('implement', FEATURE, '--hotfix', ' \n '))).toMatchObject({ exit: 2, code: 'reason-needed' })
    expect(shop.asked()).toEqual([])
    expect(shop.notes('active')).toEqual([])
  })

  it('is refused without the switch, because no court said GO', async () => {
    expect(failureOf(await shop.forge('implement', FEATURE)).exit).not.toBe(0)
    expect(shop.notes('active')).toEqual([])
  })

  it('is planned without a spec, a court or a juror', async () => {
    const planned = await shop.forge('implement', FEATURE, '--hotfix', REASON)
    expect(planned.document, planned.stderr).toMatchObject({ feature: FEATURE, state: 'IMPLEMENTING', awaiting: ['plan'], error: null })
    expect(planned.exit).toBe(3)
    const note = shop.read(shop.find('_implement'))
    expect(note).toMatch(/^court_decision: "?HOTFIX"?$/m)
    expect(note).toContain(REASON)
    expect(shop.asked().map((one) => one.role)).not.toContain('juror')
  })

  it('is built, reviewed and mended like any other work', async () => {
    expect((await shop.forge('answer', FEATURE, 'plan', 'approve')).exit).toBe(0)
    expect(await shop.forge('implement', FEATURE)).toMatchObject({ exit: 0, document: { error: null } })
    expect(await shop.forge('critique', FEATURE)).toMatchObject({ exit: 4, document: { verdict: 'REJECTED' } })
    expect(await shop.forge('implement', FEATURE)).toMatchObject({ exit: 0 })
    expect(await shop.forge('critique', FEATURE)).toMatchObject({ exit: 0, document: { verdict: 'PASS' } })
  })

  it('asks in its retro whether it should have gone through court', async () => {
    expect(await shop.forge('retro', FEATURE)).toMatchObject({ exit: 3, document: { state: 'RETRO', awaiting: ['hotfix'], error: null } })
    expect(await shop.forge('retro', FEATURE)).toMatchObject({ exit: 3, document: { awaiting: ['hotfix'] } })
    expect(shop.asked().filter((one) => one.role === 'historian' && one.event === 'asked')).toHaveLength(1)
    expect(shop.notes('archive')).toEqual([])
  })

  it('is archived with the answer once it is given', async () => {
    expect((await shop.forge('answer', FEATURE, 'hotfix', 'justified')).exit).toBe(0)
    expect(await shop.forge('retro', FEATURE)).toMatchObject({ exit: 0, document: { state: 'ARCHIVED', awaiting: [], error: null } })
    expect(shop.notes('active')).toEqual([])
    expect(shop.read(shop.find('_retro'))).toMatch(/^hotfix_audit: "?justified"?$/m)
    expect(shop.read('forge/core-rules/workflow.md')).toContain('Clamp prices at zero')
  })
})
