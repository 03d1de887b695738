import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { NO_USAGE } from '../../src/agents/port.ts'
import { ask, bench, fixture } from './bench.ts'

describe('a command agent', () => {
  it('is given one JSON object, and its events, usage and answer come back', async () => {
    const { agents, events } = bench({ mine: fixture('answers.mjs') })
    const reply = await agents.ask(ask('mine', { attempt: 2 }))
    expect(reply.answer.ok && reply.answer.value.asked).toMatchObject({
      protocol: 1,
      role: 'juror',
      focus: 'cost',
      access: 'read',
      prompt: 'Is it worth it?',
      try: 1,
      feature: 'billing',
      attempt: 2,
      schema: { type: 'object' },
    })
    expect(reply.answer.ok && reply.answer.value.word).toBe('yes')
    expect(reply.usage).toMatchObject({ tokensIn: 110, tokensOut: 22, costUsd: 0.51 })
    expect(reply.usage.durationS).toBeGreaterThan(0)
    expect(events.map((event) => event.type)).toEqual(['start', 'text', 'tool', 'usage', 'usage', 'end'])
    expect(events.at(-1)).toMatchObject({ outcome: 'answered', usage: { tokensIn: 110 } })
  })

  it('works in the folder of the question, with an allow-listed environment', async () => {
    const { agents } = bench(
      { mine: fixture('answers.mjs', { env: { TIER: 'cheap-${ZONE}' } }) },
      { env: { ZONE: 'eu', CLAUDECODE: '1', GITHUB_TOKEN: 'secret-secret', LC_ALL: 'C' } },
    )
    const reply = await agents.ask(ask('mine', { folder: '/' }))
    expect(reply.answer.ok && reply.answer.value.cwd).toBe('/')
    const env = reply.answer.ok ? reply.answer.value.env : undefined
    expect(env).toMatchObject({ TIER: 'cheap-eu', LC_ALL: 'C' })
    expect(Object.keys(env ?? {}).sort()).toEqual(['FORGE_RUN_MARK', 'HOME', 'LC_ALL', 'PATH', 'TIER'])
  })

  it('is not counted in dollars where a plan pays', async () => {
    const { agents } = bench({ mine: fixture('answers.mjs', { pays: 'plan' }) })
    expect((await agents.ask(ask('mine'))).usage).toMatchObject({ tokensIn: 110, costUsd: null })
  })

  it.each([
    ['crashes.mjs', 'agent-failed', /code 3.*no model in the garage/],
    ['throws.mjs', 'agent-failed', /code 1.*The last it said: TypeError: the spec is no text\.$/],
    ['garbage.mjs', 'agent-failed', /code 0 and gave no result/],
    ['silent.mjs', 'agent-failed', /code 0 and gave no result/],
    ['fails-after-result.mjs', 'agent-failed', /code 5, so its result does not count.*could not save/],
    ['says-error.mjs', 'agent-failed', /the quota is used up/],
  ])('%s fails and says why', async (name, code, why) => {
    const { agents, events, alive } = bench({ mine: fixture(name) })
    const { answer } = await agents.ask(ask('mine'))
    expect(answer).toMatchObject({ ok: false, error: { code } })
    expect(answer.ok ? '' : answer.error.why).toMatch(why)
    expect(events.filter((event) => event.type === 'end')).toMatchObject([{ outcome: 'failed' }])
    expect(await alive()).toBe(0)
  })

  it('keeps what is not JSON in the log', async () => {
    const { agents, log } = bench({ mine: fixture('garbage.mjs') })
    await agents.ask(ask('mine'))
    expect(log).toContain('mine:cost out Welcome!')
    expect(log).toContain('mine:cost out {"type":')
  })

  it.each([
    ['lingers.mjs', 'lingered'],
    ['leaves-a-child.mjs', 'orphan'],
    ['noisy.mjs', '漢字'],
    ['recovers.mjs', 'recovered'],
  ])('%s is a success, and nothing of it stays', async (name, word) => {
    const { agents, alive } = bench({ mine: fixture(name) })
    const { answer } = await agents.ask(ask('mine'))
    expect(answer).toMatchObject({ ok: true, value: { word } })
    expect(await alive()).toBe(0)
  })

  it('may write colours and split characters', async () => {
    const { agents, events } = bench({ mine: fixture('noisy.mjs') })
    await agents.ask(ask('mine'))
    expect(events).toContainEqual({ type: 'text', text: 'günstig 😀' })
  })

  it('may flood its output: memory and log stay bounded', async () => {
    const { agents, log } = bench({ mine: fixture('floods.mjs') })
    const before = process.memoryUsage().rss
    const { answer } = await agents.ask(ask('mine'))
    expect(answer).toMatchObject({ ok: true, value: { word: 'dry' } })
    expect(log.join('').length).toBeLessThan(2_100_000)
    expect(log.at(-1)).toContain('left out of the log')
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024)
  })

  it('may answer in a line of 10 MB', async () => {
    const { agents } = bench({ mine: fixture('long-line.mjs') })
    const { answer } = await agents.ask(ask('mine'))
    expect(answer.ok && answer.value.word.length).toBe(10 * 1024 * 1024)
  })

  it('may tell 100,000 events', async () => {
    const { agents, events } = bench({ mine: fixture('chatters.mjs') })
    const { answer } = await agents.ask(ask('mine'))
    expect(answer).toMatchObject({ ok: true, value: { word: 'enough' } })
    expect(events.filter((event) => event.type === 'text')).toHaveLength(100_000)
    expect(events[50_001]).toEqual({ type: 'text', text: '50000' })
  })

  it('that hangs is ended with its children when its time is up', async () => {
    const { agents, events, alive } = bench({ mine: fixture('hangs.mjs') }, { timeoutMs: 4_000 })
    const { answer } = await agents.ask(ask('mine'))
    expect(answer).toMatchObject({ ok: false, error: { code: 'agent-timed-out' } })
    expect(events.filter((event) => event.type === 'text')).toHaveLength(2)
    expect(await alive()).toBe(0)
  })

  it('that answers in a line without an end is given no grace once it is gone', async () => {
    const { agents } = bench({ mine: fixture('answers-unended.mjs') })
    const delays: (number | undefined)[] = []
    const real = setTimeout
    vi.stubGlobal('setTimeout', (then: () => void, ms?: number) => {
      delays.push(ms)
      return real(then, ms)
    })
    onTestFinished(() => void vi.unstubAllGlobals())
    expect((await agents.ask(ask('mine'))).answer).toMatchObject({ ok: true, value: { word: 'unended' } })
    expect(delays).toContain(60_000)
    expect(delays).not.toContain(2_000)
  })

  it('that tells of an error and then hangs is quoted when its time is up', async () => {
    const { agents } = bench({ mine: fixture('says-error.mjs', {}, 'and-hangs') }, { timeoutMs: 6_000 })
    const { answer } = await agents.ask(ask('mine'))
    expect(answer).toMatchObject({ ok: false, error: { code: 'agent-timed-out' } })
    expect(answer.ok ? '' : answer.error.why).toContain('The last it said: the quota is used up')
  })

  it('is ended with its children when the person stops the run', async () => {
    const { agents, events, stop, alive } = bench({ mine: fixture('hangs.mjs') })
    const asked = agents.ask(ask('mine'))
    while (events.filter((event) => event.type === 'text').length < 2) await new Promise(setImmediate)
    expect(await alive()).toBe(2)
    stop.abort()
    const { answer } = await asked
    expect(answer).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(events.at(-1)).toMatchObject({ type: 'end', outcome: 'cancelled' })
    expect(await alive()).toBe(0)
  })

  it('is not started when the run is stopped already', async () => {
    const { agents, stop } = bench({ mine: fixture('answers.mjs') })
    stop.abort()
    expect(await agents.ask(ask('mine'))).toMatchObject({
      usage: { tokensIn: 0, costUsd: null },
      answer: { ok: false, error: { code: 'cancelled' } },
    })
  })

  it('keeps an answer that came before the stop', async () => {
    const { agents, log, stop } = bench({ mine: fixture('lingers.mjs') })
    const asked = agents.ask(ask('mine'))
    while (log.length === 0) await new Promise(setImmediate)
    stop.abort()
    expect((await asked).answer).toMatchObject({ ok: true, value: { word: 'lingered' } })
  })

  it('cannot put its secrets into the log, the events or the error', async () => {
    const { agents, events, log } = bench(
      { mine: fixture('leaks.mjs', { env: { MY_API_KEY: 'sk-${ACCOUNT}-0123456789' } }) },
      { env: { ACCOUNT: 'me' } },
    )
    const { answer } = await agents.ask(ask('mine'))
    const everything = JSON.stringify([answer, events, log])
    expect(everything).toContain('401 for •••')
    expect(everything).not.toContain('0123456789')
  })

  it('in a folder that is not there fails and says so', async () => {
    const { agents } = bench({ mine: fixture('answers.mjs') })
    const { answer } = await agents.ask(ask('mine', { folder: '/no/such/folder' }))
    expect(answer).toMatchObject({ ok: false, error: { code: 'agent-failed', why: 'The folder /no/such/folder is not there.' } })
  })
})

describe('a bad answer', () => {
  it('goes back with its faults, and the number of the try is counted', async () => {
    const { agents, events } = bench({ mine: fixture('learns.mjs', {}, '2') })
    const { answer, usage } = await agents.ask(ask('mine'))
    expect(answer).toMatchObject({ ok: true, value: { word: 'try 2' } })
    const prompt = answer.ok ? String(answer.value.asked?.['prompt']) : ''
    expect(prompt).toContain('Is it worth it?')
    expect(prompt).toContain('word: Expected string but received 7')
    expect(prompt).toContain('"word":7')
    expect(usage).toMatchObject({ tokensIn: 20, tokensOut: 2, costUsd: 0.5 })
    expect(events.map((event) => event.type)).toEqual(['start', 'usage', 'retry', 'usage', 'end'])
  })

  it('tells a builder to leave the files alone', async () => {
    const { agents } = bench({ mine: fixture('learns.mjs', {}, '2') })
    const { answer } = await agents.ask(ask('mine', { role: 'builder', access: 'edit' }))
    expect(answer.ok && String(answer.value.asked?.['prompt'])).toContain('do not do the work again')
  })

  it('three times is a failure, and all three were paid', async () => {
    const { agents, events } = bench({ mine: fixture('learns.mjs') })
    const { answer, usage } = await agents.ask(ask('mine'))
    expect(answer).toMatchObject({ ok: false, error: { code: 'agent-bad-answer' } })
    expect(answer.ok ? '' : answer.error.why).toContain('word: Expected string but received 7')
    expect(usage).toMatchObject({ tokensIn: 30, costUsd: 0.75 })
    expect(events.filter((event) => event.type === 'retry')).toHaveLength(2)
  })
})

describe('who cannot be asked', () => {
  it('is an unknown agent, an unknown kind, a person, or one without a variable', async () => {
    const { agents } = bench({
      me: fixture('', { kind: 'person', argv: [] }),
      odd: fixture('', { kind: 'oracle' }),
      poor: fixture('answers.mjs', { env: { KEY: '${NOWHERE}' } }),
    })
    const replies = await Promise.all(['nobody', 'odd', 'me', 'poor'].map((name) => agents.ask(ask(name))))
    expect(replies.map(({ answer }) => (answer.ok ? '' : answer.error.code))).toEqual([
      'agent-unknown',
      'agent-unknown',
      'waits-for-person',
      'bad-config',
    ])
    expect(replies.map(({ usage }) => usage)).toEqual(replies.map(() => NO_USAGE))
  })
})
