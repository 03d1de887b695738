import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FILE_CHANGES, REMARKS, renderEntry, type Entry } from '../../src/notes/implement-entries.ts'
import { advance, askSpec, beginAttempt, keepSpec, parseImplement, renderImplement, settleSpec } from '../../src/notes/implement-note.ts'
import { IMPLEMENT_STEPS, type Attempt, type ImplementNote } from '../../src/notes/implement-record.ts'
import { readQuestions, tick } from '../../src/markdown/questions.ts'
import { GATE_RESULTS } from '../../src/notes/vocabulary.ts'
import { anyString } from '../markdown/arbitrary.ts'

const small = (): fc.Arbitrary<number> => fc.integer({ min: 1, max: 30 })
const sha = (): fc.Arbitrary<string> => fc.constantFrom('a'.repeat(40), '0123456789'.repeat(4), '1'.repeat(40), '12e4'.repeat(10))

const entries = (): fc.Arbitrary<Entry> =>
  fc.oneof(
    fc.record<Entry & { kind: 'build' }>({
      kind: fc.constant('build'),
      n: small(),
      builder: anyString(),
      plan: fc.nat({ max: 9 }),
      repair: fc.boolean(),
      answer: fc.record({
        summary: anyString(),
        decisions: fc.array(anyString(), { maxLength: 3 }),
        commit: fc.record({ type: anyString(), scope: anyString(), subject: anyString(), body: anyString() }),
      }),
    }),
    fc.record<Entry & { kind: 'gates' }>({
      kind: fc.constant('gates'),
      afterBuild: small(),
      result: fc.constantFrom(...GATE_RESULTS),
      runs: fc.array(
        fc.record({
          command: anyString(),
          exitCode: fc.option(fc.nat({ max: 255 })),
          timedOut: fc.boolean(),
          durationS: fc.constantFrom(0, 1.5, 600),
          tail: anyString(),
        }),
        { maxLength: 2 },
      ),
    }),
    fc.record<Entry & { kind: 'commit' }>({
      kind: fc.constant('commit'),
      sha: sha(),
      subject: anyString(),
      gates: fc.constantFrom(...GATE_RESULTS),
      files: fc.array(fc.record({ path: anyString(), change: fc.constantFrom(...FILE_CHANGES), added: fc.nat(), removed: fc.nat() }), {
        maxLength: 3,
      }),
      outsidePlan: fc.array(anyString(), { maxLength: 2 }),
    }),
    fc.record<Entry & { kind: 'remark' }>({
      kind: fc.constant('remark'),
      about: fc.constantFrom(...REMARKS),
      date: fc.constant('2026-03-05'),
      link: fc.constantFrom(null, '[[2026-03-05_billing_plan|Plan 1]]'),
      lines: fc.array(anyString(), { maxLength: 3 }),
    }),
  )

const attempts = (): fc.Arbitrary<readonly Attempt[]> =>
  fc
    .array(
      fc.record({
        date: fc.constant('2026-03-05'),
        from: sha(),
        findings: fc.array(
          fc.record({ file: anyString(), line: fc.nat(), claim: anyString(), consequence: anyString(), fix: anyString() }),
          { maxLength: 2 },
        ),
        entries: fc.array(entries(), { maxLength: 4 }),
      }),
      { maxLength: 2 },
    )
    .map((list) => list.map((attempt, at) => ({ n: at + 1, ...attempt })))

const word = (): fc.Arbitrary<string> => anyString().filter((text) => text !== '')
const plainText = (): fc.Arbitrary<string> => anyString().map((text) => text.replace(/\r/g, ''))

const notes = (): fc.Arbitrary<ImplementNote> =>
  fc
    .record<Omit<ImplementNote, 'specHash' | 'spec'> & { held: { specHash: string | null; spec: string | null } }>({
      feature: fc.constant('billing'),
      title: anyString(),
      date: fc.constant('2026-03-05'),
      repo: fc.constantFrom('shop', '- x', '12'),
      awaiting: fc.constantFrom([], ['plan'], ['spec']),
      step: fc.constantFrom(...IMPLEMENT_STEPS),
      courtDecision: fc.constantFrom(null, 'HOTFIX', '[[2026-03-05_billing_court]]'),
      hotfixReason: fc.option(word()),
      plan: fc.constantFrom(null, '[[2026-03-05_billing_plan]]'),
      planHash: fc.option(sha()),
      planWritten: fc.option(sha()),
      branch: fc.constant('forge/billing'),
      baseBranch: fc.constantFrom(null, 'main', 'feat/#12: x'),
      baseSha: fc.option(sha()),
      headSha: fc.option(sha()),
      attempt: fc.integer({ min: 1, max: 3 }),
      gates: fc.option(fc.constantFrom(...GATE_RESULTS)),
      device: word(),
      usage: fc.record({ tokensIn: fc.nat(), tokensOut: fc.nat(), costUsd: fc.option(fc.constantFrom(0, 1.25)), durationS: fc.nat() }),
      attempts: attempts(),
      held: fc.oneof(fc.constant({ specHash: null, spec: null }), fc.record({ specHash: sha(), spec: fc.option(plainText()) })),
    })
    .map(({ held, ...note }) => ({ ...note, ...held }))

const BEGUN: ImplementNote = {
  feature: 'billing',
  title: 'Billing',
  date: '2026-03-05',
  repo: 'shop',
  awaiting: [],
  step: 'planning',
  courtDecision: '[[2026-03-04_billing_court]]',
  hotfixReason: null,
  specHash: 'f'.repeat(64),
  spec: '## What\n\nBilling.',
  plan: null,
  planHash: null,
  planWritten: null,
  branch: 'forge/billing',
  baseBranch: 'main',
  baseSha: 'a'.repeat(40),
  headSha: null,
  attempt: 1,
  gates: null,
  device: 'desk',
  usage: { tokensIn: 0, tokensOut: 0, costUsd: null, durationS: 0 },
  attempts: [{ n: 1, date: '2026-03-05', from: 'a'.repeat(40), findings: [], entries: [] }],
}

const BUILD: Entry = {
  kind: 'build',
  n: 1,
  builder: 'mine',
  plan: 1,
  repair: false,
  answer: { summary: 'Did it.', decisions: ['One.'], commit: { type: 'feat', scope: 'pay', subject: 'add billing', body: 'Because.' } },
}

describe('an implement note', () => {
  it('parses back to what was rendered, whatever agents and people wrote', () => {
    fc.assert(
      fc.property(notes(), (note) => {
        expect(parseImplement(renderImplement(note))).toEqual({ ok: true, value: note })
      }),
      { numRuns: 100 },
    )
  })

  it('asks nothing that Forge did not ask', () => {
    fc.assert(
      fc.property(notes(), (note) => {
        expect(readQuestions(renderImplement(note))).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('says where the work is and what is next within eight lines', () => {
    fc.assert(
      fc.property(notes(), (note) => {
        const text = renderImplement(note)
        const body = text.slice(text.indexOf('\n---\n') + 5)
        expect(body.trimStart().split('\n').slice(0, 8).join('\n')).toContain('**Next:**')
      }),
      { numRuns: 40 },
    )
  })

  it('advances to what rendering the advanced record gives', () => {
    fc.assert(
      fc.property(notes(), entries(), (note, entry) => {
        const began = {
          ...note,
          attempt: Math.max(1, note.attempts.length),
          attempts: note.attempts.length === 0 ? BEGUN.attempts : note.attempts,
        }
        const next = advance(renderImplement(began), { keys: { step: 'verifying', headSha: 'b'.repeat(40), awaiting: ['plan'] }, entry })
        const expected = began.attempts.map((attempt) =>
          attempt.n === began.attempt ? { ...attempt, entries: [...attempt.entries, entry] } : attempt,
        )
        expect(next.ok && parseImplement(next.value)).toEqual({
          ok: true,
          value: { ...began, step: 'verifying', headSha: 'b'.repeat(40), awaiting: ['plan'], attempts: expected },
        })
      }),
      { numRuns: 50 },
    )
  })

  it('keeps every byte that a person typed while it advances', () => {
    const mine = '\n\n## Mine\n\n- [ ] call the bank   \n\n### Build 7, a thought\n\n%% hidden %%  '
    const typed = `${renderImplement(BEGUN).replace('repo: shop', 'repo: shop # the old one\nrating: 5')}${mine}`
    const built = advance(typed, {
      keys: { step: 'verifying' },
      entry: BUILD,
      usage: { tokensIn: 5, tokensOut: 1, costUsd: 0.1, durationS: 2 },
    })
    if (!built.ok) throw new Error(built.error)
    expect(built.value).toContain(mine)
    expect(built.value).toContain('repo: shop # the old one\nrating: 5')
    expect(built.value.indexOf('### Build 1')).toBeLessThan(built.value.indexOf('## Mine'))
    expect(parseImplement(built.value)).toMatchObject({
      ok: true,
      value: { step: 'verifying', usage: { tokensIn: 5, costUsd: 0.1 }, attempts: [{ entries: [BUILD] }] },
    })
  })

  it('keeps a summary that a person rewrote, below its own', () => {
    const typed = renderImplement(BEGUN).replace('> **Next:** ', '> mine · **Next:** ')
    const next = advance(typed, { keys: { step: 'stopped' } })
    expect(next.ok && next.value).toContain('> mine · **Next:** ')
    expect(next.ok && next.value.indexOf('[!warning] Stopped')).toBeLessThan(next.ok ? next.value.indexOf('> mine') : 0)
  })

  it('writes CRLF notes in CRLF', () => {
    const typed = renderImplement(BEGUN).replace(/\n/g, '\r\n')
    const next = advance(typed, { keys: { step: 'verifying' }, entry: BUILD })
    expect(next.ok && next.value.replace(/\r\n/g, '')).not.toContain('\n')
    expect(next.ok && parseImplement(next.value)).toMatchObject({
      ok: true,
      value: { step: 'verifying', attempts: [{ entries: [BUILD] }] },
    })
  })

  it('takes a key out for null', () => {
    const approved = advance(renderImplement(BEGUN), { keys: { planHash: 'c'.repeat(64) } })
    const withdrawn = approved.ok ? advance(approved.value, { keys: { planHash: null } }) : approved
    expect(withdrawn.ok && withdrawn.value).not.toContain('plan_hash')
  })

  it('opens the next attempt at the end, with its findings', () => {
    const findings = [{ file: 'src/a.ts', line: 3, claim: 'Breaks.', consequence: 'Loss.', fix: 'Clamp.' }]
    const next = beginAttempt(
      renderImplement(BEGUN),
      { n: 2, date: '2026-03-06', from: 'b'.repeat(40), findings, entries: [] },
      { step: 'approved', gates: null },
    )
    const read = next.ok ? parseImplement(next.value) : next
    expect(read).toMatchObject({ ok: true, value: { attempt: 2, step: 'approved', attempts: [{ n: 1 }, { n: 2, findings }] } })
  })

  it('goes on where a person deleted the heading of the attempt', () => {
    const cut = renderImplement(BEGUN).replace('## Attempt 1', '')
    const next = advance(cut, { entry: { kind: 'remark', about: 'Stopped', date: '2026-03-05', link: null, lines: [] } })
    expect(next.ok).toBe(false)
  })

  it('shows gates as one line each, with the output folded', () => {
    const entry = renderEntry({
      kind: 'gates',
      afterBuild: 1,
      result: 'failed',
      runs: [{ command: 'npm test', exitCode: 1, timedOut: false, durationS: 2, tail: 'x\n```\n# y' }],
    })
    expect(entry).toContain('- ❌ npm test · exit 1 · 2 s\n')
    expect(
      entry
        .split('\n')
        .filter((line) => line.includes('# y'))
        .every((line) => line.startsWith('>')),
    ).toBe(true)
  })
})

describe('the question on the spec', () => {
  it('is asked, answered, settled and asked again for the next edit', () => {
    const asked = must(askSpec(renderImplement(BEGUN), '```diff\n+ more\n```'))
    expect(readQuestions(asked)).toMatchObject([{ name: 'spec', options: ['keep', 'again'], answer: null }])
    expect(asked.indexOf('The spec changed')).toBeLessThan(asked.indexOf('## Attempt 1'))
    const answered = must(tick(asked, 'spec', 'keep', 'Only wording.'))
    const kept = must(keepSpec(settleSpec(answered), 'e'.repeat(64), '## What\n\nMore.'))
    expect(readQuestions(kept)).toEqual([])
    expect(kept).toContain('- [x] Keep the GO for the spec as it reads now')
    expect(kept).toContain('Only wording.')
    expect(parseImplement(kept)).toMatchObject({ ok: true, value: { specHash: 'e'.repeat(64), spec: '## What\n\nMore.' } })
    const again = must(askSpec(kept, 'changed again'))
    expect(readQuestions(again)).toMatchObject([{ name: 'spec', answer: null, ticked: [] }])
  })

  it('leaves a block id that a person typed elsewhere', () => {
    const text = must(askSpec(renderImplement(BEGUN), 'x'))
    expect(settleSpec(`${text}\nsee ^q-spec-keep`)).toContain('see ^q-spec-keep')
  })
})

function must(result: { ok: true; value: string } | { ok: false; error: string }): string {
  if (!result.ok) throw new Error(result.error)
  return result.value
}
