import { NO_USAGE, type AgentReport, type Agents, type Ask, type Reply } from '../../src/agents/port.ts'
import { failure, type Failure } from '../../src/basics/failure.ts'
import { failed, ok, type Result } from '../../src/basics/result.ts'
import { readKeys } from '../../src/markdown/frontmatter.ts'
import { seatName, type Policy, type Seat } from '../../src/policy/policy.ts'
import type { Repo, Seal, Sighting } from '../../src/repo/repo.ts'
import type { ProgressEvent, Run } from '../../src/runs/run.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { REPORT } from '../agents/report-sample.ts'

/** A vault in memory; it outlives the runs that are ended on it. */
export function memoryVault(notes: Map<string, string> = new Map()): Vault {
  const missing = (path: string): Failure => failure('note-missing', `${path} is missing.`, 'It is not there.', 'Look.')
  const exists = (path: string): Failure => failure('note-exists', `${path} exists.`, 'It is there.', 'Look.')
  return {
    name: 'notes',
    list: (folder) =>
      Promise.resolve(
        [...notes]
          .filter(([path]) => path.startsWith(`${folder}/`) && path.endsWith('.md'))
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([path, text]) => {
            const keys = readKeys(text)
            return { path, keys: keys.ok ? keys.value : {}, broken: keys.ok ? null : keys.error }
          }),
      ),
    read: (path) => Promise.resolve(ok(notes.get(path) ?? null)),
    create: (path, text) => {
      if (notes.has(path)) return Promise.resolve(failed(exists(path)))
      notes.set(path, text)
      return Promise.resolve(ok(undefined))
    },
    edit: (path, change) => {
      const text = notes.get(path)
      if (text === undefined) return Promise.resolve(failed(missing(path)))
      const changed = change(text)
      if (changed.ok) notes.set(path, changed.value)
      return Promise.resolve(changed)
    },
    move: (from, to) => {
      const text = notes.get(from)
      if (text === undefined) return Promise.resolve(failed(missing(from)))
      if (notes.has(to)) return Promise.resolve(failed(exists(to)))
      notes.delete(from)
      notes.set(to, text)
      return Promise.resolve(ok(undefined))
    },
    trash: (path) => {
      const found = notes.delete(path)
      return Promise.resolve(found ? ok(undefined) : failed(missing(path)))
    },
  }
}

/** What an agent says when it is asked: an answer to be decoded, or a failure. */
export type Scripted = (ask: Ask<unknown>) => Result<unknown>

export interface Bench {
  readonly asked: Ask<unknown>[]
  readonly agents: Agents
}

/** Agents that answer by line (`claude:cost`, `verifier`). `kinds` says which agents are persons, rehearsals and the like. */
export function scriptedAgents(
  script: Readonly<Record<string, Scripted>>,
  reports: Readonly<Record<string, Partial<AgentReport>>> = {},
): Bench {
  const asked: Ask<unknown>[] = []
  const known = new Set([...Object.keys(script).map((line) => line.split(':')[0] ?? line), ...Object.keys(reports)])
  const agents: Agents = {
    names: [...known],
    check: (names) => {
      const unknown = names.find((name) => !known.has(name))
      if (unknown !== undefined)
        return Promise.resolve(failed(failure('agent-missing', `${unknown} is missing.`, 'It was not found.', 'Install it.')))
      return Promise.resolve(ok(names.map((name) => ({ ...REPORT, name, family: name, ...reports[name] }))))
    },
    ask: async <T>(ask: Ask<T>): Promise<Reply<T>> => {
      asked.push(ask)
      await Promise.resolve()
      const said = script[ask.line]?.(ask) ?? failed(failure('agent-failed', 'It crashed.', 'No script.', 'Look.'))
      const usage = { ...NO_USAGE, tokensIn: 10, tokensOut: 1, durationS: 1 }
      if (!said.ok) return { usage, answer: said }
      const decoded = ask.contract.decode(said.value)
      return { usage, answer: decoded.ok ? decoded : failed(failure('agent-bad-answer', 'A bad answer.', decoded.error, 'Look.')) }
    },
  }
  return { asked, agents }
}

export interface RepoScript {
  head: string
  readonly files: Readonly<Record<string, string>>
  /** What agents changed in the reading room. */
  changed: readonly string[]
  rooms: number
  /** What moved outside of it. */
  sighting?: Sighting
}

/** A repo of which only the reading parts work. */
export function readingRepo(script: RepoScript): Repo {
  const never = (): never => {
    throw new Error('A court does not do that')
  }
  return {
    name: 'shop',
    root: '/shop',
    commonDir: '/shop/.git',
    head: () => Promise.resolve(ok({ sha: script.head, branch: 'main' })),
    resolve: (ref) => Promise.resolve(ref),
    isAncestor: never,
    show: (_sha, path) => Promise.resolve(script.files[path] ?? null),
    files: () => Promise.resolve(Object.keys(script.files)),
    diff: never,
    changed: never,
    room: (purpose, sha) => {
      script.rooms += 1
      let looks = 0
      const changed = (): Promise<readonly string[]> => Promise.resolve(looks++ === 0 ? [] : script.changed)
      const leave = (): Promise<void> => {
        script.rooms -= 1
        return Promise.resolve()
      }
      return Promise.resolve(ok({ path: `/rooms/${purpose}`, sha, changed, leave }))
    },
    bench: never,
    clearBench: never,
    seal: () => Promise.resolve(sealWith(() => script.sighting ?? { tampered: [], written: [] })),
    blind: never,
    squash: never,
    advance: never,
  }
}

export function policy(jurors: readonly Seat[], more: Partial<Policy> = {}): Policy {
  return {
    jurors,
    quorum: jurors.length === 1 ? 1 : 2,
    go_at: 6.5,
    kill_below: 4,
    weights: { benefit: 1, necessity: 1, burden: 1, performance: 1, bottleneck: 1, currency: 1 },
    planner: 'a',
    builder: 'a',
    verifier: 'v',
    historian: 'a',
    reviewers: ['a'],
    gates: [],
    setup: [],
    gate_timeout_s: 1,
    agent_timeout_s: 1,
    setup_timeout_s: 1,
    heal_attempts: 1,
    review_attempts: 1,
    max_changed_files: 1,
    max_changed_lines: 1,
    protected_paths: [],
    budget_usd: null,
    budget_tokens: null,
    budget_minutes: null,
    stale_after_days: 30,
    autonomy: 'gated',
    ...more,
  }
}

export interface Scene {
  readonly vault: Vault
  readonly repo: Repo
  readonly agents: Agents
  readonly policy: Policy
  readonly budget?: () => Result<void>
  readonly stop?: AbortSignal
  readonly progress?: (event: ProgressEvent) => void
}

export function courtRun(scene: Scene): Run {
  return {
    id: 'r1',
    feature: 'billing',
    stage: 'court',
    today: '2026-03-05',
    deviceName: 'desk',
    clock: { now: () => 0, today: () => '2026-03-05' },
    vault: scene.vault,
    repo: scene.repo,
    policy: scene.policy,
    agents: scene.agents,
    gates: { checkTrust: notAsked, setup: notAsked, run: notAsked },
    budget: { check: () => Promise.resolve(scene.budget?.() ?? ok(undefined)) },
    stop: scene.stop ?? new AbortController().signal,
    progress: scene.progress ?? (() => undefined),
  }
}

function notAsked(): never {
  throw new Error('A court runs no gates')
}

/** Thrown where a test ends a run the hard way. */
export class Killed extends Error {}

/** The object with every method counted; the call after `calls` of them throws, and so does every later one. */
export function mortal<T extends object>(target: T, life: { calls: number }, own: (method: string) => boolean = () => true): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      const value: unknown = Reflect.get(object, key, receiver)
      if (typeof value !== 'function' || !own(String(key))) return value
      return (...given: unknown[]): unknown => {
        life.calls -= 1
        if (life.calls < 0) throw new Killed()
        const done: unknown = Reflect.apply(value, object, given)
        return done
      }
    },
  })
}

export const seats = (...names: readonly string[]): readonly Seat[] =>
  names.map((name) => {
    const [agent = '', lens = ''] = name.split(':')
    const seat = { agent, lens }
    if (seatName(seat) !== name) throw new Error(name)
    return seat
  })

function sealWith(sighting: () => Sighting): Seal {
  return {
    look: () => Promise.resolve(sighting()),
    breaches: () => Promise.resolve([...sighting().tampered, ...sighting().written]),
  }
}
