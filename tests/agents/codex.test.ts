import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { codex, readCodexLine } from '../../src/agents/codex.ts'
import type { Probed, Task } from '../../src/agents/kind.ts'
import { ask, bench, fixture, FIXTURES } from './bench.ts'

const CLI = path.join(FIXTURES, 'codex-cli.mjs')
const agent = (more = {}): ReturnType<typeof fixture> => fixture('', { kind: 'codex', argv: [], path: CLI, ...more })
const task: Task = {
  role: 'juror',
  focus: 'cost',
  prompt: 'Judge.',
  access: 'read',
  schema: { type: 'object', properties: { a: { type: 'string' } }, required: [] },
  resume: null,
  try: 1,
  feature: 'f',
  attempt: 1,
  allowedCommands: [],
}

describe('how Codex is started', () => {
  it('has its access, its strict schema as a file, and the prompt on stdin', () => {
    const launch = codex.launch(task, agent({ model: 'm' }), '/scratch')
    const args = launch.args.join(' ')
    expect(args).toContain('exec --json --skip-git-repo-check')
    expect(args).toContain('-s read-only')
    expect(args).toContain('-c approval_policy="never" -c web_search="disabled"')
    expect(args).toContain('exclude_slash_tmp=true')
    expect(args).toContain('shell_environment_policy.ignore_default_excludes=false')
    expect(args).toContain('--disable plugins')
    expect(args).toMatch(/--output-schema \/scratch\/answer\.schema\.json -m m -$/)
    expect(launch.stdin).toContain('Judge.')
    expect(codex.launch({ ...task, access: 'edit' }, agent(), '').args).toContain('workspace-write')
    expect(JSON.parse(codex.files(task)['answer.schema.json'] ?? '')).toMatchObject({ required: ['a'], additionalProperties: false })
  })
})

describe('what Codex says', () => {
  it.each([
    [{ type: 'turn.failed', error: { message: 'gone' } }, [{ type: 'error', message: 'gone', final: true }]],
    [{ type: 'error', message: 'Reconnecting... 1/5' }, [{ type: 'retry', reason: 'Reconnecting... 1/5' }]],
    [{ type: 'turn.completed' }, [{ type: 'done' }]],
    [
      { type: 'item.started', item: { type: 'file_change', changes: [{ path: 'a', kind: 'add' }] } },
      [{ type: 'tool', name: 'write', detail: 'a' }],
    ],
    [{ type: 'item.completed', item: { type: 'file_change', changes: [{ path: 'a', kind: 'add' }] } }, []],
    [{ type: 'item.completed', item: { type: 'error', message: 'Model metadata not found' } }, []],
    [{ type: 'thread.started', thread_id: 't' }, [{ type: 'conversation', id: 't' }]],
  ])('%j', (line, said) => {
    expect(readCodexLine(line)).toEqual(said)
  })
})

describe('a run of Codex', () => {
  it('takes the last message as the answer, with nulls for what is absent', async () => {
    const { agents, events } = bench({ a: agent({ pays: 'plan' }) })
    const { answer, usage } = await agents.ask(ask('a', { prompt: 'Judge.' }))
    expect(answer.ok && answer.value).toMatchObject({ word: 'go' })
    expect(answer.ok && 'env' in answer.value).toBe(false)
    expect(usage).toMatchObject({ tokensIn: 300, tokensOut: 60, costUsd: null })
    expect(events.map((event) => event.type)).toEqual(['start', 'retry', 'thinking', 'tool', 'text', 'text', 'usage', 'end'])
  })

  it('leaves nothing of its schema behind', async () => {
    const { answer } = await bench({ a: agent() }).agents.ask(ask('a'))
    const args = answer.ok && Array.isArray(answer.value.asked?.['args']) ? answer.value.asked['args'].map(String) : []
    const file = args[args.indexOf('--output-schema') + 1] ?? ''
    expect(path.isAbsolute(file)).toBe(true)
    expect(existsSync(path.dirname(file))).toBe(false)
  })

  it('is not begun with more than it takes', async () => {
    const { answer, usage } = await bench({ a: agent() }).agents.ask(ask('a', { prompt: 'x'.repeat(1_000_001) }))
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'agent-failed', why: 'It is 1000001 characters long; this agent takes 1000000.' },
    })
    expect(usage.tokensIn).toBe(0)
  })

  it('fails with the reason of the failed turn', async () => {
    const { answer } = await bench({ a: agent({ env: { OPENAI_FIXTURE_SCENE: 'fails' } }) }).agents.ask(ask('a'))
    expect(answer).toMatchObject({ ok: false, error: { code: 'agent-not-logged-in', why: 'It says: unexpected status 401 Unauthorized.' } })
  })
})

describe('looking Codex up', () => {
  const probe = (more: Partial<Probed>): boolean | null | undefined =>
    codex.loginProbe?.loggedIn({ code: 1, stdout: '', stderr: 'Not logged in\n', settings: '', env: {}, config: agent(), ...more })

  it('knows the stored login, and leaves open what a key or another provider makes of it', () => {
    expect(probe({ code: 0, stderr: 'Logged in using ChatGPT' })).toBe(true)
    expect(probe({})).toBe(false)
    expect(probe({ env: { CODEX_API_KEY: 'x' } })).toBeNull()
    expect(probe({ settings: 'model = "x"\nmodel_provider = "mine"\n' })).toBeNull()
    expect(probe({ config: agent({ argv: ['--oss'] }) })).toBeNull()
    expect(probe({ stderr: 'unexpected argument' })).toBeNull()
  })

  it('reads its settings where CODEX_HOME says', () => {
    expect(codex.ownSettings?.file({ HOME: '/h' })).toBe('/h/.codex/config.toml')
    expect(codex.ownSettings?.file({ HOME: '/h', CODEX_HOME: '/c' })).toBe('/c/config.toml')
  })

  it('hands on the key that its settings name', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'forge-codex-'))
    await writeFile(path.join(home, 'config.toml'), 'model_provider = "mine"\n[model_providers.mine]\nenv_key = "SHOP_KEY"\n')
    const { agents } = bench({ a: agent() }, { env: { CODEX_HOME: home, SHOP_KEY: 'k-12345678', OTHER_KEY: 'k-87654321' } })
    const checked = await agents.check(['a'])
    const { answer } = await agents.ask(ask('a'))
    await rm(home, { recursive: true })
    expect(checked).toMatchObject({ ok: true, value: [{ loggedIn: null }] })
    expect(answer.ok && answer.value.asked?.['keys']).toEqual(['SHOP_KEY'])
  })

  it('stops before anything is paid where it is not logged in', async () => {
    const checked = await bench({ a: agent() }, { env: { HOME: FIXTURES } }).agents.check(['a'])
    expect(checked).toMatchObject({ ok: false, error: { code: 'agent-not-logged-in' } })
  })
})
