import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as v from 'valibot'
import { expect, onTestFinished } from 'vitest'
import { openAgents } from '../../../src/agents/agents.ts'
import type { AgentConfig } from '../../../src/agents/config.ts'
import { contractOf } from '../../../src/agents/contract.ts'
import type { Left } from '../../../src/agents/ledger.ts'
import type { AgentEvent, Agents, Ask, Reply } from '../../../src/agents/port.ts'
import { systemClock } from '../../../src/basics/clock.ts'
import type { Failure } from '../../../src/basics/failure.ts'
import { listProcesses } from '../../../src/node/process-list.ts'
import { CLIS, isInstalled, programOf, type Cli } from './clis.ts'
import { CANARY, environmentIn } from './environment.ts'
import { startProxy } from './proxy.ts'
import { startModel, type ScriptedModel, type Script } from './scripted-model.ts'

const VERDICT = v.object({ verdict: v.picklist(['GO', 'KILL']), score: v.number() })
export type Verdict = v.InferOutput<typeof VERDICT>
export const GO = { verdict: 'GO', score: 7 } as const

/** Those that are installed; in CI all of them, so that one that is missing fails. */
export const PRESENT: readonly Cli[] = CLIS.filter(isInstalled)

export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'forge-real-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** What a command of the repo does; each is a script that the builder may run. */
const SCRIPTS = {
  'check.sh': 'echo checked > checked.txt\n',
  'env.sh': 'env > env.txt\n',
  // In a session of its own, so that neither its group nor its parent leads to it.
  'leave.sh': 'setsid sleep 600 > /dev/null 2>&1 < /dev/null &\necho left > left.txt\n',
  'hold.sh': 'sleep 600 &\necho held > held.txt\n',
  'sleep.sh': 'echo began > began.txt\nsleep 600\n',
}
export const commandOf = (script: keyof typeof SCRIPTS): string => `sh ${script}`

export function newRepo(): string {
  const folder = newFolder()
  for (const [name, text] of Object.entries({ 'README.md': '# A shop\n', ...SCRIPTS })) writeFileSync(path.join(folder, name), text)
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'Begin'],
  ])
    execFileSync('git', args, { cwd: folder })
  return folder
}

/** A program that does something of its own around the real CLI, which is `"$REAL" "$@"`. */
export function wrapped(cli: Cli, script: string): string {
  const at = path.join(newFolder(), cli.kind)
  writeFileSync(at, `#!/bin/sh\nREAL='${programOf(cli) ?? ''}'\n${script}\n`)
  chmodSync(at, 0o755)
  return at
}

export interface Scene {
  readonly agents: Agents
  readonly model: ScriptedModel
  readonly events: readonly AgentEvent[]
  /** What was logged, line by line. */
  readonly shown: readonly string[]
  readonly stop: AbortController
  readonly folder: string
  readonly runId: string
  readonly ask: (more?: Partial<Ask<Verdict>>) => Promise<Reply<Verdict>>
  readonly changes: () => readonly string[]
}

export interface Setting extends Partial<AgentConfig> {
  readonly timeoutMs?: number
  readonly left?: Left
  /** Beside the usual ones, in Forge's own environment. */
  readonly forgeEnv?: Readonly<Record<string, string>>
}

let scenes = 0

/** One run with one agent of a CLI. When the test ends: nothing of it is alive, its key was shown nowhere, and nobody was contacted. */
export async function scene(cli: Cli, script: (folder: string) => Script, more: Setting = {}): Promise<Scene> {
  const folder = newRepo()
  const home = newFolder()
  const model = await startModel(script(folder))
  const proxy = await startProxy()
  const stop = new AbortController()
  const events: AgentEvent[] = []
  const shown: string[] = []
  const replies: Reply<Verdict>[] = []
  const runId = `real-${String(process.pid)}-${String((scenes += 1))}`
  const { timeoutMs = 180_000, left, forgeEnv, ...settings } = more
  const env = { ...environmentIn(home, proxy.url), ...forgeEnv }
  const a = agentOf(cli, home, model.url, settings)
  const run = { runId, feature: 'shop', timeoutMs, clock: systemClock, stop: stop.signal, waitsMs: [], ...(left ? { left } : {}) }
  const agents = openAgents(
    { agents: { a }, device: { platform: 'linux', env, fileEnv: {} }, home, rehearsal: null },
    { ...run, log: (_line, _stream, text) => shown.push(text), progress: (_line, event) => events.push(event) },
  )
  onTestFinished(async () => {
    await Promise.all([model.close(), proxy.close()])
    expect((await listProcesses(runId)).filter((one) => one.marked)).toEqual([])
    expect(JSON.stringify([events, shown, replies])).not.toContain(CANARY)
    expect([...proxy.wanted]).toEqual([])
  })
  const ask = async (about: Partial<Ask<Verdict>> = {}): Promise<Reply<Verdict>> => {
    const reply = await agents.ask({ ...questionIn(folder), ...about })
    replies.push(reply)
    return reply
  }
  return { agents, model, events, shown, stop, folder, runId, ask, changes: () => changesIn(folder) }
}

export function agentOf(cli: Cli, home: string, url: string, settings: Partial<AgentConfig> = {}): AgentConfig {
  return {
    kind: cli.kind,
    model: cli.model,
    pays: 'api',
    argv: [],
    path: programOf(cli),
    price: cli.price,
    unconfined: false,
    env: cli.setUp(home, url),
    ...settings,
  }
}

export function questionIn(folder: string): Ask<Verdict> {
  return {
    agent: 'a',
    role: 'juror',
    focus: 'cost',
    line: 'a',
    prompt: 'Judge it.',
    folder,
    access: 'read',
    contract: contractOf(VERDICT),
    attempt: 1,
    allowedCommands: [],
  }
}

function changesIn(folder: string): readonly string[] {
  return execFileSync('git', ['status', '--short'], { cwd: folder, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')
}

/** What went wrong, in the words that a person reads. */
export function failureOf(reply: Reply<unknown>): Failure {
  if (reply.answer.ok) throw new Error(`There is an answer: ${JSON.stringify(reply.answer.value)}`)
  return reply.answer.error
}
