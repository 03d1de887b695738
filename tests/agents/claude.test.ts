import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { claude, readClaudeLine } from '../../src/agents/claude.ts'
import type { Task } from '../../src/agents/kind.ts'
import { ask, bench, fixture, FIXTURES } from './bench.ts'

const CLI = path.join(FIXTURES, 'claude-cli.mjs')
const agent = (scene: string, more = {}): ReturnType<typeof fixture> =>
  fixture('', { kind: 'claude', argv: [], path: CLI, env: { ANTHROPIC_FIXTURE_SCENE: scene }, ...more })
const task: Task = {
  role: 'builder',
  focus: null,
  prompt: 'Build it.',
  access: 'read',
  schema: { type: 'object' },
  resume: null,
  try: 1,
  feature: 'f',
  attempt: 1,
  allowedCommands: [],
}

function argumentsOf(more: Partial<Task>, model: string | null = null): readonly string[] {
  return claude.launch({ ...task, ...more }, { ...agent('answers'), model }, '/scratch').args
}

function after(args: readonly string[], flag: string): string | undefined {
  return args[args.indexOf(flag) + 1]
}

describe('how Claude Code is started', () => {
  it('reads with three tools and nobody to ask', () => {
    const args = argumentsOf({})
    expect(args.slice(0, 4)).toEqual(['-p', '--output-format', 'stream-json', '--verbose'])
    expect(after(args, '--tools')).toBe('Read,Grep,Glob')
    expect(after(args, '--permission-mode')).toBe('dontAsk')
    expect(after(args, '--setting-sources')).toBe('')
    expect(after(args, '--json-schema')).toBe('{"type":"object"}')
    expect(args).toContain('--strict-mcp-config')
    expect(args).not.toContain('--model')
    expect(after(argumentsOf({}, 'some-model'), '--model')).toBe('some-model')
  })

  it('edits with exactly the trusted commands; one that would be a pattern is left out', () => {
    const args = argumentsOf({ access: 'edit', allowedCommands: ['npm test', 'eslint src/**', 'make (all)', 'a\nb'] })
    expect(after(args, '--permission-mode')).toBe('acceptEdits')
    expect(after(args, '--settings')).toBe('{"permissions":{"allow":["Bash(npm test)"]}}')
    expect(after(args, '--tools')).toContain('Edit,Write')
  })

  it('is never given a prompt that begins like one of its own commands', () => {
    const stdin = (prompt: string): string => claude.launch({ ...task, prompt }, agent('answers'), '').stdin
    expect(stdin('Build it.')).toBe('Build it.')
    expect(stdin(' /compact the code')).toMatch(/^Read this.*\n\n \/compact the code$/)
  })
})

describe('what Claude Code says', () => {
  it('counts sub-agents and cache, and this process alone', () => {
    const perModel = { inputTokens: 10, outputTokens: 2, cacheReadInputTokens: 5, cacheCreationInputTokens: 1, costUSD: 0.25 }
    const line = {
      type: 'result',
      subtype: 'success',
      is_error: false,
      total_cost_usd: 9,
      usage: { input_tokens: 10, output_tokens: 2 },
      modelUsage: { a: { ...perModel, costUSD: 9 } },
      structured_output: { word: 'go' },
    }
    expect(readClaudeLine({ ...line, model_usage_since_last_result: { a: perModel, b: perModel } })).toEqual([
      { type: 'spent-in-all', usage: { tokensIn: 32, tokensOut: 4, costUsd: 0.5, cached: 10 } },
      { type: 'draft', answer: { word: 'go' } },
      { type: 'done' },
    ])
    expect(readClaudeLine(line)[0]).toMatchObject({ usage: { tokensIn: 16, costUsd: 9 } })
    expect(readClaudeLine({ ...line, modelUsage: {} })[0]).toMatchObject({ usage: { tokensIn: 10, tokensOut: 2, costUsd: 9 } })
  })

  it('is_error decides, whatever the subtype', () => {
    const line = { type: 'result', subtype: 'success', is_error: true, result: 'API Error: 500', structured_output: { word: 'go' } }
    expect(readClaudeLine(line)[1]).toEqual({ type: 'error', message: 'API Error: 500', final: true })
    expect(readClaudeLine({ type: 'result', subtype: 'error_max_turns', is_error: true })[1]).toMatchObject({ message: 'error_max_turns' })
  })

  it('an answer that it refused again and again is one for Forge to judge', () => {
    const line = { type: 'result', subtype: 'error_max_structured_output_retries', is_error: true, errors: ['Failed'] }
    expect(readClaudeLine(line).map(({ type }) => type)).toEqual(['spent-in-all', 'done'])
  })

  it('tells texts, tools and retries; the tool that takes the answer is none', () => {
    const content = [
      { type: 'thinking', thinking: 'hm', signature: 'x' },
      { type: 'text', text: 'Writing.' },
      { type: 'tool_use', id: 't', name: 'Bash', input: { command: 'npm test', description: 'd' } },
      { type: 'tool_use', id: 'u', name: 'StructuredOutput', input: { word: 'go' } },
    ]
    expect(readClaudeLine({ type: 'assistant', message: { id: 'm', content } })).toEqual([
      { type: 'thinking', text: 'hm' },
      { type: 'text', text: 'Writing.' },
      { type: 'tool', name: 'Bash', detail: 'npm test' },
      { type: 'offer', answer: { word: 'go' } },
    ])
    expect(readClaudeLine({ type: 'system', subtype: 'api_retry', attempt: 1, error_status: 529, error: 'overloaded' })).toEqual([
      { type: 'retry', reason: 'The service failed (overloaded, 529); retry 1.' },
    ])
    expect(readClaudeLine({ type: 'system', subtype: 'init', tools: [] })).toEqual([])
    expect(readClaudeLine({ type: 'user', message: { content: 'x' } })).toEqual([])
  })
})

describe('a run of Claude Code', () => {
  it('answers, with its usage, events and arguments', async () => {
    const { agents, events } = bench({ a: agent('answers') })
    const { answer, usage } = await agents.ask(ask('a', { prompt: 'Judge.' }))
    expect(answer).toMatchObject({ ok: true, value: { word: 'go', asked: { prompt: 'Judge.' } } })
    expect(usage).toMatchObject({ tokensIn: 145, tokensOut: 60, costUsd: 0.002 })
    expect(events.map((event) => event.type)).toEqual(['start', 'text', 'usage', 'tool', 'usage', 'usage', 'end'])
    expect(events[2]).toMatchObject({ usage: { tokensIn: 145, tokensOut: 1 } })
  })

  it('has the quiet switches, over which the person has the last word', async () => {
    const env = { ANTHROPIC_FIXTURE_SCENE: 'answers', CLAUDE_CODE_MAX_RETRIES: '1' }
    const { answer } = await bench({ a: agent('', { env }) }).agents.ask(ask('a'))
    expect(answer.ok && answer.value.asked).toMatchObject({ retries: '1', telemetry: '1' })
  })

  it('is no success without the structured answer, though it says so and exits with 0', async () => {
    const { answer, usage } = await bench({ a: agent('no-structure') }).agents.ask(ask('a'))
    expect(answer).toMatchObject({ ok: false, error: { code: 'agent-bad-answer' } })
    expect(usage.tokensOut).toBe(180)
  })

  it('fails with what the service said', async () => {
    const { answer } = await bench({ a: agent('api-error') }).agents.ask(ask('a'))
    expect(answer).toMatchObject({ ok: false, error: { code: 'agent-not-logged-in', why: 'It says: Not logged in · Please run /login.' } })
  })

  it('counts although its clean-up failed', async () => {
    expect((await bench({ a: agent('dirty-exit') }).agents.ask(ask('a'))).answer.ok).toBe(true)
  })

  it('that ends without a result is a failure', async () => {
    expect((await bench({ a: agent('nothing') }).agents.ask(ask('a'))).answer).toMatchObject({ ok: false, error: { code: 'agent-failed' } })
  })
})

describe('looking Claude Code up', () => {
  it('tells version and login', async () => {
    const checked = await bench({ a: agent('answers') }).agents.check(['a', 'a'])
    expect(checked).toMatchObject({
      ok: true,
      value: [{ name: 'a', path: CLI, version: '2.1.329', loggedIn: true, problem: null, family: 'anthropic', rehearsal: false }],
    })
    expect(checked.ok && checked.value).toHaveLength(1)
  })

  it('stops before anything is paid where it is not logged in or does not run', async () => {
    expect(await bench({ a: agent('logged-out') }).agents.check(['a'])).toMatchObject({ ok: false, error: { code: 'agent-not-logged-in' } })
    expect(await bench({ a: agent('broken') }).agents.check(['a'])).toMatchObject({ ok: false, error: { code: 'agent-missing' } })
  })

  it('does not ask one about its login that is too old to know the question', async () => {
    const old = agent('', { env: { ANTHROPIC_FIXTURE_SCENE: 'logged-out', ANTHROPIC_FIXTURE_VERSION: '2.1.96' } })
    expect(await bench({ a: old }).agents.check(['a'])).toMatchObject({ ok: true, value: [{ version: '2.1.96', loggedIn: null }] })
  })

  it('behind another address is a family of its own', () => {
    expect(claude.family(agent('answers', { env: { ANTHROPIC_BASE_URL: 'http://x' } }))).toBeNull()
  })
})
