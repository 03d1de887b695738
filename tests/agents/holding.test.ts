import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { AgentConfig } from '../../src/agents/config.ts'
import { kindOf } from '../../src/agents/kinds.ts'
import { isExact, shellPattern } from '../../src/agents/trusted-command.ts'
import { ask, bench, fixture, FIXTURES } from './bench.ts'

const vendor = (kind: string, more: Partial<AgentConfig> = {}): AgentConfig =>
  fixture('', { kind, argv: [], path: path.join(FIXTURES, 'vendor-cli.mjs'), env: { DIALECT: kind }, ...more })

async function repo(inside: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'forge-holding-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(path.join(folder, inside), { recursive: true })
  return folder
}

describe('an agent that nothing holds to its folder', () => {
  it('is refused before anything is paid, unless this device allows it', async () => {
    const { agents } = bench({ a: vendor('kimi'), b: vendor('kimi', { unconfined: true }) })
    expect(await agents.check(['a'])).toMatchObject({ ok: true, value: [{ unconfined: false }] })
    expect(await agents.check(['a'], ['a'])).toMatchObject({ ok: false, error: { code: 'agent-unconfined' } })
    expect(await agents.check(['b'], ['b'])).toMatchObject({ ok: true, value: [{ unconfined: true }] })
    expect(await agents.check(['b'])).toMatchObject({ ok: true, value: [{ unconfined: false }] })
  })

  it('is never started for an edit, whoever forgot to check', async () => {
    const { agents, log } = bench({ a: vendor('kimi'), b: vendor('kimi', { unconfined: true }) })
    expect((await agents.ask(ask('a', { access: 'edit' }))).answer).toMatchObject({ ok: false, error: { code: 'agent-unconfined' } })
    expect(log).toEqual([])
    expect((await agents.ask(ask('a'))).answer.ok).toBe(true)
    expect((await agents.ask(ask('b', { access: 'edit' }))).answer.ok).toBe(true)
  })

  it('is one that would run what the repo holds as its own code', async () => {
    const folder = await repo('.opencode/plugins')
    const { agents } = bench({ a: vendor('opencode'), b: vendor('opencode', { unconfined: true }) })
    const { answer } = await agents.ask(ask('a', { folder }))
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'agent-unconfined', why: expect.stringContaining('.opencode/plugins') as unknown },
    })
    expect((await agents.ask(ask('a', { folder: await repo('src') }))).answer.ok).toBe(true)
    expect((await agents.ask(ask('b', { folder }))).answer.ok).toBe(true)
  })

  it('is one that did not take what holds it', async () => {
    const env = { DIALECT: 'gemini', SCENE: 'loose', GEMINI_API_KEY: 'key-of-gemini' }
    const hangs = vendor('gemini', { env: { ...env, SCENE: 'loose-and-hangs' } })
    const { agents, alive } = bench({ a: hangs, b: vendor('gemini', { env, unconfined: true }) })
    const { answer } = await agents.ask(ask('a'))
    expect(answer).toMatchObject({ ok: false, error: { code: 'agent-unconfined', why: expect.stringContaining('insecure') as unknown } })
    expect(await alive()).toBe(0)
    expect((await agents.ask(ask('b'))).answer.ok).toBe(true)
  })

  it('is no program of the person themselves', async () => {
    const { agents } = bench({ a: fixture('answers.mjs'), b: fixture('answers.mjs', { unconfined: true }) })
    expect(await agents.check(['a', 'b'], ['a', 'b'])).toMatchObject({ ok: true, value: [{ unconfined: false }, { unconfined: true }] })
  })
})

const task = {
  role: 'builder',
  focus: null,
  prompt: 'Build ${cwd}.',
  resume: null,
  schema: { type: 'object' },
  try: 1,
  feature: 'f',
  attempt: 1,
  allowedCommands: ['npm test', 'ls *'],
} as const

function launched(kind: string, access: 'read' | 'edit', more: Partial<AgentConfig> = {}) {
  const found = kindOf(kind)
  if (found === null) throw new Error(`No kind ${kind}`)
  const asked = { ...task, access }
  const launch = found.launch(asked, vendor(kind, more), '/scratch')
  return { ...launch, args: launch.args.join(' '), files: found.files(asked) }
}

describe('what holds an agent', () => {
  it('Gemini: a policy above all others, and settings above those of the repo', () => {
    const read = launched('gemini', 'read')
    expect(read.args).toContain('--admin-policy /scratch/policy.toml -e none --allowed-mcp-server-names none')
    expect(read.env).toEqual({
      GEMINI_CLI_SYSTEM_SETTINGS_PATH: '/scratch/settings.json',
      ...{ TMPDIR: '/scratch', TEMP: '/scratch', TMP: '/scratch' },
    })
    expect(read.files['policy.toml']).toContain('toolName = "*"\ndecision = "deny"\npriority = 1\n')
    expect(read.files['policy.toml']).not.toMatch(/write_file|replace|run_shell_command/)
    expect(JSON.parse(read.files['settings.json'] ?? '')).toMatchObject({
      hooksConfig: { enabled: false },
      tools: { discoveryCommand: '' },
    })
    const edit = launched('gemini', 'edit').files['policy.toml'] ?? ''
    expect(edit).toContain('"write_file"')
    expect(edit).toContain('toolName = "run_shell_command"\ncommandRegex = "npm test\\""\ndecision = "allow"')
  })

  it('Qwen: safe mode, its own tools alone, and edits below the folder', () => {
    const read = launched('qwen', 'read').args
    expect(read).toContain('--safe-mode --approval-mode default --json-schema @/scratch/answer.schema.json --core-tools read_file,')
    expect(read).toMatch(/--exclude-tools \S*agent\S*edit,write_file,run_shell_command$/)
    const edit = launched('qwen', 'edit').args
    expect(edit).toContain('--allowed-tools edit(/**) --allowed-tools write_file(/**)')
    expect(edit).toMatch(/--exclude-tools \S*run_shell_command/)
    expect(launched('qwen', 'edit', { unconfined: true }).args).toMatch(/--allowed-tools run_shell_command\(npm test\)$/)
  })

  it('Kimi: a definition of an agent with few tools, whose text is the question and nothing is filled in', () => {
    const read = launched('kimi', 'read')
    expect(read.args).toMatch(/--agent-file \/scratch\/forge-task\.md -p Do what your instructions say\.$/)
    expect(read.files['forge-task.md']).toContain('tools: [Read, Grep, Glob]\n')
    expect(read.files['forge-task.md']).toContain('Build $${role_additional}{cwd}.')
    expect(launched('kimi', 'edit').files['forge-task.md']).toContain('tools: [Read, Grep, Glob, Write, Edit]')
  })

  it('opencode: permissions of an agent of its own', () => {
    const read: unknown = JSON.parse(launched('opencode', 'read').env['OPENCODE_CONFIG_CONTENT'] ?? '')
    const permission = { '*': 'deny', read: 'allow', grep: 'allow', glob: 'allow', list: 'allow', external_directory: 'deny' }
    expect(read).toMatchObject({ permission, agent: { 'forge-task': { permission } }, share: 'disabled' })
    const edit: unknown = JSON.parse(launched('opencode', 'edit').env['OPENCODE_CONFIG_CONTENT'] ?? '')
    expect(edit).toMatchObject({ permission: { edit: 'allow', bash: { '*': 'deny', 'npm test': 'allow' }, external_directory: 'deny' } })
    expect(JSON.stringify(edit)).not.toContain('ls *')
  })

  it('is put over by nothing that the person sets', async () => {
    const env = { DIALECT: 'opencode', OPENCODE_CONFIG_CONTENT: '{"permission":{"*":"allow"}}' }
    const { answer } = await bench({ a: vendor('opencode', { env }) }).agents.ask(ask('a'))
    expect(answer.ok && answer.value.asked?.['config']).toContain('"*":"deny"')
  })

  it('is an exact command, or none', () => {
    expect(['npm test', 'a.b'].every(isExact)).toBe(true)
    expect(['ls *', 'a(b)', 'a\nb', 'a?', '[ab]'].some(isExact)).toBe(false)
    expect(new RegExp(`^"command":"${shellPattern('a.b "c" | d')}`).test('"command":"a.b \\"c\\" | d"')).toBe(true)
    expect(new RegExp(`^"command":"${shellPattern('a.b')}`).test('"command":"a.b c"')).toBe(false)
    expect(new RegExp(`^"command":"${shellPattern('a.b')}`).test('"command":"axb"')).toBe(false)
  })
})
