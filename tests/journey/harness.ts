import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import * as v from 'valibot'
import { expect, vi } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')
export const CLI = path.join(ROOT, 'dist', 'cli.js')
export const STORY = path.join(ROOT, 'templates', 'rehearsal')
/** A test of several commands takes seconds where nothing else runs, and minutes on a busy machine. */
export const SLOW_MS = 900_000
/** A command that runs asks long before. */
const ASKED_MS = 180_000
/** CONTRACT: done; a person is asked; the verdict is against it. */
const ON_THE_WAY: readonly unknown[] = [0, 3, 4]
const AGENT = path.join(import.meta.dirname, 'recording-agent.mjs')

/** What one run of the command came to. `document` is its `--json` output. */
export interface Outcome {
  readonly exit: number | null
  readonly document: unknown
  readonly stdout: string
  readonly stderr: string
}

/** `stamp`: a word that only this answer carries, so that notes show which answers were kept. `prompt`: its hash. */
export interface Asked {
  readonly event: string
  readonly role: string
  readonly focus: string | null
  readonly try: number
  readonly attempt: number
  readonly prompt: string
  readonly stamp: string
}

const ASKED = v.object({
  event: v.string(),
  role: v.string(),
  focus: v.nullable(v.string()),
  try: v.number(),
  attempt: v.number(),
  prompt: v.string(),
  stamp: v.string(),
})

const ERROR = v.object({ error: v.object({ code: v.string(), what: v.string(), why: v.string(), next: v.string() }) })

/** A vault, a shop with tests, a device config and a recording agent in one temporary folder, and the built command to drive them. */
export class Workshop {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'forge-journey-'))
  readonly vault = path.join(this.folder, 'vault')
  readonly shop = path.join(this.folder, 'shop')
  readonly device = path.join(this.folder, 'device')
  private readonly log = path.join(this.folder, 'asked.jsonl')

  constructor() {
    for (const folder of [this.vault, this.device]) mkdirSync(folder)
    cpSync(path.join(STORY, 'shop'), this.shop, { recursive: true })
    this.git('init', '--quiet', '--initial-branch', 'main')
    this.git('add', '.')
    this.git('-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--message', 'Open the shop')
    this.writeConfig('mine', this.recording())
  }

  /** The config of an agent that writes down what it is asked and plays the rehearsal's story. */
  recording(): string {
    const env = { FORGE_TEST_LOG: this.log, FORGE_TEST_STORY: path.join(STORY, 'agent.mjs') }
    const pairs = Object.entries(env).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    return `{ kind: command, pays: api, argv: [${JSON.stringify(process.execPath)}, ${JSON.stringify(AGENT)}], env: { ${pairs.join(', ')} } }`
  }

  /** Writes a device config with this agent and, before it, a person called `me` where asked for. */
  writeConfig(name: string, agent: string, withPerson = false): void {
    const agents = [...(withPerson ? ['  me: { kind: person }'] : []), `  ${name}: ${agent}`]
    writeFileSync(
      path.join(this.device, 'config.yaml'),
      `agents:\n${agents.join('\n')}\nworktrees_at: ${JSON.stringify(path.join(this.folder, 'worktrees'))}\n`,
    )
  }

  /** Makes the recording agent misbehave in one role: `role:how`; '' mends it. */
  misbehave(how: string): void {
    const config = readFileSync(path.join(this.device, 'config.yaml'), 'utf8').replace(/, FORGE_TEST_MISBEHAVE: "[^"]*"/, '')
    const said = how === '' ? config : config.replace(/(FORGE_TEST_STORY: "[^"]*")/, `$1, FORGE_TEST_MISBEHAVE: ${JSON.stringify(how)}`)
    writeFileSync(path.join(this.device, 'config.yaml'), said)
  }

  /** Lets agents that wait (`role:wait`) answer. */
  letGo(): void {
    writeFileSync(`${this.log}.go`, '')
  }

  /** Waits until so many questions of a role have reached the agent. */
  async untilAsked(role: string, count = 1): Promise<void> {
    await vi.waitFor(() => expect(this.timesAsked(role)).toBeGreaterThanOrEqual(count), { timeout: ASKED_MS, interval: 20 })
  }

  environment(): Record<string, string> {
    const { PATH = '' } = process.env
    return {
      PATH,
      HOME: this.folder,
      FORGE_HOME: this.device,
      XDG_CACHE_HOME: path.join(this.folder, 'cache'),
      LANG: 'C.UTF-8',
      GIT_CONFIG_NOSYSTEM: '1',
    }
  }

  start(...args: readonly string[]): ChildProcess {
    return this.startWith({}, ...args)
  }

  /** As `start`, with other variables and, with `cwd`, in another folder. */
  startWith(other: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string }, ...args: readonly string[]): ChildProcess {
    const env = { ...this.environment(), ...other.env }
    return spawn(process.execPath, [CLI, ...args], { cwd: other.cwd ?? this.shop, env, stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /** Runs a command with `--json` to its end. */
  async forge(...args: readonly string[]): Promise<Outcome> {
    return outcomeOf(this.start(...args, '--json'))
  }

  /** As `forge`, on the way to what a test is about: throws where the command fails. A question that waits is no failure, nor is a verdict. */
  async reach(...args: readonly string[]): Promise<void> {
    const { exit, stdout, stderr } = await this.forge(...args)
    if (!ON_THE_WAY.includes(exit)) throw new Error(`forge ${args.join(' ')} ended with ${String(exit)}: ${stdout}\n${stderr}`)
  }

  /** Links the shop, writes the spec, sets the shop's tests as the gate and trusts it. */
  async open(feature: string, policy: readonly string[] = []): Promise<void> {
    await this.reach('init', '--vault', this.vault, '--repo', this.shop, '--name', 'shop')
    this.setPolicy(['gates: ["node --test"]', ...policy])
    await this.reach('trust', '--yes')
    if (feature !== '') await this.reach('spec', feature, '--from', path.join(STORY, 'spec.md'))
  }

  /** Sets keys of the policy note: each line replaces the one of the same key. */
  setPolicy(lines: readonly string[]): void {
    const file = path.join(this.vault, 'forge/core-rules/policy.md')
    for (const line of lines) {
      const key = line.slice(0, line.indexOf(':'))
      const text = readFileSync(file, 'utf8')
      const old = new RegExp(`^${key}:.*\\n(?:(?: |- ).*\\n)*`, 'm')
      writeFileSync(file, old.test(text) ? text.replace(old, `${line}\n`) : text.replace(/^---\n/, `---\n${line}\n`))
    }
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', [...args], { cwd: this.shop, encoding: 'utf8', stdio: 'pipe' }).trim()
  }

  /** How often agents in a role were asked, repairs counted. */
  timesAsked(role: string): number {
    return this.asked().filter((one) => one.event === 'asked' && one.role === role).length
  }

  /** Every event the recording agent wrote down, in order. */
  asked(): readonly Asked[] {
    if (!existsSync(this.log)) return []
    return readFileSync(this.log, 'utf8')
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => v.parse(ASKED, JSON.parse(line)))
  }

  notes(folder: string): readonly string[] {
    const at = path.join(this.vault, 'forge', folder)
    return existsSync(at) ? readdirSync(at).sort() : []
  }

  read(note: string): string {
    return readFileSync(path.join(this.vault, note), 'utf8')
  }

  write(note: string, text: string): void {
    writeFileSync(path.join(this.vault, note), text)
  }

  /** Every file below the vault's `forge/` by its path in the vault, with its text. */
  texts(): ReadonlyMap<string, string> {
    const names = filesBelow(path.join(this.vault, 'forge')).map((name) => `forge/${name}`)
    return new Map(names.map((name) => [name, this.read(name)]))
  }

  /** Path in the vault of the note whose name ends so: `_plan-2`. The test fails where there is none, or more than one. */
  find(ending: string): string {
    const found = [...this.texts().keys()].filter((name) => name.endsWith(`${ending}.md`))
    if (found.length !== 1) throw new Error(`${String(found.length)} notes end in ${ending}: ${found.join(', ')}`)
    return found[0] ?? ''
  }

  /** Changes a note as a person's editor would. */
  edit(ending: string, change: (text: string) => string): void {
    const note = this.find(ending)
    const before = this.read(note)
    const after = change(before)
    if (after === before) throw new Error(`Nothing was changed in ${note}.`)
    this.write(note, after)
  }

  /** Keeps the whole workshop as it is now, to come back to. */
  keep(name: string): void {
    cpSync(this.folder, this.kept(name), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  }

  /** Everything as it was when it was kept under this name. */
  comeBackTo(name: string): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 })
    cpSync(this.kept(name), this.folder, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  }

  private kept(name: string): string {
    return path.join(`${this.folder}-kept`, name)
  }

  /** One hash over every byte of the shop's working tree and its index. */
  treeHash(): string {
    const hash = createHash('sha256')
    for (const file of filesBelow(this.shop).filter((name) => !name.startsWith('.git/')))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(path.join(this.shop, file)))
    return hash.update(readFileSync(path.join(this.shop, '.git/index'))).digest('hex')
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 })
    rmSync(`${this.folder}-kept`, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** Checks that a command failed as CONTRACT says: this exit code, this error code, and what, why and next in words. Gives the error. */
export function failureOf({ exit, document, stdout, stderr }: Outcome): {
  readonly exit: number | null
  readonly code: string
  readonly text: string
} {
  const read = v.safeParse(ERROR, document)
  if (!read.success) throw new Error(`There is no error object (exit ${String(exit)}): ${stdout}\n${stderr}`)
  const { code, what, why, next } = read.output.error
  for (const part of [what, why, next])
    if (!/[\p{L}\p{N}]/u.test(part)) throw new Error(`A part of the error is empty: ${JSON.stringify(read.output.error)}`)
  return { exit, code, text: `${what}\n${why}\n${next}` }
}

export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort()
}

export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const out = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (out.stderr += text))
  return new Promise((resolve) => {
    child.on('close', (exit) => resolve({ exit, ...out, document: out.stdout.trim().startsWith('{') ? JSON.parse(out.stdout) : null }))
  })
}

/** Ids of live processes that carry a mark of Forge's runs and were started for this workshop. Linux only. */
export function leftBehind(workshop: Pick<Workshop, 'folder'>): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const environ = readFileSync(`/proc/${String(pid)}/environ`, 'utf8')
        return environ.includes('FORGE_RUN_MARK=') && environ.includes(workshop.folder)
      } catch {
        return false
      }
    })
}
