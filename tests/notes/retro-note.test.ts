import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readKeys, setKeys } from '../../src/markdown/frontmatter.ts'
import { usageOf } from '../../src/notes/head.ts'
import { readQuestions, tick } from '../../src/markdown/questions.ts'
import {
  addComparison,
  addRemark,
  advanceRetro,
  parseRetro,
  renderRetro,
  retroAnswers,
  setRetroAwaiting,
} from '../../src/notes/retro-note.ts'
import { HOTFIX_ANSWERS, RELATIONS, RETRO_STEPS, RULE_OUTCOMES, type Retro } from '../../src/notes/retro-record.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'a:*- \n[]#`|>\\<%^$~_') }),
  fc.constantFrom('', '## Rules', '- [x] a ^q-hotfix-justified', '---'),
)
const line = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 .,-]{0,20}$/).map((text) => text.trim())
const texts = fc.array(anyText, { maxLength: 3 })
const ruleNumber = fc.integer({ min: 1, max: 3 })

const anyRetro: fc.Arbitrary<Retro> = fc.record({
  feature: fc.constant('billing'),
  title: line,
  date: fc.constant('2026-03-07'),
  repo: fc.option(fc.constant('shop')),
  step: fc.constantFrom(...RETRO_STEPS),
  awaiting: fc.subarray(['conflict-1', 'hotfix']),
  learnedFrom: fc.array(fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/), { maxLength: 3 }),
  rules: fc.array(
    fc.record({ name: anyText, context: anyText, pattern: anyText, file: anyText, section: anyText, replaces: fc.option(anyText) }),
    { minLength: 3, maxLength: 3 },
  ),
  whatWorked: texts,
  whatBroke: texts,
  advice: fc.option(fc.record({ neededCourt: fc.boolean(), reason: anyText })),
  remarks: texts,
  comparisons: fc.array(
    fc.record({
      rule: ruleNumber,
      file: anyText,
      existing: anyText,
      relation: fc.constantFrom(...RELATIONS),
      reason: anyText,
      by: anyText,
    }),
    { maxLength: 3 },
  ),
  conflicts: fc
    .array(
      fc.record({
        rule: ruleNumber,
        file: anyText,
        existing: anyText,
        existingContext: anyText,
        existingPattern: anyText,
        reason: anyText,
      }),
      { maxLength: 2 },
    )
    .map((all) => all.map((one, at) => ({ n: at + 1, ...one }))),
  hotfixAsked: fc.boolean(),
  hotfixAudit: fc.option(fc.constantFrom(...HOTFIX_ANSWERS)),
  outcomes: fc.array(fc.record({ rule: ruleNumber, kind: fc.constantFrom(...RULE_OUTCOMES), file: anyText }), { maxLength: 3 }),
})

const rule = {
  name: 'Clamp prices',
  context: 'A discount is taken off',
  pattern: 'Never go below zero.',
  file: 'workflow.md',
  section: 'Money',
  replaces: null,
}
const retro: Retro = {
  feature: 'billing',
  title: 'Billing',
  date: '2026-03-07',
  repo: 'shop',
  step: 'proposed',
  awaiting: [],
  learnedFrom: ['2026-03-05_billing_implement', '2026-03-06_billing_critique'],
  rules: [rule, { ...rule, name: 'Test the edge' }],
  whatWorked: ['The gate'],
  whatBroke: [],
  advice: { neededCourt: false, reason: 'Small' },
  remarks: [],
  comparisons: [],
  conflicts: [],
  hotfixAsked: false,
  hotfixAudit: null,
  outcomes: [],
}
const conflict = {
  n: 1,
  rule: 2,
  file: 'workflow.md',
  existing: 'Test the middle',
  existingContext: 'always',
  existingPattern: 'Test the middle only.',
  reason: 'edge against middle',
}
const asked = {
  ...retro,
  step: 'asked',
  awaiting: ['conflict-1', 'hotfix'],
  conflicts: [conflict],
  hotfixAsked: true,
  outcomes: [{ rule: 1, kind: 'added', file: 'workflow.md' }],
} as const

function must(result: { ok: true; value: string } | { ok: false; error: unknown }): string {
  if (!result.ok) throw new Error(String(result.error))
  return result.value
}

describe('a retro note', () => {
  it('reads back as it was written, and asks nothing but what Forge asks, whatever agents answer', () => {
    fc.assert(
      fc.property(anyRetro, (one) => {
        const text = renderRetro(one)
        expect(parseRetro(text)).toEqual({ ok: true, value: one })
        const asked = [...one.conflicts.map(({ n }) => `conflict-${String(n)}`), ...(one.hotfixAsked ? ['hotfix'] : [])]
        expect(readQuestions(text).map((question) => question.name)).toEqual(asked)
      }),
      { numRuns: 80 },
    )
  })

  it('tells what was learned and what comes next in its first lines', () => {
    const body = renderRetro(asked).split(/^---$/m)[2] ?? ''
    expect(
      body
        .trimStart()
        .startsWith(
          '> [!question] Retro · Billing\n> 1 rule added · 2 questions wait for you\n> Clamp prices · Test the edge\n> **Next:** answer below',
        ),
    ).toBe(true)
  })

  it('shows the final text of each answer to a conflict above its boxes', () => {
    const text = renderRetro(asked)
    const section = text.slice(text.indexOf('## Conflict 1'), text.indexOf('## The hotfix'))
    expect(section).toContain('> [!example] Replace: only the new one holds\n> - **Test the edge**')
    expect(section).toContain('>   - **Replaces:** Test the middle\n> - **Test the middle**')
    expect(section).toContain('>   - **Replaced by:** Test the edge\n')
    expect(section).toMatch(
      /Scope: both then read\n> - \*\*Test the middle\*\*[\s\S]*\*\*Not when:\*\* A discount is taken off \(then "Test the edge" holds\)\n> - \*\*Test the edge\*\*/,
    )
    expect(section.indexOf('^q-conflict-1-keep')).toBeGreaterThan(section.indexOf('[!example] Scope'))
    expect(text.indexOf('## Conflict 1')).toBeLessThan(text.indexOf('## Rules'))
  })

  it('comes to the same by steps as at once, and keeps every answer with its price', () => {
    const comparison = {
      rule: 2,
      file: 'workflow.md',
      existing: 'Test the middle',
      relation: 'conflict',
      reason: 'x',
      by: 'claude',
    } as const
    const compared = must(addComparison(renderRetro(retro), comparison, { tokensIn: 10, tokensOut: 2, costUsd: 0.5, durationS: 3 }))
    const keys = readKeys(compared)
    expect(usageOf(keys.ok ? keys.value : {})).toEqual({ tokensIn: 10, tokensOut: 2, costUsd: 0.5, durationS: 3 })
    const stepped = parseRetro(must(advanceRetro(compared, asked)))
    expect(stepped).toEqual({ ok: true, value: { ...asked, comparisons: [comparison] } })
  })

  it('does not ask or tell anything twice', () => {
    const text = renderRetro(asked)
    expect(must(advanceRetro(text, asked))).toBe(text)
    const more = must(advanceRetro(text, { ...asked, outcomes: [...asked.outcomes, { rule: 2, kind: 'kept', file: 'workflow.md' }] }))
    expect(more.match(/^## What became of them$/gm)).toHaveLength(1)
    expect(more.match(/^### Outcome \d$/gm)).toHaveLength(2)
  })

  it('keeps what the person wrote and ticked', () => {
    const mine = must(tick(`${renderRetro(asked)}\n## My own\n\nWords of mine.\n`, 'conflict-1', 'scope', 'both are right'))
    const after = must(addRemark(must(setRetroAwaiting(mine, ['hotfix'])), 'A remark.'))
    expect(after).toContain('## My own\n\nWords of mine.\n')
    expect(after).toContain('both are right')
    expect(retroAnswers(after).of('conflict-1')).toBe('scope')
    expect(retroAnswers(after).open).toEqual(['hotfix'])
    expect(parseRetro(after)).toEqual({ ok: true, value: { ...asked, awaiting: ['hotfix'], remarks: ['A remark.'] } })
  })

  it('counts no answer where two boxes are ticked', () => {
    const once = must(tick(renderRetro(asked), 'hotfix', 'justified', ''))
    expect(retroAnswers(once.replace('[ ] It should have gone', '[x] It should have gone')).of('hotfix')).toBeNull()
  })

  it('survives line breaks of another system and keys of a person', () => {
    const foreign = must(setKeys(renderRetro(asked), { mine: 'x' })).replace(/\n/g, '\r\n')
    expect(parseRetro(foreign)).toEqual({ ok: true, value: asked })
  })

  it('names the part that it cannot read', () => {
    const broken = renderRetro(retro).replace('- **Section:** Money\n', '')
    expect(parseRetro(broken)).toEqual({ ok: false, error: '"Rule 1" cannot be read: Section: it is missing.' })
  })
})
