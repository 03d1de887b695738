import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AgentConfig } from '../../src/agents/config.ts'
import { gemini } from '../../src/agents/gemini.ts'
import { openEar } from '../../src/agents/hearing.ts'
import { UNLIMITED } from '../../src/agents/ledger.ts'
import { readOpencodeLine } from '../../src/agents/opencode.ts'
import type { Ask, Reply } from '../../src/agents/port.ts'
import { ask, bench, fixture, FIXTURES, type Bench, type Word } from './bench.ts'

const CLI = path.join(FIXTURES, 'vendor-cli.mjs')
const VENDORS = ['gemini', 'qwen', 'kimi', 'opencode'] as const
type Vendor = (typeof VENDORS)[number]

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'forge-vendor-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** With a login that nobody can tell anything of, so that nothing but the scene decides. */
function agent(vendor: Vendor, scene = 'answers', more: Partial<AgentConfig> = {}): AgentConfig {
  const login: Record<string, string> = {
    gemini: { GEMINI_API_KEY: 'key-of-gemini' },
    qwen: { OPENAI_API_KEY: 'key-of-qwen' },
    kimi: {},
    opencode: {},
  }[vendor]
  const env = { ...login, DIALECT: vendor, SCENE: scene, STATE: path.join(folder, 'state'), ...more.env }
  return fixture('', { kind: vendor, argv: [], path: CLI, ...more, env })
}

async function asked(
  vendor: Vendor,
  scene = 'answers',
  more: Partial<AgentConfig> = {},
  about: Partial<Ask<Word>> = {},
): Promise<Bench & Reply<Word>> {
  const on = bench({ a: agent(vendor, scene, more) })
  return { ...on, ...(await on.agents.ask(ask('a', { folder, ...about }))) }
}

function told(reply: Reply<Word>, key: string): unknown {
  return reply.answer.ok ? reply.answer.value.asked?.[key] : reply.answer.error
}

describe.each(VENDORS)('a run of %s', (vendor) => {
  it('answers, with its events', async () => {
    const reply = await asked(vendor)
    expect(reply.answer).toMatchObject({ ok: true, value: { word: 'go' } })
    expect(reply.events.map((event) => event.type)).toEqual(expect.arrayContaining(['start', 'tool', 'text', 'end']))
    expect(reply.events.find((event) => event.type === 'tool')).toMatchObject({ detail: 'a.ts' })
    expect(reply.by).toBeUndefined()
    expect(await reply.alive()).toBe(0)
  })

  it('gets a bad answer back in the same conversation, which is counted once', async () => {
    const once = await asked(vendor, 'answers', { env: { STATE: '' } })
    const twice = await asked(vendor, 'first-bad', {}, { prompt: 'The whole question.' })
    expect(told(twice, 'resumed')).toBe('c-1')
    expect(JSON.stringify([told(twice, 'prompt'), told(twice, 'args')])).toMatch(/could not be used[\s\S]*word: is missing/)
    expect(JSON.stringify([told(twice, 'prompt'), told(twice, 'args')])).not.toContain('The whole question.')
    expect(twice.usage.tokensIn).toBe(once.usage.tokensIn * 2)
    expect(twice.usage.tokensOut).toBe(once.usage.tokensOut * 2)
  })

  it('is asked anew where the conversation is lost', async () => {
    const reply = await asked(vendor, 'forgets', {}, { prompt: 'The whole question.' })
    expect(told(reply, 'times')).toBe(3)
    expect(JSON.stringify(reply.answer)).toContain('The whole question.')
    expect(reply.log.join('\n')).toContain('asked anew')
  })

  it('that is shut out says so, and nothing shows its key', async () => {
    const env = { OTHER: '${SECRET}' }
    const on = bench({ a: agent(vendor, 'shut-out', { env }) }, { env: { SECRET: 'canary-0123456789' } })
    const reply = await on.agents.ask(ask('a', { folder }))
    expect(reply.answer).toMatchObject({ ok: false, error: { code: 'agent-not-logged-in', what: 'The service of a does not let it in.' } })
    expect(JSON.stringify([reply, on.events, on.log])).toContain('•••')
    expect(JSON.stringify([reply, on.events, on.log])).not.toContain('canary')
  })

  it('waits where its service is overloaded, and says so where it stays so', async () => {
    const on = bench({ a: agent(vendor, 'overloaded-once') }, { waitsMs: [1, 1] })
    expect(await on.agents.ask(ask('a', { folder }))).toMatchObject({ answer: { ok: true } })
    expect(on.events).toContainEqual({ type: 'retry', reason: expect.stringContaining('overloaded') as unknown })
    const never = bench({ a: agent(vendor, 'overloaded') }, { waitsMs: [1, 1] })
    expect((await never.agents.ask(ask('a', { folder }))).answer).toMatchObject({
      ok: false,
      error: { what: 'The service of a is overloaded.' },
    })
  })

  it('tells its version, and what is to be feared of an old one', async () => {
    const checked = await bench({ a: agent(vendor) }).agents.check(['a'])
    expect(checked).toMatchObject({ ok: true, value: [{ problem: null }] })
    expect(checked.ok && checked.value[0]?.warning).toBeUndefined()
    const old = await bench({ a: agent(vendor, 'answers', { env: { VERSION: '0.1.0' } }) }).agents.check(['a'])
    expect(old).toMatchObject({ ok: true, value: [{ version: '0.1.0', warning: expect.stringContaining('Update') as unknown }] })
  })

  it('stops before anything is paid where it is not logged in', async () => {
    const env = { HOME: folder, XDG_CONFIG_HOME: folder }
    const bare = { ...agent(vendor, 'logged-out'), env: { DIALECT: vendor, SCENE: 'logged-out' } }
    expect(await bench({ a: bare }, { env }).agents.check(['a'])).toMatchObject({ ok: false, error: { code: 'agent-not-logged-in' } })
  })
})

describe('a check of the agents', () => {
  it('ends when the run is stopped, with the program that it asked', async () => {
    const on = bench({ a: agent('gemini', 'mute') })
    const checked = on.agents.check(['a'])
    const pid = await vi.waitFor(async () => Number((await readFile(path.join(folder, 'state'), 'utf8')) || expect.fail()), 12_000)
    const stopped = performance.now()
    on.stop.abort()
    expect(await checked).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    // Before the 20 s are over that a program has to tell its version.
    expect(performance.now() - stopped).toBeLessThan(6_000)
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})

describe('what it costs', () => {
  it('is what the CLI says, else what the table or the config says, else nobody knows', async () => {
    expect((await asked('opencode')).usage.costUsd).toBe(0.5)
    expect((await asked('gemini')).usage.costUsd).toBeCloseTo((500 * 0.3 + 500 * 0.03 + 100 * 2.5) / 1e6, 9)
    expect((await asked('gemini', 'answers', { model: 'some-other' })).usage.costUsd).toBeNull()
    const price = { in: 10, out: 20, cached: null }
    expect((await asked('qwen', 'answers', { price })).usage.costUsd).toBeCloseTo((1000 * 10 + 100 * 20) / 1e6, 9)
    expect((await asked('qwen')).usage.costUsd).toBeNull()
    expect((await asked('opencode', 'answers', { pays: 'plan' })).usage.costUsd).toBeNull()
  })
})

describe('gemini, which tells what it used only at its end', () => {
  it('is not asked again when the budget is used up', async () => {
    const on = bench({ a: agent('gemini') }, { left: { ...UNLIMITED, tokens: 100 } })
    const contract = { ...ask('a').contract, decode: () => ({ ok: false, error: 'word: is wrong' }) as const }
    expect((await on.agents.ask(ask('a', { folder, contract }))).answer).toMatchObject({ ok: false, error: { code: 'budget-reached' } })
    expect(on.log.filter((line) => line.includes('does not fit'))).toHaveLength(1)
  })

  it('answers with what it says after its last tool', () => {
    const ear = openEar(gemini, { mask: (text) => text, log: () => undefined, said: () => undefined })
    const text = (content: string): string => `${JSON.stringify({ type: 'message', role: 'assistant', content, delta: true })}\n`
    ear.stdout(text('{"word": "early"}'))
    ear.stdout(`${JSON.stringify({ type: 'tool_use', tool_name: 'read_file', parameters: {} })}\n`)
    ear.stdout(text('{"word": ') + text('"late"}'))
    ear.stdout(`${JSON.stringify({ type: 'result', status: 'success' })}\n`)
    expect(ear.heard).toMatchObject({ done: true, answer: { word: 'late' } })
  })
})

describe('what is handed on where a plan pays', () => {
  it('is no key of the vendor', async () => {
    const { env: _env, ...bare } = agent('gemini', 'answers', { pays: 'plan' })
    const on = bench({ a: { ...bare, env: { DIALECT: 'gemini' } } }, { env: { GEMINI_API_KEY: 'k-12345678' } })
    expect(told(await on.agents.ask(ask('a', { folder })), 'keys')).toEqual([])
  })
})

describe('qwen, which refuses an answer that does not fit', () => {
  it('is not left to ask its model again without end', async () => {
    const { answer, alive } = await asked('qwen', 'insists')
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'agent-bad-answer', why: expect.stringContaining('word: is missing') as unknown },
    })
    expect(await alive()).toBe(0)
  })

  it('says what it was at when its time was up, and that the question was too long', async () => {
    const on = bench({ a: agent('qwen', 'hangs') }, { timeoutMs: 5_000 })
    expect((await on.agents.ask(ask('a', { folder }))).answer).toMatchObject({
      error: { code: 'agent-timed-out', why: expect.stringContaining('Its last tool was read_file a.ts.') as unknown },
    })
    expect((await asked('qwen', 'too-long')).answer).toMatchObject({
      error: { what: 'The question is too long for the agent a.', why: expect.stringContaining('177000') as unknown },
    })
  })
})

describe('opencode', () => {
  it('shows no key that its settings name, whatever that is called', async () => {
    await mkdir(path.join(folder, 'opencode'))
    await writeFile(path.join(folder, 'opencode/opencode.json'), '{"apiKey":"{env:OTHER}"}')
    const on = bench({ a: agent('opencode', 'shut-out') }, { env: { XDG_CONFIG_HOME: folder, OTHER: 'odd-one-12345678' } })
    const { answer } = await on.agents.ask(ask('a', { folder }))
    expect(answer).toMatchObject({ ok: false, error: { why: expect.stringContaining('key •••') as unknown } })
    expect(JSON.stringify([on.log, on.events, answer])).not.toContain('odd-one')
  })

  it('tells the status of its service, whatever the words are', () => {
    const error = { name: 'APIError', data: { message: 'No luck', statusCode: 429 } }
    expect(readOpencodeLine({ type: 'error', error })).toEqual([{ type: 'error', message: 'No luck (429)', final: true }])
  })

  it('that goes round in circles is stopped', async () => {
    const { answer, alive } = await asked('opencode', 'loops')
    expect(answer).toMatchObject({
      ok: false,
      error: {
        what: 'The service of a answers with something that is no answer.',
        why: expect.stringContaining('13 times') as unknown,
      },
    })
    expect(await alive()).toBe(0)
  })
})
