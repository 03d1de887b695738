import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePlan, planAnswer, planFiles, planProse, renderPlan, renewPlan, type Plan, type PlanNote } from '../../src/notes/plan-note.ts'
import { proseHash } from '../../src/markdown/prose.ts'
import { tick } from '../../src/markdown/questions.ts'
import { anyString } from '../markdown/arbitrary.ts'

const amount = (): fc.Arbitrary<number> => fc.nat({ max: 1_000_000 })

const plans = (): fc.Arbitrary<Plan> =>
  fc.record({
    summary: anyString(),
    changes: fc.array(fc.record({ path: anyString(), what: anyString() }), { maxLength: 3 }),
    newFiles: fc.array(fc.record({ path: anyString(), purpose: anyString() }), { maxLength: 3 }),
    tests: fc.array(fc.record({ what: anyString(), command: anyString() }), { maxLength: 3 }),
    risks: fc.array(anyString(), { maxLength: 3 }),
  })

const planNotes = (): fc.Arbitrary<PlanNote> =>
  fc.record({
    feature: fc.constantFrom('billing', 'a', '2fa-login'),
    title: anyString(),
    date: fc.constant('2026-03-05'),
    repo: fc.constantFrom('shop', 'x: y', '#1'),
    version: fc.integer({ min: 1, max: 40 }),
    forAttempt: fc.integer({ min: 1, max: 9 }),
    coversBuild: fc.option(fc.integer({ min: 1, max: 9 })),
    why: fc.option(anyString()),
    plan: plans(),
    usage: fc.record({ tokensIn: amount(), tokensOut: amount(), costUsd: fc.option(fc.constantFrom(0, 0.25, 12.5)), durationS: amount() }),
  })

const SMALL: PlanNote = {
  feature: 'billing',
  title: 'Billing',
  date: '2026-03-05',
  repo: 'shop',
  version: 1,
  forAttempt: 1,
  coversBuild: null,
  why: null,
  plan: {
    summary: 'Add a port for payments.',
    changes: [{ path: 'src/cart.ts', what: 'Ask the port for the price.' }],
    newFiles: [{ path: 'src/pay/port.ts', purpose: 'The port.' }],
    tests: [{ what: 'A price comes back', command: 'npm test' }],
    risks: ['Rounding.'],
  },
  usage: { tokensIn: 10, tokensOut: 2, costUsd: 0.5, durationS: 3 },
}

describe('a plan note', () => {
  it('parses back to what was rendered, whatever the agent wrote', () => {
    fc.assert(
      fc.property(planNotes(), (note) => {
        expect(parsePlan(renderPlan(note))).toEqual({ ok: true, value: note })
      }),
      { numRuns: 100 },
    )
  })

  it('has exactly one question, unanswered, whatever the agent wrote', () => {
    fc.assert(
      fc.property(planNotes(), (note) => {
        expect(planAnswer(renderPlan(note))).toEqual({ answer: null, ticked: [], words: '' })
      }),
      { numRuns: 60 },
    )
  })

  it('begins with words that stay true once it is answered, and counts only what there is', () => {
    const body = renderPlan({ ...SMALL, plan: { ...SMALL.plan, changes: [] } }).split('---\n')[2] ?? ''
    expect(body.trim().split('\n').slice(0, 3)).toEqual([
      '> [!question] Plan 1 · Billing',
      '> 1 new file · 1 risk',
      '> **Your decision** is at the end of this note. Implement goes by it.',
    ])
  })

  it('reads the answer and the words below it', () => {
    const revised = tick(renderPlan(SMALL), 'plan', 'revise', 'Keep the cart out of it.\nPlease.')
    if (!revised.ok) throw new Error(revised.error)
    expect(planAnswer(revised.value)).toEqual({ answer: 'revise', ticked: ['revise'], words: 'Keep the cart out of it.\nPlease.' })
    const both = revised.value.replace('[ ] Approve', '[x] Approve')
    expect(planAnswer(both)).toMatchObject({ answer: null, ticked: ['approve', 'revise'] })
  })

  it('has a hash that no tick and no words change, and every edit of the plan does', async () => {
    const text = renderPlan(SMALL)
    const ticked = tick(text, 'plan', 'approve', 'Fine.')
    if (!ticked.ok) throw new Error(ticked.error)
    expect(await proseHash(ticked.value)).toBe(await proseHash(text))
    expect(await proseHash(text.replace('Rounding', 'Taxes'))).not.toBe(await proseHash(text))
  })

  it('reads rows as a person types them', () => {
    const edited = renderPlan(SMALL).replace('- **src/cart.ts**', '- src/cart.ts\n  - Same.\n- `src/tax.ts`\n* **src/vat.ts**')
    const plan = parsePlan(edited)
    expect(plan.ok && planFiles(plan.value.plan)).toEqual(['src/cart.ts', 'src/tax.ts', 'src/vat.ts', 'src/pay/port.ts'])
  })

  it('gives an agent the prose without keys, summary and question', () => {
    const prose = planProse(renderPlan(SMALL))
    expect(prose).toMatch(/^## Summary/)
    expect(prose).toContain('Rounding')
    expect(prose).not.toMatch(/version|Next|Approve/)
  })
})

describe('a version derived from an earlier one', () => {
  const renewal = { version: 2, date: '2026-03-06', forAttempt: 2, why: 'You edited it.', coversBuild: null, alsoChanges: [] }

  it('is the edited text with its boxes cleared, and says why', () => {
    const ticked = tick(renderPlan(SMALL).replace('## Risks', 'Mine, *by hand*.  \n\n## Risks'), 'plan', 'approve', 'Go on.')
    if (!ticked.ok) throw new Error(ticked.error)
    const next = renewPlan(ticked.value, renewal)
    if (!next.ok) throw new Error(next.error)
    expect(next.value).toContain('Mine, *by hand*.  \n')
    expect(next.value).not.toContain('Go on.')
    expect(planAnswer(next.value)).toEqual({ answer: null, ticked: [], words: '' })
    const read = parsePlan(next.value)
    expect(read).toEqual({
      ok: true,
      value: { ...SMALL, ...pick(renewal), usage: { tokensIn: 0, tokensOut: 0, costUsd: null, durationS: 0 } },
    })
    expect(next.value.match(/\[!question\]/g)).toHaveLength(1)
    expect(next.value).toContain('> [!question] Plan 2 · Billing\n')
  })

  it('can be derived again, replacing its reason', () => {
    const once = renewPlan(renderPlan(SMALL), renewal)
    const twice = once.ok ? renewPlan(once.value, { ...renewal, version: 3, why: 'Again.' }) : once
    const read = twice.ok ? parsePlan(twice.value) : twice
    expect(read).toMatchObject({ ok: true, value: { version: 3, why: 'Again.' } })
    expect(twice.ok && twice.value.match(/Why you are asked again/g)).toHaveLength(1)
  })

  it('names the files that a build added, whatever their names', () => {
    fc.assert(
      fc.property(plans(), fc.array(anyString(), { minLength: 1, maxLength: 3 }), (plan, paths) => {
        const added = paths.map((path) => ({ path, what: 'Beyond the plan.' }))
        const next = renewPlan(renderPlan({ ...SMALL, plan }), { ...renewal, coversBuild: 4, alsoChanges: added })
        const read = next.ok ? parsePlan(next.value) : next
        expect(read).toMatchObject({ ok: true, value: { coversBuild: 4 } })
        expect(read.ok && read.value.plan).toEqual({ ...plan, changes: [...plan.changes, ...added] })
      }),
      { numRuns: 40 },
    )
  })
})

function pick({
  alsoChanges: _,
  ...rest
}: {
  alsoChanges: readonly unknown[]
  version: number
  date: string
  forAttempt: number
  why: string
  coversBuild: null
}) {
  return rest
}
