import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Clock } from '../../src/basics/clock.ts'
import { ok, type Result } from '../../src/basics/result.ts'
import { FILE_CHANGES, NO_USAGE } from '../../src/agents/port.ts'
import { hold, letGo } from '../../src/node/takings.ts'
import { openBudget, reachedLimit, spentOn } from '../../src/runs/budget.ts'
import { takeRunLock, type LockRequest } from '../../src/runs/lock.ts'
import { parseLine, printLine } from '../../src/runs/log-line.ts'
import { openRunLog, type RunLog } from '../../src/runs/log.ts'
import { listRuns, readRun } from '../../src/runs/past-runs.ts'
import { isRunId, newRunId } from '../../src/runs/run-id.ts'
import type { ProgressEvent } from '../../src/runs/run.ts'
import { openFolderVault } from '../../src/vault/folder-vault.ts'
import { temp } from '../node/temp.ts'

const NOW = Date.UTC(2026, 2, 5, 9, 30)
const clock: Clock = { now: () => NOW, today: () => '2026-03-05' }

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.what} ${result.error.why}`)
  return result.value
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

describe('the lock of a feature', () => {
  const request = (commonDir: string, more: Partial<LockRequest> = {}): LockRequest => ({
    commonDir,
    name: 'billing',
    runId: 'run-1',
    what: 'court on billing',
    now: NOW,
    ...more,
  })

  it('is held by one run, and says by which, since when, and what to do', async () => {
    const folder = temp()
    const lock = value(await takeRunLock(request(folder)))
    expect(lock.interrupted).toBeNull()
    const second = await takeRunLock(request(folder, { runId: 'run-2' }))
    expect(second).toMatchObject({ ok: false, error: { code: 'locked', what: 'Another run holds billing.' } })
    if (second.ok) return
    expect(second.error.why).toBe(`It is court on billing, process ${String(process.pid)} on ${os.hostname()}, since 2026-03-05 09:30 UTC.`)
    expect(second.error.next).toContain(path.join(folder, 'forge', 'locks', 'billing.lock'))
    value(await takeRunLock(request(folder, { name: 'search', runId: 'run-3' })))
    await lock.release()
    expect((await takeRunLock(request(folder, { runId: 'run-4' }))).ok).toBe(true)
  })

  it('passes from a run that died, and names it', async () => {
    const folder = temp()
    mkdirSync(path.join(folder, 'forge', 'locks'), { recursive: true })
    const dead = { id: 'run-0', pid: await deadPid(), born: '', host: os.hostname(), since: '', what: 'court on billing' }
    writeFileSync(path.join(folder, 'forge', 'locks', 'billing.lock'), JSON.stringify(dead))
    expect(value(await takeRunLock(request(folder))).interrupted).toBe('run-0')
    expect((await takeRunLock(request(folder, { runId: 'run-2' }))).ok).toBe(false)
  })

  it('is left alone where it is no lock of Forge', async () => {
    const folder = temp()
    mkdirSync(path.join(folder, 'forge', 'locks'), { recursive: true })
    writeFileSync(path.join(folder, 'forge', 'locks', 'billing.lock'), '')
    expect(await takeRunLock(request(folder))).toMatchObject({
      ok: false,
      error: {
        code: 'locked',
        why: expect.stringContaining('does not say which') as unknown,
        next: expect.not.stringContaining('delete') as unknown,
      },
    })
  })
})

describe('the name of a run', () => {
  it('is a safe file name that sorts by time', () => {
    const first = newRunId(NOW, 'a'.repeat(60), 'implement')
    expect(isRunId(first)).toBe(true)
    expect(first.startsWith('20260305T093000000-aaa')).toBe(true)
    expect([newRunId(NOW + 1, 'a', 'court'), first].sort()[0]).toBe(first)
    expect(newRunId(NOW, 'a', 'court')).not.toBe(newRunId(NOW, 'a', 'court'))
    for (const bad of ['', '../x', 'a/b', '-a', 'a'.repeat(200)]) expect(isRunId(bad)).toBe(false)
  })
})

async function open(commonDir: string, id: string, feature = 'billing'): Promise<RunLog> {
  return value(await openRunLog({ commonDir, id, feature, stage: 'court' }, clock))
}

const EVENTS: readonly ProgressEvent[] = [
  { type: 'step', text: 'asks "three"\njurors' },
  { type: 'agent', line: 'claude:cost', event: { type: 'end', outcome: 'answered', usage: { ...NO_USAGE, tokensIn: 3 } } },
  { type: 'gate', command: 'npm test', state: 'failed', durationS: 1.5 },
]

describe('the log of a run', () => {
  it('keeps what happened, in order, and how it ended', async () => {
    const folder = temp()
    const log = await open(folder, 'run-1')
    for (const event of EVENTS) log.event(event)
    log.raw('claude:cost', 'out', '{"type":"x"}')
    await log.end({ exit: 4, state: 'DECIDED', verdict: 'KILL', error: null })
    log.event({ type: 'step', text: 'too late' })
    const { run, lines } = value(await readRun(folder, 'run-1'))
    expect(lines.map((line) => line.type)).toEqual(['run', 'event', 'event', 'event', 'raw', 'end'])
    expect(lines.flatMap((line) => (line.type === 'event' ? [line.event] : []))).toEqual(EVENTS)
    expect(lines[4]).toEqual({ type: 'raw', at: '2026-03-05T09:30:00.000Z', line: 'claude:cost', stream: 'out', text: '{"type":"x"}' })
    expect(run).toEqual({
      id: 'run-1',
      feature: 'billing',
      stage: 'court',
      state: 'done',
      began: '2026-03-05T09:30:00.000Z',
      ended: '2026-03-05T09:30:00.000Z',
      exit: 4,
      verdict: 'KILL',
      error: null,
    })
  })

  it('does not fill the disk, and still tells the end', async () => {
    const folder = temp()
    const log = await open(folder, 'run-1')
    const long = 'x'.repeat(1_000_000)
    for (let n = 0; n < 40; n += 1) log.raw('a', 'out', long)
    await log.end({ exit: 0, state: 'DECIDED', verdict: null, error: null })
    const { run, lines } = value(await readRun(folder, 'run-1'))
    expect(lines.filter((line) => line.type === 'cut')).toHaveLength(1)
    expect(lines.length).toBeLessThan(25)
    expect(run.state).toBe('done')
  })

  it('is never written over', async () => {
    const folder = temp()
    await (await open(folder, 'run-1')).end({ exit: 0, state: 'SPEC', verdict: null, error: null })
    expect((await openRunLog({ commonDir: folder, id: 'run-1', feature: 'x', stage: 'court' }, clock)).ok).toBe(false)
  })

  it('reads back every line as it was printed', () => {
    const usage = fc.record({
      tokensIn: fc.nat(),
      tokensOut: fc.nat(),
      costUsd: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 })),
      durationS: fc.nat(),
    })
    const agentEvent = fc.oneof(
      fc.record({ type: fc.constant('start' as const), agent: fc.string() }),
      fc.record({ type: fc.constant('text' as const), text: fc.string({ unit: 'grapheme' }) }),
      fc.record({ type: fc.constant('thinking' as const), text: fc.string() }),
      fc.record({ type: fc.constant('tool' as const), name: fc.string(), detail: fc.string() }),
      fc.record({ type: fc.constant('change' as const), path: fc.string(), what: fc.constantFrom(...FILE_CHANGES) }),
      fc.record({ type: fc.constant('waiting' as const), on: fc.string(), forS: fc.option(fc.nat()) }),
      fc.record({ type: fc.constant('usage' as const), usage }),
      fc.record({ type: fc.constant('retry' as const), reason: fc.string() }),
      fc.record({
        type: fc.constant('end' as const),
        outcome: fc.constantFrom('answered' as const, 'failed' as const, 'cancelled' as const),
        usage,
      }),
    )
    const event = fc.oneof(
      fc.record({ type: fc.constant('step' as const), text: fc.string() }),
      fc.record({ type: fc.constant('agent' as const), line: fc.string(), event: agentEvent }),
      fc.record({
        type: fc.constant('gate' as const),
        command: fc.string(),
        state: fc.constantFrom('running' as const, 'passed' as const, 'failed' as const),
        durationS: fc.nat(),
      }),
    )
    fc.assert(
      fc.property(fc.record({ type: fc.constant('event' as const), at: fc.string(), event }), (line) => {
        const printed = printLine(line)
        expect(printed).not.toMatch(/[\r\n]/)
        expect(parseLine(printed)).toEqual(line)
      }),
    )
  })
})

describe('past runs', () => {
  it('are told by how they ended, newest first', async () => {
    const folder = temp()
    const codes = [0, 1, 3, 5, 130] as const
    for (const exit of codes) await (await open(folder, `run-${String(exit)}`)).end({ exit, state: 'SPEC', verdict: null, error: null })
    const [running] = [await open(folder, 'run-2-now', 'search'), await open(folder, 'run-2-before-a-reload')]
    const begun = (id: string): string => readFileSync(path.join(folder, 'forge', 'runs', `${id}.jsonl`), 'utf8')
    await vi.waitFor(() => expect(begun('run-2-now') + begun('run-2-before-a-reload')).toMatch(/\n.*\n/))
    hold('run-2-now')
    onTestFinished(() => letGo('run-2-now'))
    const file = path.join(folder, 'forge', 'runs', 'run-2-dead.jsonl')
    const start = {
      type: 'run',
      id: 'run-2-dead',
      feature: 'billing',
      stage: 'court',
      at: 'x',
      pid: await deadPid(),
      born: '',
      host: os.hostname(),
    }
    writeFileSync(file, `${JSON.stringify(start)}\n{"type":"event","at":"x","ev`)
    writeFileSync(path.join(folder, 'forge', 'runs', 'junk.jsonl'), 'junk')
    writeFileSync(path.join(folder, 'forge', 'runs', 'junk.txt'), 'junk')
    const runs = value(await listRuns(folder))
    expect(runs.map((run) => [run.id, run.state])).toEqual([
      ['run-5', 'failed'],
      ['run-3', 'done'],
      ['run-2-now', 'running'],
      ['run-2-dead', 'interrupted'],
      ['run-2-before-a-reload', 'interrupted'],
      ['run-130', 'cancelled'],
      ['run-1', 'failed'],
      ['run-0', 'done'],
    ])
    await running.end({ exit: 1, state: 'SPEC', verdict: null, error: { code: 'no-git', what: 'What.', why: 'Why.', next: 'Next.' } })
    expect(value(await listRuns(folder)).find((run) => run.feature === 'search')).toMatchObject({ state: 'failed', error: 'What. Why.' })
    expect(value(await readRun(folder, 'run-2-dead')).lines).toHaveLength(1)
  })

  it('are none where there never was one', async () => {
    expect(await listRuns(temp())).toEqual(ok([]))
  })

  it('are found by a beginning of their name that fits one', async () => {
    const folder = temp()
    for (const id of ['run-a', 'run-ab', 'run-b'])
      await (await open(folder, id)).end({ exit: 0, state: 'SPEC', verdict: null, error: null })
    expect(value(await readRun(folder, 'run-b')).run.id).toBe('run-b')
    expect(value(await readRun(folder, 'run-a')).run.id).toBe('run-a')
    for (const bad of ['run', 'x', '', '../run-a', 'run-a.jsonl']) {
      expect(await readRun(folder, bad), bad).toMatchObject({ ok: false, error: { code: 'no-such-run' } })
    }
  })

  it('are written while they go on', async () => {
    const folder = temp()
    const log = await open(folder, 'run-1')
    log.event({ type: 'step', text: 'first' })
    const file = path.join(folder, 'forge', 'runs', 'run-1.jsonl')
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toContain('first')
    await log.end({ exit: 0, state: 'SPEC', verdict: null, error: null })
    appendFileSync(file, '')
    expect(readdirSync(path.dirname(file))).toEqual(['run-1.jsonl'])
  })
})

describe('the budget of a feature', () => {
  const NONE = { budget_usd: null, budget_tokens: null, budget_minutes: null }

  async function vaultWith(notes: Readonly<Record<string, string>>) {
    const vault = value(await openFolderVault(temp(), path.join(temp(), 'locks')))
    for (const [note, keys] of Object.entries(notes)) value(await vault.create(note, `---\n${keys}\n---\n`))
    return vault
  }

  const notes = {
    'forge/active/2026-03-05_billing_implement.md':
      'stage: implement\nfeature: billing\nduration_s: 90\ntokens_in: 100\ntokens_out: 20\ncost_usd: 0.5',
    'forge/decisions/2026-03-05_billing_court.md':
      'stage: court\nfeature: billing\nduration_s: 30\ntokens_in: 10\ntokens_out: 5\ncost_usd: 0.25',
    'forge/archive/2026-03-04_billing_spec.md': 'stage: spec\nfeature: billing',
    'forge/active/2026-03-05_search_court.md': 'stage: court\nfeature: search\ntokens_in: 1000000\ncost_usd: 99',
  }

  it('sums up every note of the feature and of no other', async () => {
    const vault = await vaultWith(notes)
    expect(await spentOn(vault, 'billing')).toEqual({ tokensIn: 110, tokensOut: 25, costUsd: 0.75, durationS: 120 })
    expect(await spentOn(vault, 'none')).toEqual(NO_USAGE)
  })

  it('says which limit is reached and how much is used', async () => {
    const vault = await vaultWith(notes)
    expect(await openBudget(vault, 'billing', NONE).check()).toEqual(ok(undefined))
    expect(await openBudget(vault, 'billing', { budget_usd: 0.76, budget_tokens: 136, budget_minutes: 2.1 }).check()).toEqual(ok(undefined))
    const reached = await openBudget(vault, 'billing', { ...NONE, budget_usd: 0.75 }).check()
    expect(reached).toMatchObject({
      ok: false,
      error: { code: 'budget-reached', why: 'Its agents have used $0.75 of $0.75 (budget_usd).' },
    })
    expect(await openBudget(vault, 'billing', { ...NONE, budget_tokens: 135 }).check()).toMatchObject({
      ok: false,
      error: { why: 'Its agents have used 135 tokens of 135 (budget_tokens).' },
    })
    expect(await openBudget(vault, 'billing', { ...NONE, budget_minutes: 2 }).check()).toMatchObject({
      ok: false,
      error: { why: 'Its agents have used 2.0 minutes of 2 (budget_minutes).' },
    })
  })

  it('does not count dollars that nobody knows', () => {
    expect(reachedLimit({ ...NO_USAGE, tokensIn: 5 }, { ...NONE, budget_usd: 0.01 })).toBeNull()
  })
})
