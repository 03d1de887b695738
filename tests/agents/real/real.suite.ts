import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as v from 'valibot'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openAgents } from '../../../src/agents/agents.ts'
import type { AgentConfig } from '../../../src/agents/config.ts'
import { contractOf } from '../../../src/agents/contract.ts'
import type { AgentEvent, Agents, Ask, Reply } from '../../../src/agents/port.ts'
import { systemClock } from '../../../src/basics/clock.ts'
import { listProcesses } from '../../../src/node/process-list.ts'
import { BIN, CLIS, programOf, type Cli } from './clis.ts'
import { startProxy } from './proxy.ts'
import { startModel, TOKENS, type ScriptedModel, type Turn } from './scripted-model.ts'

const CANARY = 'canary-0123456789-of-the-suite'
const VERDICT = v.object({ verdict: v.picklist(['GO', 'KILL']), score: v.number() })
type Verdict = v.InferOutput<typeof VERDICT>
const GO = { verdict: 'GO', score: 7 } as const

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'forge-real-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

function newRepo(): string {
  const folder = newFolder()
  writeFileSync(path.join(folder, 'README.md'), '# A shop\n')
  writeFileSync(path.join(folder, 'check.sh'), 'echo checked > checked.txt\n')
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'Begin'],
  ])
    execFileSync('git', args, { cwd: folder })
  return folder
}

interface Scene {
  readonly agents: Agents
  readonly model: ScriptedModel
  readonly events: readonly AgentEvent[]
  readonly stop: AbortController
  readonly folder: string
  readonly ask: (more?: Partial<Ask<Verdict>>) => Promise<Reply<Verdict>>
  readonly changes: () => readonly string[]
}

let scenes = 0

/** One run with one agent of a CLI. When the test ends: nothing of it is alive, its key was shown nowhere, and nobody was contacted. */
async function scene(
  cli: Cli,
  turns: (folder: string) => readonly Turn[],
  more: Partial<AgentConfig> & { readonly timeoutMs?: number } = {},
): Promise<Scene> {
  const folder = newRepo()
  const home = newFolder()
  const model = await startModel(turns(folder))
  const proxy = await startProxy()
  const stop = new AbortController()
  const events: AgentEvent[] = []
  const shown: string[] = []
  const runId = `real-${String(process.pid)}-${String((scenes += 1))}`
  const env = { ...environment(home, proxy.url), CANARY }
  const { timeoutMs = 60_000, ...settings } = more
  const a: AgentConfig = {
    kind: cli.kind,
    model: cli.model,
    pays: 'api',
    argv: [],
    path: programOf(cli),
    unconfined: false,
    env: cli.setUp(home, model.url),
    ...settings,
  }
  const run = { runId, feature: 'shop', timeoutMs, clock: systemClock, stop: stop.signal, waitsMs: [] }
  const agents = openAgents(
    { agents: { a }, device: { platform: 'linux', env, fileEnv: {} }, home, rehearsal: null },
    { ...run, log: (_line, _stream, text) => shown.push(text), progress: (_line, event) => events.push(event) },
  )
  onTestFinished(async () => {
    await Promise.all([model.close(), proxy.close()])
    expect((await listProcesses(runId)).filter((one) => one.marked)).toEqual([])
    expect(JSON.stringify([events, shown])).not.toContain(CANARY)
    expect([...proxy.wanted].filter((host) => !cli.knocks.includes(host))).toEqual([])
  })
  const contract = contractOf(VERDICT)
  const ask = (about: Partial<Ask<Verdict>> = {}): Promise<Reply<Verdict>> =>
    agents.ask({
      agent: 'a',
      role: 'juror',
      focus: 'cost',
      line: 'a',
      prompt: 'Judge it.',
      folder,
      access: 'read',
      contract,
      attempt: 1,
      allowedCommands: [],
      ...about,
    })
  const changes = (): readonly string[] =>
    execFileSync('git', ['status', '--short'], { cwd: folder, encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== '')
  return { agents, model, events, stop, folder, ask, changes }
}

function environment(home: string, proxy: string): Readonly<Record<string, string>> {
  const local = '127.0.0.1,localhost'
  const proxies = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy, NO_PROXY: local, no_proxy: local }
  return { PATH: [BIN, '/usr/local/bin', '/usr/bin', '/bin'].join(':'), HOME: home, LANG: 'C.UTF-8', TERM: 'dumb', ...proxies }
}

const isInstalled = (cli: Cli): boolean => programOf(cli) !== null || process.env['CI'] !== undefined

describe.each(CLIS.filter(isInstalled))('$kind', (cli) => {
  it('is found, with its version', async () => {
    const { agents } = await scene(cli, () => [{ text: '' }])
    expect(await agents.check(['a'])).toMatchObject({
      ok: true,
      value: [{ problem: null, version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as unknown }],
    })
  })

  it('with read access answers, and changes nothing', async () => {
    const turns = (folder: string): readonly Turn[] => [
      cli.read(path.join(folder, 'README.md')),
      cli.write(path.join(folder, 'new.txt')),
      cli.shell('touch other.txt'),
      cli.answer(GO),
      { text: 'Done.' },
    ]
    const { ask, changes, model } = await scene(cli, turns)
    const reply = await ask()
    expect(reply.answer).toEqual({ ok: true, value: GO })
    expect(changes()).toEqual([])
    expect(model.questions[1]).toContain('A shop')
    if (cli.counts) expect(reply.usage).toMatchObject({ tokensIn: TOKENS.in * 4, tokensOut: TOKENS.out * 4 })
  })

  it('with edit access writes in its folder and nowhere else, or is refused', async () => {
    const outside = newFolder()
    const turns = (folder: string): readonly Turn[] => [
      cli.write(path.join(folder, 'new.txt')),
      cli.write(path.join(outside, 'outside.txt')),
      cli.shell('sh check.sh'),
      cli.shell(`touch ${path.join(outside, 'shell.txt')}`),
      cli.answer(GO),
      { text: 'Done.' },
    ]
    const { ask, changes, agents } = await scene(cli, turns)
    const reply = await ask({ access: 'edit', allowedCommands: ['sh check.sh'] })
    if (!cli.isHeld) {
      expect(reply.answer).toMatchObject({ ok: false, error: { code: 'agent-unconfined' } })
      expect(await agents.check(['a'], ['a'])).toMatchObject({ ok: false, error: { code: 'agent-unconfined' } })
      return
    }
    expect(reply.answer).toEqual({ ok: true, value: GO })
    expect(changes()).toContain('?? new.txt')
    if (cli.runsTrusted) expect(changes()).toContain('?? checked.txt')
    expect([existsSync(path.join(outside, 'outside.txt')), existsSync(path.join(outside, 'shell.txt'))]).toEqual([false, false])
  })

  it('gets a bad answer back in the same conversation, which is counted once', async () => {
    const { ask, model } = await scene(cli, () => [...cli.misfit, cli.answer(GO), { text: 'Done.' }])
    const reply = await ask({ prompt: 'Judge the shop.' })
    const calls = cli.misfit.length + 1
    expect(reply.answer).toEqual({ ok: true, value: GO })
    expect(model.questions.at(-1)?.split('Judge the shop.')).toHaveLength(2)
    if (cli.counts) expect(reply.usage.tokensIn).toBe(TOKENS.in * Math.max(calls, model.questions.length))
  })

  it.each([
    [401, 'agent-not-logged-in'],
    [500, 'agent-failed'],
  ])('says what is wrong where its service answers %i', async (status, code) => {
    const { ask } = await scene(cli, () => [{ status }], { timeoutMs: 150_000 })
    expect((await ask()).answer).toMatchObject({ ok: false, error: { code, what: expect.stringContaining('service') as unknown } })
  })

  it('is ended when its service says nothing', async () => {
    const { ask } = await scene(cli, () => [{ hang: true }], { timeoutMs: 8_000 })
    expect((await ask()).answer).toMatchObject({ ok: false, error: { code: 'agent-timed-out' } })
  })

  it('is ended when the person stops it', async () => {
    const { ask, model, stop } = await scene(cli, () => [{ hang: true }])
    const asked = ask()
    await expect.poll(() => model.questions.length, { timeout: 30_000 }).toBeGreaterThan(0)
    stop.abort()
    expect((await asked).answer).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })

  it('is given what a prompt holds, as it stands', async () => {
    const { ask, model } = await scene(cli, () => [cli.answer(GO), { text: 'Done.' }])
    const prompt = 'Look at ${cwd}, {file:a}, {env:HOME}, $HOME and \\n.'
    expect((await ask({ prompt })).answer.ok).toBe(true)
    expect(model.questions[0]).toContain(JSON.stringify(prompt).slice(1, -1))
  })
})
