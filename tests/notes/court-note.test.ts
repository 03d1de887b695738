import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ok, type Result } from '../../src/basics/result.ts'
import {
  addCourtEntry,
  addRuling,
  applyOverride,
  judgedSpec,
  parseCourt,
  renderCourt,
  reopenCourt,
  setAftermath,
  setAwaiting,
  setSupersededBy,
} from '../../src/notes/court-note.ts'
import { heardOpinions } from '../../src/notes/court-record.ts'
import { parseCourtEntries, renderCourtEntry } from '../../src/notes/court-entry.ts'
import { bodyStart, readKeys } from '../../src/markdown/frontmatter.ts'
import { readQuestions, tick } from '../../src/markdown/questions.ts'
import { sections } from '../../src/markdown/sections.ts'
import { anyCourt, anyEntry, court, heard, opinion, ruling } from './court-samples.ts'

const value = <T>(result: Result<T, string>): T => {
  if (!result.ok) throw new Error(result.error)
  return result.value
}

const decided = court({
  entries: [
    heard('claude:value', opinion([9, 8, 2, 7, 2, 7])),
    heard('codex:cost', opinion([6, 5, 7, 7, 3, 6], 'DEFER', { objection: 'Too much upkeep.' })),
  ],
  ruling: ruling('GO', 7.1, { dissent: ['codex:cost'] }),
})
const keysOf = (text: string) => value(readKeys(text))
const top = (text: string): readonly string[] => text.slice(bodyStart(text)).trimStart().split('\n').slice(0, 8)

describe('a court note', () => {
  it('parses back to what was rendered, whatever the jurors said', () => {
    fc.assert(
      fc.property(anyCourt, (one) => {
        const text = renderCourt(one)
        expect(parseCourt(text)).toEqual(ok(one))
        // A summary that did not follow every splice would now be taken for a person's, and kept.
        expect(setAwaiting(text, one.awaiting)).toEqual(ok(text))
      }),
      { numRuns: 30 },
    )
  })

  it('keeps every entry, and gives no answer a way to make structure', () => {
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const text = renderCourtEntry(entry)
        const parts = sections(text)
        expect(parts).toHaveLength(1)
        expect(parts[0]?.depth).toBe(3)
        expect(readQuestions(text)).toEqual([])
        expect(parseCourtEntries(text, parts)).toEqual(ok([entry]))
      }),
      { numRuns: 200 },
    )
  })

  it('says verdict, why and next step in its first lines, and asks nothing while it sits', () => {
    const sitting = renderCourt(court({ entries: [heard('claude:value', opinion([9]))] }))
    expect(top(sitting).slice(0, 3)).toEqual([
      '> [!question] Court sits · Paddle Billing, not Stripe',
      '> 1 of 2 jurors answered · no verdict yet',
      '> **Next:** Run court; only the seats without an answer are asked · [[2026-03-05_billing_spec|Spec]]',
    ])
    expect(readQuestions(sitting)).toEqual([])
    expect(top(renderCourt(decided)).slice(0, 4)).toEqual([
      '> [!success] GO 7.1 · Paddle Billing, not Stripe',
      '> 2 of 2 jurors · 2 model families · 1 objection stands',
      '> Do it.',
      '> **Next:** Implement · [[2026-03-05_billing_spec|Spec]]',
    ])
  })

  it('reads as a decision record, with narrow tables', () => {
    const text = renderCourt(decided)
    const headings = sections(text).filter((one) => one.depth === 2)
    expect(headings.map((one) => one.heading)).toEqual([
      'Context',
      'Drivers',
      'Outcome',
      'Dissent',
      'Overrule this verdict',
      'The sum',
      'What the jurors said',
      'The spec as judged',
    ])
    for (const row of text.split('\n').filter((line) => line.startsWith('|'))) expect(row.split('|').length - 2).toBeLessThanOrEqual(3)
    expect(text).toContain('- **codex:cost** votes DEFER: DEFER it.\n  - Objection: Too much upkeep.\n')
  })

  it('names the FAIL that made the verdict in its first lines', () => {
    const vetoes = [
      { seat: 'claude:value', on: 'conflict', evidence: 'x', standing: 'unproved' },
      { seat: 'codex:cost', on: 'security', evidence: 'x', standing: 'confirmed' },
    ] as const
    const text = renderCourt({ ...decided, ruling: ruling('KILL', 7.1, { vetoes }) })
    expect(top(text)[3]).toBe('> **Failed:** security, by codex:cost (proved, and the verifier confirms it)')
    expect(top(text).findIndex((line) => line.startsWith('> **Next:**'))).toBeLessThan(8)
  })

  it('has the keys that people and machines read', () => {
    expect(keysOf(renderCourt(decided))).toMatchObject({
      feature: 'billing', stage: 'court', status: 'DECIDED', verdict: 'GO', score: 7.1, decision: 'Do it.', repo: 'shop', awaiting: [], category: 'forge/court',
      jurors: ['claude:value', 'codex:cost'], dissent: 1, contested: false, spec_hash: 'aaa', base_sha: 'f00',
    }) // prettier-ignore
  })

  it('adds up what its answers cost', () => {
    const cost = (tokensIn: number, costUsd: number | null) => ({ tokensIn, tokensOut: 1, costUsd, durationS: 2 })
    const entries = [heard('a:value', opinion([1]), { usage: cost(10, 0.1) }), heard('b:cost', opinion([1]), { usage: cost(5, null) })]
    expect(keysOf(renderCourt(court({ entries })))).toMatchObject({ tokens_in: 15, tokens_out: 2, cost_usd: 0.1, duration_s: 4 })
  })
})

describe('the splices of a court note', () => {
  it('keep every byte that a person typed', () => {
    const typed = '\n## My notes\n\n%% mine %%  \n- [ ] call Ada #todo\n'
    const steps: readonly ((text: string) => Result<string, string>)[] = [
      (text) => addCourtEntry(text, heard('codex:cost', opinion([3]))),
      (text) => setAwaiting(text, ['opinion']),
      (text) => reopenCourt(text, { seats: ['x:value'], specHash: 'bbb', specText: 'Other.', baseSha: 'f11' }),
      (text) => addRuling(text, ruling('GO', 7)),
      (text) => setSupersededBy(text, '2026-03-06_billing_court-2'),
      (text) => setAftermath(text, { outcome: 'dropped', retro: '2026-03-09_billing_retro' }),
    ]
    for (const lineBreak of ['\n', '\r\n']) {
      let text = `${renderCourt(court())}${typed}`.replace(/\n/g, lineBreak).replace('Take payments.', 'Take payments, says Ada.')
      for (const step of steps) {
        text = value(step(text))
        expect(text).toContain(typed.replace(/\n/g, lineBreak))
        expect(text).toContain('Take payments, says Ada.')
        expect(text.replace(/\r\n/g, '').includes('\n')).toBe(lineBreak === '\n')
      }
    }
  })

  it('keep each text of the spec that was put to the court, and give the one that it judges', () => {
    const edited = { seats: ['a:value'], specHash: 'bbb', specText: '## What\n\nTake more.', baseSha: 'f00' }
    const text = value(reopenCourt(renderCourt(court()), edited))
    expect([judgedSpec(text, 'aaa'), judgedSpec(text, 'bbb'), judgedSpec(text, 'ccc')]).toEqual([court().specText, edited.specText, null])
    expect(value(parseCourt(text)).specText).toBe(edited.specText)
    const back = value(reopenCourt(text, { ...edited, specHash: 'aaa', specText: court().specText }))
    expect(back.match(/Take payments\./g)).toHaveLength(renderCourt(court()).match(/Take payments\./g)?.length ?? 0)
  })

  it('say at the top what came of a decision, once its feature is archived', () => {
    const told = value(setAftermath(renderCourt(decided), { outcome: 'shipped in 1a2b3c4d', retro: '2026-03-09_billing_retro' }))
    expect(top(told)[3]).toBe(
      '> **What came of it:** shipped in 1a2b3c4d · [[2026-03-09_billing_retro|Retro]] · [[2026-03-05_billing_spec|Spec]]',
    )
    expect(told).not.toContain('**Next:**')
    expect(told).toContain('## What came of it\n\nShipped in 1a2b3c4d · [[2026-03-09_billing_retro|Retro]]\n')
    expect(keysOf(told)).toMatchObject({ outcome: 'shipped in 1a2b3c4d', retro: '[[2026-03-09_billing_retro]]' })
    expect(setAftermath(told, { outcome: 'shipped in 1a2b3c4d', retro: '2026-03-09_billing_retro' })).toEqual(ok(told))
  })

  it('keep a summary that a person rewrote, below the new one', () => {
    const text = renderCourt(court()).replace('no verdict yet', 'waiting for Ada')
    const after = value(addCourtEntry(text, heard('codex:cost', opinion([3]))))
    expect(after).toContain('> 0 of 2 jurors answered · waiting for Ada')
    expect(top(after)[1]).toBe('> 1 of 2 jurors answered · no verdict yet')
  })

  it('count only the newest opinion of a seat on the spec as it is now', () => {
    const entries = [
      heard('claude:value', opinion([1]), { spec: 'old' }),
      heard('codex:cost', opinion([2])),
      heard('codex:cost', opinion([3])),
      heard('gone:risk', opinion([4])),
    ]
    const seen = heardOpinions(value(parseCourt(renderCourt(court({ entries })))))
    expect(seen.map((one) => [one.seat, one.opinion.scores.benefit])).toEqual([['codex:cost', 3]])
  })

  it('say which entry a person broke', () => {
    const text = renderCourt(court({ entries: [heard('claude:value', opinion([1]))] })).replace(
      '**Recommends:** GO',
      '**Recommends:** maybe',
    )
    const parsed = parseCourt(text)
    expect(parsed.ok ? '' : parsed.error).toMatch(/claude:value.*Recommends/)
  })

  it('link an older decision without touching what Forge did not write', () => {
    const old = '---\ntitle: Old\nverdict: GO\n---\n\n# Old\n\nText.\n'
    expect(setSupersededBy(old, 'new_court')).toEqual(
      ok('---\ntitle: Old\nverdict: GO\nsuperseded_by: "[[new_court]]"\n---\n\n# Old\n\nText.\n'),
    )
  })
})

describe('overruling', () => {
  const overruled = (option: string, words: string, text = renderCourt(decided)) =>
    applyOverride(value(tick(text, 'verdict', option, words)), '2026-03-09')

  it('sets the person’s verdict and shows both', () => {
    const text = value(overruled('kill', 'No budget this year.'))
    expect(keysOf(text)).toMatchObject({ verdict: 'GO', override: 'KILL', override_reason: 'No budget this year.' })
    expect(top(text)[0]).toBe('> [!failure] KILL by you, over GO 7.1 · Paddle Billing, not Stripe')
    expect(top(text)[2]).toBe('> **Overruled:** No budget this year.')
    expect(text).toContain('**Overruled 2026-03-09:** GO becomes KILL. No budget this year.')
    expect(applyOverride(text, '2026-03-10')).toEqual(ok(text))
  })

  it('needs a reason, and a single tick', () => {
    expect(overruled('kill', '')).toMatchObject({ ok: false })
    const both = renderCourt(decided).replace('- [ ] Kill', '- [x] Kill').replace('- [ ] Defer', '- [x] Defer')
    expect(applyOverride(both, '2026-03-09')).toEqual(ok(both))
  })

  it('is taken back by the court’s own verdict', () => {
    const text = value(overruled('go', '', value(overruled('kill', 'No budget.'))))
    expect(keysOf(text)).not.toHaveProperty('override')
    expect(top(text)[0]).toBe('> [!success] GO 7.1 · Paddle Billing, not Stripe')
    expect(text).toContain('**Taken back 2026-03-09:**')
  })

  it('changes nothing where nothing is ticked, nothing is decided, or the tick agrees', () => {
    for (const text of [renderCourt(decided), renderCourt(court())]) expect(applyOverride(text, '2026-03-09')).toEqual(ok(text))
    const agreed = value(tick(renderCourt(decided), 'verdict', 'go', 'Yes.'))
    expect(applyOverride(agreed, '2026-03-09')).toEqual(ok(agreed))
  })
})
