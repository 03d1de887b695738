import { afterEach, describe, expect, it, vi } from 'vitest'
import { openLedger, UNLIMITED, type Ledger } from '../../src/agents/ledger.ts'
import { openMeter } from '../../src/agents/meter.ts'
import { systemClock } from '../../src/basics/clock.ts'
import { costOf } from '../../src/agents/price.ts'
import { troubleOf } from '../../src/agents/trouble.ts'
import { warningOf } from '../../src/agents/version.ts'
import { ask, bench, fixture } from './bench.ts'

describe('limits', () => {
  it('end an agent that uses too many tools', async () => {
    const { agents, alive } = bench({ mine: fixture('busy.mjs', { maxToolCalls: 5 }) })
    expect((await agents.ask(ask('mine'))).answer).toMatchObject({
      ok: false,
      error: { code: 'limit-reached', why: expect.stringContaining('6') as unknown },
    })
    expect(await alive()).toBe(0)
  })

  it.each([
    ['tokens', { ...UNLIMITED, tokens: 350 }, /400 tokens, and 350 were left of budget_tokens/],
    ['dollars', { ...UNLIMITED, usd: 0.02 }, /\$0\.03, and \$0\.02 were left of budget_usd/],
  ])('end an agent when the budget of %s is used up, which is counted', async (_name, left, why) => {
    const { agents, alive } = bench({ mine: fixture('busy.mjs') }, { left })
    const { answer, usage } = await agents.ask(ask('mine'))
    expect(answer).toMatchObject({ ok: false, error: { code: 'budget-reached' } })
    expect(answer.ok ? '' : answer.error.why).toMatch(why)
    expect(usage.tokensIn).toBeGreaterThanOrEqual(240)
    expect(await alive()).toBe(0)
  })

  it('end an agent when the minutes are used up', async () => {
    const { agents } = bench({ mine: fixture('hangs.mjs') }, { left: { ...UNLIMITED, ms: 700 } })
    expect((await agents.ask(ask('mine'))).answer).toMatchObject({
      ok: false,
      error: { code: 'budget-reached', why: expect.stringContaining('budget_minutes') as unknown },
    })
  })

  it('are not of dollars where a plan pays', async () => {
    const { agents } = bench({ mine: fixture('answers.mjs', { pays: 'plan' }) }, { left: { ...UNLIMITED, usd: 0 } })
    expect((await agents.ask(ask('mine'))).answer.ok).toBe(true)
  })

  it('are shared by the agents of a run', () => {
    const ledger = openLedger({ tokens: 100, usd: null, ms: null }, systemClock)
    ledger.note('a', { tokensIn: 40, tokensOut: 10, costUsd: null })
    ledger.note('a', { tokensIn: 50, tokensOut: 10, costUsd: null })
    expect(ledger.passed()).toBeNull()
    ledger.note('b', { tokensIn: 41, tokensOut: 0, costUsd: null })
    expect(ledger.passed()).toContain('101 tokens')
  })
})

describe('minutes that agents share', () => {
  afterEach(() => vi.useRealTimers())

  function work(ledger: Ledger, name: string, over: string[]): () => void {
    return ledger.work(() => over.push(name))
  }

  it('are used up twice as fast by two', () => {
    vi.useFakeTimers()
    const ledger = openLedger({ ...UNLIMITED, ms: 1000 }, systemClock)
    const over: string[] = []
    work(ledger, 'a', over)
    vi.advanceTimersByTime(400)
    work(ledger, 'b', over)
    vi.advanceTimersByTime(299)
    expect(over).toEqual([])
    vi.advanceTimersByTime(1)
    expect(over).toEqual(['a', 'b'])
  })

  it('are not used by one that has ended, and are counted from the first to the last', () => {
    vi.useFakeTimers()
    const ledger = openLedger({ ...UNLIMITED, ms: 1000 }, systemClock)
    const over: string[] = []
    const ended = [work(ledger, 'a', over), work(ledger, 'b', over)]
    vi.advanceTimersByTime(300)
    for (const end of ended) end()
    vi.advanceTimersByTime(5000)
    work(ledger, 'c', over)
    vi.advanceTimersByTime(399)
    expect(over).toEqual([])
    vi.advanceTimersByTime(1)
    expect(over).toEqual(['c'])
  })
})

describe('what is used', () => {
  it('by 100,000 messages is added up while they come', () => {
    const meter = openMeter()
    const began = performance.now()
    for (let at = 0; at < 100_000; at += 1) {
      meter.count({ type: 'spent', id: `m${String(at)}`, usage: { tokensIn: 1, tokensOut: 1, costUsd: null } })
      meter.count({ type: 'spent', id: `m${String(at)}`, usage: { tokensIn: 2, tokensOut: 1, costUsd: 0.5 } })
      if (meter.total().tokensIn !== 2 * (at + 1)) throw new Error(`Wrong at ${String(at)}`)
    }
    expect(meter.total()).toMatchObject({ tokensIn: 200_000, tokensOut: 100_000, costUsd: 50_000 })
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})

describe('a conversation that is taken up again', () => {
  const spent = (tokensIn: number, tokensOut: number, costUsd: number | null = null) => ({ tokensIn, tokensOut, costUsd })

  it('is counted by the difference', () => {
    const meter = openMeter(spent(100, 20, 0.5))
    meter.count({ type: 'spent-since-start', usage: spent(250, 50, 0.75) })
    expect(meter.total()).toMatchObject(spent(150, 30, 0.25))
    expect(meter.sinceStart()).toMatchObject(spent(250, 50, 0.75))
  })

  it('whose count begins anew is counted as it stands', () => {
    const meter = openMeter(spent(100, 20))
    meter.count({ type: 'spent-since-start', usage: spent(90, 30) })
    expect(meter.total()).toMatchObject(spent(90, 30))
  })
})

describe('a price', () => {
  it('is known by the exact name of a model, or by the config, or not at all', () => {
    const tokens = { tokensIn: 1_000_000, tokensOut: 100_000, costUsd: null, cached: 400_000 }
    expect(costOf(tokens, 'gpt-5.5', null)).toBeCloseTo(0.6 * 5 + 0.4 * 0.5 + 0.1 * 30)
    expect(costOf(tokens, 'gpt-5.5-turbo', null)).toBeNull()
    expect(costOf(tokens, null, null)).toBeNull()
    expect(costOf(tokens, 'gpt-5.5', { in: 1, out: 2, cached: null })).toBeCloseTo(1 + 0.2)
  })
})

describe('what an error tells of the service', () => {
  it.each([
    ['API Error: 401 Unauthorized', 'shut-out'],
    ['Not logged in · Please run /login', 'shut-out'],
    ['Please set an Auth method in your settings.json', 'shut-out'],
    ['Please wait and try again later. To increase your limits, switch to another /auth method', 'overloaded'],
    ['Its step ended with "unknown".', 'garbled'],
    ['API Error: 429 Too Many Requests', 'overloaded'],
    ['[API Error: scripted 429]\nPlease wait. To increase your limits, request a quota increase.', 'overloaded'],
    ['Selected model is at capacity', 'overloaded'],
    ['529 overloaded_error', 'overloaded'],
    ["You've hit your usage limit", 'used-up'],
    ['You exceeded your current quota', 'used-up'],
    ['Your credit balance is too low', 'used-up'],
    ['connect ECONNREFUSED 127.0.0.1:1', 'unreachable'],
    ['unexpected status 500 Internal Server Error', 'failing'],
    ['empty or malformed response', 'garbled'],
    ['Streaming request received a non-SSE response (HTTP 200)', 'garbled'],
    ['stream disconnected before completion: error sending request', 'cut'],
    ['[API Error: terminated]', 'cut'],
    ['Connection to the API was lost (ECONNRESET)', 'cut'],
    ['We’re currently experiencing high demand, which may cause temporary errors.', 'overloaded'],
    ['[API Error: Incomplete JSON segment at the end]', 'garbled'],
    ['the quotation is wrong', null],
    ['no model in the garage', null],
    ['at Module._compile (node:internal/modules/cjs/loader:529:14)', null],
    ['cannot parse src/shop.ts, line 401', null],
    ['shop.mjs:500 is no function', null],
    ['gave up after 512 ms', null],
    ['TypeError: fetch failed', 'unreachable'],
    ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'socks-proxy-agent' imported from /a/network.mjs", null],
    ["ModuleNotFoundError: No module named 'websocket'", null],
    ["TypeError: Cannot read properties of undefined (reading 'connection')", null],
  ])('%s: %s', (message, trouble) => {
    expect(troubleOf(message)).toBe(trouble)
  })
})

describe('a version', () => {
  const kind = { tried: '0.24.0', faults: [{ before: '0.16.0', consequence: 'It does not start.' }] }
  it('warns of what is known, or of what is to be feared', () => {
    expect(warningOf('qwen', '0.24.0', kind)).toBeNull()
    expect(warningOf('qwen', null, kind)).toBeNull()
    expect(warningOf('qwen', '0.15.10', kind)).toBe('It does not start. Update qwen.')
    expect(warningOf('qwen', '0.20.1', kind)).toMatch(/^Forge was tried with qwen 0\.24\.0 and newer; 0\.20\.1 .* Update qwen\.$/)
  })
})
