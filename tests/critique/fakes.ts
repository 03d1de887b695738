import type { AgentReport, Ask, Reply } from '../../src/agents/port.ts'
import { failure, type Failure } from '../../src/basics/failure.ts'
import { failed, ok, type Result } from '../../src/basics/result.ts'
import { readKeys, renderKeys } from '../../src/markdown/frontmatter.ts'
import { ACTIVE } from '../../src/notes/names.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { settlePolicy } from '../../src/policy/settle-policy.ts'
import type { Repo, Room, Seal } from '../../src/repo/repo.ts'
import type { Run } from '../../src/runs/run.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { REPORT } from '../agents/report-sample.ts'

/** What a test throws from a port to stand for SIGKILL. */
export class Killed extends Error {}

export interface KillPoint {
  readonly call: number
  readonly when: 'before' | 'after'
}

/** An answer as an agent gives it, or a failure. */
export type Script = (asked: Asked) => unknown

/** What an ask is about, as a script needs it. */
export interface Asked {
  readonly agent: string
  readonly kind: 'review' | 'repair' | 'search' | 'check' | 'earlier'
  readonly focus: string | null
  readonly prompt: string
}

export const BASE = 'a'.repeat(40)
export const HEAD = 'b'.repeat(40)
export const IMPLEMENT = `${ACTIVE}/2026-03-05_billing_implement.md`
export const SPEC = `${ACTIVE}/2026-03-05_billing_spec.md`

/** Notes, a repository and agents in memory. Everything that outlives a killed process is here. */
export class World {
  readonly notes = new Map<string, string>()
  /** Who answers in whose place, and whether anything holds them. */
  answered: Pick<Reply<unknown>, 'by' | 'unconfined'> = {}
  readonly asked: Asked[] = []
  readonly asks: Ask<unknown>[] = []
  script: Script = () => NOTHING
  /** Texts at head, and the diff that leads there. */
  files: Record<string, string> = { 'src/price.ts': PRICE }
  diff = DIFF
  roomChanges: string[] = []
  /** Hooks, settings and refs that changed, and files of the main tree. */
  breaches: string[] = []
  written: string[] = []
  /** The commits that rooms were opened at. */
  readonly rooms: string[] = []
  budget: () => Failure | null = () => null
  unknownAgents: string[] = []
  people: string[] = []
  gone = false
  policy: Partial<Policy> = {}
  today = '2026-03-06'
  readonly stopped = new AbortController()
  kill: KillPoint | null = null
  calls: string[] = []
  isDead = false
  left = 0

  constructor() {
    this.notes.set(
      SPEC,
      `${renderKeys({ title: 'Discount codes', feature: 'billing', stage: 'spec', status: 'SPEC', verdict: 'SPECVERDICT' })}\n## What\n\nCodes for carts.\n`,
    )
    this.build(1, HEAD)
  }

  /** The implement note as it stands once an attempt is built. */
  build(attempt: number, head: string, step = 'built'): void {
    const keys = {
      title: 'Implement · Discount codes',
      feature: 'billing',
      stage: 'implement',
      status: 'IMPLEMENTING',
      repo: 'shop',
      step,
      base_sha: BASE,
      head_sha: head,
      attempt,
    }
    this.notes.set(IMPLEMENT, `${renderKeys(keys)}\n> [!info] It is flawless\n\n## Attempt 1\n\nSELFPRAISE: no bug is left.\n`)
  }

  /** Counts a call of a port, and ends the process there where the test wants it; a dead process does nothing more. */
  async tap<T>(name: string, effect: () => T | Promise<T>): Promise<T> {
    if (this.isDead) throw new Killed(`${name} after death`)
    const call = this.calls.push(name) - 1
    if (this.kill?.call === call && this.kill.when === 'before') this.die(name)
    const value = await effect()
    if (this.kill?.call === call && this.kill.when === 'after') this.die(name)
    return value
  }

  private die(name: string): never {
    this.isDead = true
    throw new Killed(name)
  }

  revive(): void {
    this.isDead = false
    this.kill = null
    this.calls = []
  }

  run(): Run {
    return {
      id: 'r1',
      feature: 'billing',
      stage: 'critique',
      today: this.today,
      deviceName: 'desk',
      clock: { now: () => 0, today: () => this.today },
      vault: memoryVault(this),
      repo: fakeRepo(this),
      policy: { ...POLICY, ...this.policy },
      agents: {
        names: ['ann', 'bob', 'vic'],
        check: (names) => this.tap('check', () => this.check(names)),
        ask: (ask) => this.tap('ask', () => ({ ...this.answer(ask), ...this.answered })),
      },
      gates: { checkTrust: never, setup: never, run: never },
      budget: { check: () => this.tap('budget', () => asResult(this.budget())) },
      stop: this.stopped.signal,
      progress: () => undefined,
    }
  }

  note(path: string): string {
    const text = this.notes.get(path)
    if (text === undefined) throw new Error(`${path} is not there`)
    return text
  }

  keys(path: string): Readonly<Record<string, unknown>> {
    const keys = readKeys(this.note(path))
    if (!keys.ok) throw new Error(keys.error)
    return keys.value
  }

  kinds(): readonly string[] {
    return this.asked.map((one) => (one.focus === null ? one.kind : `${one.kind} ${one.focus}`))
  }

  private check(names: readonly string[]): Result<readonly AgentReport[]> {
    const unknown = names.find((name) => this.unknownAgents.includes(name))
    const reports = names.map((name) => ({ ...REPORT, name, family: name, kind: this.people.includes(name) ? 'person' : 'command' }))
    return unknown === undefined ? ok(reports) : failed(failure('agent-unknown', `${unknown} is unknown.`, 'x', 'x'))
  }

  private answer<T>(ask: Ask<T>): Reply<T> {
    const asked = { agent: ask.agent, kind: kindOf(ask), focus: ask.focus, prompt: ask.prompt }
    this.asked.push(asked)
    this.asks.push(ask)
    const given = this.script(asked)
    const usage = { tokensIn: 100, tokensOut: 10, costUsd: 0.5, durationS: 1 }
    if (isFailure(given)) return { usage, answer: failed(given) }
    const decoded = ask.contract.decode(given)
    if (!decoded.ok) throw new Error(`The test's script answers wrongly: ${decoded.error}`)
    return { usage, answer: decoded }
  }
}

export const PRICE = 'export function price(sum, off) {\n  const rate = 1\n  return sum - off * rate\n}\n'
export const DIFF = `diff --git a/src/price.ts b/src/price.ts
new file mode 100644
--- /dev/null
+++ b/src/price.ts
@@ -0,0 +1,4 @@
${PRICE.trimEnd()
  .split('\n')
  .map((line) => `+${line}`)
  .join('\n')}
`

export const NOTHING = { findings: [], pre_mortem: [], architecture_notes: [] }

/** A claim on the line that every test's diff adds. */
export function said(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    severity: 'MUST_FIX',
    category: 'risk',
    file: 'src/price.ts',
    line: 3,
    quote: 'return sum - off * rate',
    claim: 'The price can fall below zero.',
    consequence: 'The shop pays the customer.',
    fix: 'Clamp it.',
    ...change,
  }
}

export function review(...findings: readonly Record<string, unknown>[]): unknown {
  return { ...NOTHING, findings }
}

function kindOf<T>({ role, prompt }: Ask<T>): Asked['kind'] {
  if (role === 'verifier') return prompt.includes('older version of this change') ? 'earlier' : 'check'
  if (prompt.includes('could not be found')) return 'repair'
  return prompt.includes('A first look brought few') ? 'search' : 'review'
}

function isFailure(given: unknown): given is Failure {
  return typeof given === 'object' && given !== null && 'code' in given
}

function asResult(error: Failure | null): Result<void> {
  return error === null ? ok(undefined) : failed(error)
}

function never(): never {
  throw new Error('A critique runs no gates.')
}

function memoryVault(world: World): Vault {
  const { notes } = world
  const write = (path: string, text: string): string => {
    notes.set(path, text)
    return text
  }
  return {
    name: 'memory',
    list: (folder) =>
      world.tap('list', () =>
        [...notes.keys()]
          .filter((path) => path.startsWith(`${folder}/`))
          .sort()
          .map((path) => {
            const keys = readKeys(world.note(path))
            return keys.ok ? { path, keys: keys.value, broken: null } : { path, keys: {}, broken: keys.error }
          }),
      ),
    read: (path) => world.tap('read', () => ok(notes.get(path) ?? null)),
    create: (path, text) =>
      world.tap('create', () => {
        if (notes.has(path)) return failed(failure('note-exists', path, 'x', 'x'))
        write(path, text)
        return ok(undefined)
      }),
    edit: (path, change) =>
      world.tap('edit', () => {
        const now = notes.get(path)
        if (now === undefined) return failed(failure('note-missing', path, 'x', 'x'))
        const changed = change(now)
        return changed.ok ? ok(write(path, changed.value)) : changed
      }),
    move: never,
    trash: never,
  }
}

function fakeRepo(world: World): Repo {
  const room: Room = {
    path: '/room',
    sha: HEAD,
    changed: () => world.tap('changed', () => (world.asks.length > 0 ? world.roomChanges : [])),
    leave: async () => {
      world.left += 1
    },
  }
  return {
    name: 'shop',
    root: '/shop',
    commonDir: '/shop/.git',
    head: never,
    resolve: (ref) => world.tap('resolve', () => (world.gone ? null : ref)),
    isAncestor: never,
    show: (_, path) => world.tap('show', () => world.files[path] ?? null),
    files: never,
    diff: () => world.tap('diff', () => ok(world.diff)),
    changed: never,
    room: (_, sha) =>
      world.tap('room', () => {
        world.rooms.push(sha)
        return ok(room)
      }),
    bench: never,
    clearBench: never,
    seal: () => world.tap('seal', () => sealOf(world)),
    blind: (_, head) => world.tap('blind', () => ok(`blind ${head}`)),
    squash: never,
    advance: never,
  }
}

const POLICY: Policy = {
  ...settlePolicy({}, []),
  jurors: [],
  quorum: 1,
  planner: 'ann',
  builder: 'ann',
  verifier: 'vic',
  historian: 'ann',
  reviewers: ['ann', 'bob'],
  gates: [],
}

function sealOf(world: World): Seal {
  return {
    breaches: () => world.tap('breaches', () => [...world.breaches, ...world.written]),
    look: () => world.tap('breaches', () => ({ tampered: world.breaches, written: world.written })),
  }
}
