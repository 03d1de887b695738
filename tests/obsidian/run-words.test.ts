import { describe, expect, it } from 'vitest'
import type { LogLine } from '../../src/runs/log-line.ts'
import type { PastRun } from '../../src/runs/past-runs.ts'
import { logLines, runAdvice, runOutcome, runTime } from '../../src/obsidian/run-words.ts'

const AT = new Date(2026, 2, 5, 10, 2, 3).toISOString()
const USAGE = { tokensIn: 1200, tokensOut: 80, costUsd: 0.5, durationS: 3 }

const run = (more: Partial<PastRun>): PastRun => ({
  id: 'x',
  feature: 'billing',
  stage: 'court',
  state: 'done',
  began: AT,
  ended: new Date(Date.parse(AT) + 65_000).toISOString(),
  exit: 0,
  verdict: null,
  error: null,
  ...more,
})
const agent = (event: Extract<LogLine, { type: 'event' }>['event']): LogLine => ({ type: 'event', at: AT, event })

describe('a past run', () => {
  it('tells when it began, and how long it took where it has ended', () => {
    expect(runTime(run({}))).toBe('2026-03-05 10:02 · 1:05')
    expect(runTime(run({ ended: null }))).toBe('2026-03-05 10:02')
  })

  it('tells what became of it', () => {
    expect(runOutcome(run({ verdict: 'GO' }))).toBe('GO')
    expect(runOutcome(run({ verdict: 'GO', stage: 'implement' }))).toBe('done')
    expect(runOutcome(run({ verdict: 'GO', stage: 'implement', exit: 3 }))).toBe('waits for you')
    expect(
      ['done', 'running', 'failed', 'cancelled', 'interrupted'].map((state) => runOutcome(run({ state: state as PastRun['state'] }))),
    ).toEqual(['done', 'running', 'failed', 'stopped', 'interrupted'])
  })

  it('says what to do about one that was cut off, and what went wrong in others', () => {
    expect(runAdvice(run({ state: 'interrupted' }))).toBe('It was cut off. Running court again goes on from there.')
    expect(runAdvice(run({ state: 'failed', error: 'It failed. No disk.' }))).toBe('It failed. No disk.')
    expect(runAdvice(run({}))).toBeNull()
  })
})

describe('a log', () => {
  it('reads as plain lines, without an agent’s protocol and running figures', () => {
    const log: readonly LogLine[] = [
      { type: 'run', id: 'x', feature: 'billing', stage: 'court', at: AT, pid: 1, born: '', host: 'laptop' },
      agent({ type: 'step', text: 'asking three' }),
      agent({ type: 'agent', line: 'a:cost', event: { type: 'start', agent: 'a' } }),
      { type: 'raw', at: AT, line: 'a:cost', stream: 'out', text: '{"type":"text"}' },
      { type: 'raw', at: AT, line: 'a:cost', stream: 'err', text: 'a warning' },
      agent({ type: 'agent', line: 'a:cost', event: { type: 'text', text: 'two\nlines' } }),
      agent({ type: 'agent', line: 'a:cost', event: { type: 'thinking', text: '' } }),
      agent({ type: 'agent', line: 'a:cost', event: { type: 'thinking', text: 'Hm.' } }),
      agent({ type: 'agent', line: 'a:cost', event: { type: 'tool', name: 'Edit', detail: 'a.ts' } }),
      agent({ type: 'agent', line: 'a:cost', event: { type: 'change', path: 'a.ts', what: 'edited' } }),
      agent({ type: 'agent', line: 'a:cost', event: { type: 'waiting', on: 'the service', forS: 0.4 } }),
      agent({ type: 'agent', line: 'a:cost', event: { type: 'usage', usage: USAGE } }),
      agent({ type: 'agent', line: 'a:cost', event: { type: 'end', outcome: 'answered', usage: USAGE } }),
      agent({ type: 'gate', command: 'npm test', state: 'failed', durationS: 3 }),
      { type: 'end', at: AT, exit: 0, state: 'DECIDED', verdict: 'GO', error: null },
    ]
    expect(logLines(log, 500)).toEqual({
      cut: 0,
      lines: [
        'court on billing begins on laptop',
        'asking three',
        'a:cost: starts',
        'a:cost: a warning',
        'a:cost: two lines',
        'a:cost: thinks: Hm.',
        'a:cost: Edit a.ts',
        'a:cost: edited a.ts',
        'a:cost: waits for the service, 1 s',
        'a:cost: answered, 1200 tokens in, 80 out, $0.50',
        'gate npm test: failed after 0:03',
        'Ended: DECIDED GO',
      ].map((line) => `10:02:03  ${line}`),
    })
  })

  it('keeps its last lines, and says how many came before', () => {
    const log = Array.from({ length: 700 }, (_, at) => agent({ type: 'step', text: `step ${String(at)}` }))
    const { lines, cut } = logLines(log, 500)
    expect([lines.length, cut, lines[0]]).toEqual([500, 200, '10:02:03  step 200'])
  })
})
