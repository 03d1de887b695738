import { failure } from '../../src/basics/failure.ts'
import { failed, ok, type Result } from '../../src/basics/result.ts'
import type { Agents, Ask, Reply } from '../../src/agents/port.ts'
import type { Gates } from '../../src/gates/port.ts'
import { readKeys } from '../../src/markdown/frontmatter.ts'
import type { NoteFile } from '../../src/notes/note-file.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { settlePolicy } from '../../src/policy/settle-policy.ts'
import type { Repo, Room, Seal, Sighting } from '../../src/repo/repo.ts'
import type { Run } from '../../src/runs/run.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { REPORT } from '../agents/report-sample.ts'

/** What SIGKILL looks like from inside: the run ends between two calls, and whatever was written stays. */
export class Killed extends Error {}

/** Counts every write, and ends the run after the one that was chosen. */
export class Fuse {
  calls = 0
  constructor(readonly at: number = Number.POSITIVE_INFINITY) {}

  around<T>(work: () => T): Promise<T> {
    const done = work()
    return ++this.calls === this.at ? Promise.reject(new Killed()) : Promise.resolve(done)
  }
}

/** A vault in memory that keeps the port's promises. A cut move leaves both copies, as a killed link-and-unlink does. */
export class MemoryVault implements Vault {
  readonly name = 'memory'
  readonly notes: Map<string, string>
  fuse = new Fuse()

  constructor(notes: Readonly<Record<string, string>>) {
    this.notes = new Map(Object.entries(notes))
  }

  async list(folder: string): Promise<readonly NoteFile[]> {
    const paths = [...this.notes.keys()].filter((path) => path.startsWith(`${folder}/`)).sort()
    return paths.map((path) => {
      const keys = readKeys(this.notes.get(path) ?? '')
      return { path, keys: keys.ok ? keys.value : {}, broken: keys.ok ? null : keys.error }
    })
  }

  async read(path: string): Promise<Result<string | null>> {
    return ok(this.notes.get(path) ?? null)
  }

  create(path: string, text: string): Promise<Result<void>> {
    return this.fuse.around(() => {
      if (this.notes.has(path)) return failed(failure('note-exists', `${path} exists.`, 'It is there.', 'Rename it.'))
      this.notes.set(path, text)
      return ok(undefined)
    })
  }

  edit(path: string, change: (text: string) => Result<string>): Promise<Result<string>> {
    return this.fuse.around(() => {
      const before = this.notes.get(path)
      if (before === undefined) return failed(failure('note-missing', `${path} is gone.`, 'It is not there.', 'Put it back.'))
      const after = change(before)
      if (after.ok) this.notes.set(path, after.value)
      return after
    })
  }

  async move(from: string, to: string): Promise<Result<void>> {
    const text = this.notes.get(from)
    if (text === undefined || this.notes.has(to)) return failed(failure('note-exists', `${to} is taken.`, 'It is there.', 'Rename it.'))
    await this.fuse.around(() => void this.notes.set(to, text))
    return this.fuse.around(() => {
      this.notes.delete(from)
      return ok(undefined)
    })
  }

  trash(path: string): Promise<Result<void>> {
    return this.fuse.around(() => {
      this.notes.delete(path)
      return ok(undefined)
    })
  }
}

export type Answers = (ask: Ask<unknown>) => unknown

/** Agents whose answers are decoded by the contract like anybody's; a string is a failure. */
export class ScriptedAgents implements Agents {
  readonly names = ['old', 'judge']
  /** Who answers in whose place, and whether anything holds them. */
  answered: Pick<Reply<unknown>, 'by' | 'unconfined'> = {}
  readonly asked: Ask<unknown>[] = []
  people: readonly string[] = []
  constructor(readonly answers: Answers) {}

  async check(names: readonly string[]) {
    return ok(names.map((name) => ({ ...REPORT, name, family: name, kind: this.people.includes(name) ? 'person' : 'command' })))
  }

  async ask<T>(ask: Ask<T>): Promise<Reply<T>> {
    const usage = { tokensIn: 100, tokensOut: 10, costUsd: 0.25, durationS: 2 }
    this.asked.push(ask)
    const answer = this.answers(ask)
    if (typeof answer === 'string') return { usage, answer: failed(failure('agent-failed', 'The agent failed.', answer, 'Try again.')) }
    const decoded = ask.contract.decode(answer)
    return {
      usage,
      ...this.answered,
      answer: decoded.ok ? decoded : failed(failure('agent-bad-answer', 'A bad answer.', decoded.error, 'Try again.')),
    }
  }
}

export interface FakeRun {
  readonly vault: Vault
  readonly agents: Agents
  readonly changedInRoom?: readonly string[]
  readonly sighting?: Sighting
  readonly isStopped?: boolean
  readonly overBudget?: boolean
  readonly autonomy?: Policy['autonomy']
  readonly today?: string
}

const unused = (): never => {
  throw new Error('A retro does not call this.')
}

export const HEAD_SHA = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'

export function fakeRun(parts: FakeRun): Run & { readonly rooms: { open: number; left: number } } {
  const rooms = { open: 0, left: 0 }
  const room = (path: string, sha: string): Room => {
    let looks = 0
    const changed = async (): Promise<readonly string[]> => (looks++ === 0 ? [] : (parts.changedInRoom ?? []))
    return { path, sha, changed, leave: async () => void rooms.left++ }
  }
  const repo: Repo = {
    name: 'shop',
    root: '/repo',
    commonDir: '/repo/.git',
    head: async () => ok({ sha: HEAD_SHA, branch: 'main' }),
    resolve: async (ref) => (ref === HEAD_SHA ? ref : null),
    room: async (purpose, sha) => {
      rooms.open++
      return ok(room(`/rooms/${purpose}`, sha))
    },
    isAncestor: unused,
    show: unused,
    files: unused,
    diff: unused,
    changed: unused,
    bench: unused,
    clearBench: unused,
    seal: async () => sealWith(parts.sighting ?? { tampered: [], written: [] }),
    blind: unused,
    squash: unused,
    advance: unused,
  }
  const gates: Gates = { checkTrust: unused, setup: unused, run: unused }
  const stop = new AbortController()
  if (parts.isStopped) stop.abort()
  const budget = failure('budget-reached', 'The budget is used up.', 'It cost 1 of 1 dollar.', 'Raise it.')
  return {
    id: 'r1',
    feature: 'billing',
    stage: 'retro',
    today: parts.today ?? '2026-03-07',
    deviceName: 'desk',
    clock: { now: () => 0, today: () => '2026-03-07' },
    vault: parts.vault,
    repo,
    policy: { ...POLICY, autonomy: parts.autonomy ?? 'gated' },
    agents: parts.agents,
    gates,
    budget: { check: async () => (parts.overBudget ? failed(budget) : ok(undefined)) },
    stop: stop.signal,
    progress: () => undefined,
    rooms,
  }
}

const POLICY: Policy = {
  ...settlePolicy({}, []),
  jurors: [],
  quorum: 1,
  planner: 'old',
  builder: 'old',
  verifier: 'judge',
  historian: 'old',
  reviewers: ['old'],
  gates: [],
}

function sealWith(sighting: Sighting): Seal {
  return { look: async () => sighting, breaches: async () => [...sighting.tampered, ...sighting.written] }
}
