import type { AgentReport, Agents, Ask, Reply, Usage } from '../../src/agents/port.ts'
import type { Clock } from '../../src/basics/clock.ts'
import { failure, type Failure } from '../../src/basics/failure.ts'
import { failed, ok, type Result } from '../../src/basics/result.ts'
import type { Gates } from '../../src/gates/port.ts'
import { readKeys } from '../../src/markdown/frontmatter.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { settlePolicy } from '../../src/policy/settle-policy.ts'
import type { Bench, ChangedFile, Repo, Room, Seal } from '../../src/repo/repo.ts'
import type { ProgressEvent, Run } from '../../src/runs/run.ts'
import type { Vault } from '../../src/vault/vault.ts'

/** What a test throws from a port to stand for SIGKILL. */
export class Killed extends Error {}

/** The end of the process at one moment: before the effect of the n-th call of a port, or just after it. */
export interface KillPoint {
  readonly call: number
  readonly when: 'before' | 'after'
}

export type Answerer = (ask: Ask<unknown>, world: World) => unknown

export const BASE = 'b'.repeat(40)
export const USAGE: Usage = { tokensIn: 100, tokensOut: 10, costUsd: 0.5, durationS: 2 }

/** A vault, a repository, gates and agents in memory. Everything that outlives a killed process is here. */
export class World {
  readonly notes = new Map<string, string>()
  /** Who answers in whose place, and whether anything holds them. */
  answered: Pick<Reply<unknown>, 'by' | 'unconfined'> = {}
  readonly asks: Ask<unknown>[] = []
  /** Commits on the branch: each with the files that it changed. */
  readonly commits: { sha: string; message: string; files: ChangedFile[] }[] = []
  /** Uncommitted work in the worktree. */
  dirty: ChangedFile[] = []
  isBenchMade = false
  setups = 0
  gateRuns = 0
  headSha = BASE
  /** Hooks, settings and refs that changed, and files of the main tree. */
  breaches: string[] = []
  written: string[] = []
  roomChanges: string[] = []
  untrusted = false
  budget: Failure | null = null
  kinds: Record<string, string> = {}
  readonly stopped = new AbortController()
  readonly told: ProgressEvent[] = []
  today = '2026-03-05'
  policy: Policy = POLICY
  answer: Answerer = () => failure('agent-failed', 'No answer is scripted.', 'x', 'x')
  gatesPass: (world: World) => boolean = () => true
  setupPass = true

  kill: KillPoint | null = null
  calls: string[] = []

  /** Counts a call of a port, and ends the process there where the test wants it. */
  async tap<T>(name: string, effect: () => T): Promise<T> {
    const call = this.calls.push(name) - 1
    if (this.kill?.call === call && this.kill.when === 'before') throw new Killed(`before ${name}`)
    const value = effect()
    if (this.kill?.call === call && this.kill.when === 'after') throw new Killed(`after ${name}`)
    return value
  }

  touch(path: string, added = 3): void {
    this.dirty = [...this.dirty.filter((file) => file.path !== path), { path, from: null, change: 'added', added, removed: 0 }]
  }

  run(): Run {
    return {
      id: 'r1',
      feature: 'billing',
      stage: 'implement',
      today: this.today,
      deviceName: 'desk',
      clock: CLOCK,
      vault: memoryVault(this),
      repo: fakeRepo(this),
      policy: this.policy,
      agents: fakeAgents(this),
      gates: fakeGates(this),
      budget: { check: () => this.tap('budget', () => (this.budget === null ? ok(undefined) : failed(this.budget))) },
      stop: this.stopped.signal,
      progress: (event) => this.told.push(event),
    }
  }

  text(path: string): string {
    const text = this.notes.get(path)
    if (text === undefined) throw new Error(`${path} is not there: ${[...this.notes.keys()].join(', ')}`)
    return text
  }

  edit(path: string, change: (text: string) => string | Result<string, string>): void {
    const changed = change(this.text(path))
    if (typeof changed !== 'string' && !changed.ok) throw new Error(changed.error)
    this.notes.set(path, typeof changed === 'string' ? changed : changed.value)
  }

  asked(role: string): number {
    return this.asks.filter((ask) => ask.role === role).length
  }
}

export const POLICY: Policy = {
  ...settlePolicy({}, []),
  jurors: [],
  quorum: 1,
  planner: 'planner-agent',
  builder: 'builder-agent',
  verifier: 'v',
  historian: 'h',
  reviewers: [],
  gates: ['npm test'],
}

const CLOCK: Clock = { now: () => 0, today: () => '2026-03-05' }

/** Keeps the vault's contract in memory. */
export function memoryVault(world: World): Vault {
  const { notes } = world
  return {
    name: 'memory',
    list: (folder) =>
      world.tap('list', () => {
        const paths = [...notes.keys()].filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.md')).sort()
        return paths.map((path) => {
          const keys = readKeys(notes.get(path) ?? '')
          return { path, keys: keys.ok ? keys.value : {}, broken: keys.ok ? null : keys.error }
        })
      }),
    read: (path) => world.tap('read', () => ok(notes.get(path) ?? null)),
    create: (path, text) =>
      world.tap(`create ${path}`, () => {
        if (notes.has(path)) return failed(failure('note-exists', `${path} exists.`, 'x', 'x'))
        notes.set(path, text)
        return ok(undefined)
      }),
    edit: (path, change) =>
      world.tap(`edit ${path}`, () => {
        const text = notes.get(path)
        if (text === undefined) return failed(failure('note-missing', `${path} is missing.`, 'x', 'x'))
        const changed = change(text)
        if (changed.ok) notes.set(path, changed.value)
        return changed
      }),
    move: (from, to) =>
      world.tap(`move ${from}`, () => {
        const text = notes.get(from)
        if (text === undefined) return failed(failure('note-missing', `${from} is missing.`, 'x', 'x'))
        if (notes.has(to)) return failed(failure('note-exists', `${to} exists.`, 'x', 'x'))
        notes.delete(from)
        notes.set(to, text)
        return ok(undefined)
      }),
    trash: (path) =>
      world.tap(`trash ${path}`, () =>
        notes.delete(path) ? ok(undefined) : failed(failure('note-missing', `${path} is missing.`, 'x', 'x')),
      ),
  }
}

function fakeAgents(world: World): Agents {
  return {
    names: [world.policy.planner, world.policy.builder],
    check: (names) =>
      world.tap('check', () => {
        const missing = names.find((name) => world.kinds[name] === 'missing')
        if (missing !== undefined) return failed(failure('agent-missing', `${missing} was not found.`, 'x', 'x'))
        return ok(names.map((name) => report(name, world.kinds[name] ?? 'command')))
      }),
    ask: <T>(ask: Ask<T>): Promise<Reply<T>> =>
      world.tap(`ask ${ask.role}`, () => {
        world.asks.push(ask)
        const answer = world.answer(ask, world)
        return { usage: USAGE, answer: isFailure(answer) ? failed(answer) : decoded(ask, answer), ...world.answered }
      }),
  }
}

function decoded<T>(ask: Ask<T>, answer: unknown): Result<T> {
  const value = ask.contract.decode(answer)
  return value.ok ? value : failed(failure('agent-bad-answer', value.error, 'x', 'x'))
}

function isFailure(answer: unknown): answer is Failure {
  return typeof answer === 'object' && answer !== null && 'code' in answer
}

function report(name: string, kind: string): AgentReport {
  return {
    name,
    kind,
    path: null,
    version: null,
    loggedIn: true,
    searched: [],
    problem: null,
    unconfined: false,
    rehearsal: false,
    family: name,
  }
}

function fakeGates(world: World): Gates {
  return {
    checkTrust: () =>
      world.tap('trust', () =>
        world.untrusted ? failed(failure('untrusted-commands', 'npm test is not trusted.', 'x', 'x')) : ok(undefined),
      ),
    setup: () =>
      world.tap('setup', () => {
        world.setups += 1
        const run = { command: 'npm ci', exitCode: world.setupPass ? 0 : 1, timedOut: false, durationS: 1, tail: 'no network' }
        return ok({ result: world.setupPass ? ('passed' as const) : ('failed' as const), runs: [run] })
      }),
    run: () =>
      world.tap('gates', () => {
        world.gateRuns += 1
        if (world.policy.gates.length === 0) return ok({ result: 'none' as const, runs: [] })
        const passes = world.gatesPass(world)
        const run = {
          command: 'npm test',
          exitCode: passes ? 0 : 1,
          timedOut: false,
          durationS: 1,
          tail: passes ? 'ok' : 'not ok 1 - total\n```\nexpected 90',
        }
        return ok({ result: passes ? ('passed' as const) : ('failed' as const), runs: [run] })
      }),
  }
}

function fakeRepo(world: World): Repo {
  const never = (): never => {
    throw new Error('Implement does not use this.')
  }
  return {
    name: 'shop',
    root: '/shop',
    commonDir: '/shop/.git',
    head: () => world.tap('head', () => ok({ sha: world.headSha, branch: 'main' })),
    resolve: never,
    isAncestor: never,
    show: never,
    files: never,
    diff: never,
    changed: never,
    room: (_purpose, sha) => world.tap('room', () => ok(fakeRoom(world, sha))),
    bench: () =>
      world.tap('bench', () => {
        const fresh = !world.isBenchMade
        world.isBenchMade = true
        return ok(fakeBench(world, fresh))
      }),
    clearBench: never,
    seal: () => world.tap<Seal>('seal', () => sealOf(world)),
    blind: never,
    squash: never,
    advance: never,
  }
}

function fakeRoom(world: World, sha: string): Room {
  return {
    path: '/room',
    sha,
    changed: () => world.tap('room changed', () => (world.asks.length > 0 ? world.roomChanges : [])),
    leave: () => world.tap('leave', () => undefined),
  }
}

function fakeBench(world: World, fresh: boolean): Bench {
  const head = (): string => world.commits.at(-1)?.sha ?? BASE
  return {
    path: '/bench',
    branch: 'forge/billing',
    fresh,
    head: () => world.tap('bench head', () => ok(head())),
    dirty: () => world.tap('dirty', () => ok(world.dirty.length > 0)),
    changedSince: (sha) =>
      world.tap('changed since', () => {
        const from = world.commits.findIndex((commit) => commit.sha === sha) + 1
        const all = [...world.commits.slice(from).flatMap((commit) => commit.files), ...world.dirty]
        return ok([...new Map(all.map((file) => [file.path, file])).values()])
      }),
    commit: (message) =>
      world.tap('commit', () => {
        if (world.dirty.length === 0) return ok(null)
        const sha = String(world.commits.length + 1).repeat(40)
        world.commits.push({ sha, message, files: world.dirty })
        world.dirty = []
        return ok(sha)
      }),
  }
}

function sealOf(world: World): Seal {
  return {
    breaches: () => world.tap('breaches', () => [...world.breaches, ...world.written]),
    look: () => world.tap('breaches', () => ({ tampered: world.breaches, written: world.written })),
  }
}
