import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { expandHome } from '../node/paths.ts'
import { AGENT_KINDS, ConfigSchema, type AgentEntry, type AgentKind, type ConfigEntries } from './config-schema.ts'
import { configFile, type DevicePlace } from './place.ts'
import { editYaml, readYaml, setBelow } from './yaml-file.ts'

/** One agent of this device. */
export interface AgentSetting {
  readonly kind: AgentKind
  readonly model: string | null
  /** `plan`: a subscription pays, so dollars are not counted. */
  readonly pays: 'plan' | 'api'
  readonly env: Readonly<Record<string, string>>
  readonly argv: readonly string[]
  /** Absolute path of the program where it is not found by itself. */
  readonly path: string | null
  readonly unconfined: boolean
  /** The agent that is asked where this one cannot answer for reasons that are not the question's. */
  readonly fallback: string | null
  /** Dollars for a million tokens, where the agent's service has a price that no table knows. */
  readonly price?: { readonly in: number; readonly out: number; readonly cached: number | null } | null
  /** For one answer; null: Forge's own limit. */
  readonly maxToolCalls?: number | null
}

export interface RepoSetting {
  /** Absolute. */
  readonly path: string
  /** Name of its vault. */
  readonly vault: string
}

/** This device's own settings; paths are absolute, `~` filled in. Names keep the order of the file. */
export interface DeviceConfig {
  readonly vaults: Readonly<Record<string, string>>
  readonly repos: Readonly<Record<string, RepoSetting>>
  readonly agents: Readonly<Record<string, AgentSetting>>
  readonly worktreesAt: string | null
  readonly envFile: string | null
  /** True where the person lets agents answer questions on this device. */
  readonly agentsMayAnswer: boolean
  /** True where a stage may go on by itself when its question is answered. */
  readonly goOn: boolean
}

/** The config of this device; an absent file is an empty one. Fails with `bad-config`, naming the file, the key and what is allowed. */
export async function readConfig(place: DevicePlace): Promise<Result<DeviceConfig>> {
  const file = configFile(place)
  const read = await readYaml(file, ConfigSchema)
  return read.ok ? ok(settle(read.value, place.home)) : read
}

/** Links a vault under a name. False: it was there already. Fails where the name belongs to another folder. */
export async function addVault(place: DevicePlace, name: string, folder: string): Promise<Result<boolean>> {
  return add(place, [vaultEntry(place, name, folder)])
}

/** Links a repo to a vault of this device. False: it was there already. Fails where the name belongs to another folder or vault. */
export async function addRepo(place: DevicePlace, name: string, repo: RepoSetting): Promise<Result<boolean>> {
  return add(place, [repoEntry(place, name, repo)])
}

/** A vault and a repo of it in one write: both or, where one fails as above, neither. `folder`: the vault's. */
export async function addLink(place: DevicePlace, folder: string, name: string, repo: RepoSetting): Promise<Result<boolean>> {
  return add(place, [vaultEntry(place, repo.vault, folder), repoEntry(place, name, repo)])
}

/** Adds an agent. False: there is one of that name already, which stays as it is. */
export async function addAgent(place: DevicePlace, name: string, agent: AgentEntry): Promise<Result<boolean>> {
  return add(place, [{ mapping: 'agents', name, value: agent, presence: (entries) => same(entries.agents[name], () => true) }])
}

type Presence = 'absent' | 'same' | 'other'

interface Entry {
  readonly mapping: 'vaults' | 'repos' | 'agents'
  readonly name: string
  readonly value: unknown
  presence(entries: ConfigEntries): Presence
}

function vaultEntry(place: DevicePlace, name: string, folder: string): Entry {
  const isSame = (there: string): boolean => expandHome(there, place.home) === folder
  return { mapping: 'vaults', name, value: folder, presence: (entries) => same(entries.vaults[name], isSame) }
}

function repoEntry(place: DevicePlace, name: string, { path, vault }: RepoSetting): Entry {
  const isSame = (there: RepoSetting): boolean => expandHome(there.path, place.home) === path && there.vault === vault
  return { mapping: 'repos', name, value: { path, vault }, presence: (entries) => same(entries.repos[name], isSame) }
}

function same<T>(there: T | undefined, isSame: (there: T) => boolean): Presence {
  if (there === undefined) return 'absent'
  return isSame(there) ? 'same' : 'other'
}

async function add(place: DevicePlace, wanted: readonly Entry[]): Promise<Result<boolean>> {
  const file = configFile(place)
  return editYaml(file, ConfigSchema, (document, entries) => {
    const foreign = wanted.find((one) => one.presence(entries) === 'other')
    if (foreign !== undefined) return failed(taken(file, foreign.mapping, foreign.name))
    const absent = wanted.filter((one) => one.presence(entries) === 'absent')
    const set = absent.map(({ mapping, name, value }) => setBelow(file, document, mapping, name, value))
    return set.find((one) => !one.ok) ?? ok(absent.length > 0)
  })
}

function taken(file: string, mapping: string, name: string): Failure {
  const next = `Choose another name with --name, or change ${mapping}.${name} in that file.`
  return failure('bad-config', `${file} has ${mapping}.${name} already.`, 'It points somewhere else.', next)
}

function settle(entries: ConfigEntries, home: string): DeviceConfig {
  const expand = (path: string): string => expandHome(path, home)
  return {
    vaults: mapValues(entries.vaults, expand),
    repos: mapValues(entries.repos, (repo) => ({ path: expand(repo.path), vault: repo.vault })),
    agents: mapValues(entries.agents, (agent) => settleAgent(agent, expand)),
    worktreesAt: nullable(entries.worktrees_at, expand),
    envFile: nullable(entries.env_file, expand),
    agentsMayAnswer: entries.agents_may_answer ?? false,
    goOn: entries.go_on ?? false,
  }
}

/** A kind with a login of its own is taken to be paid by a plan, because then no key of the environment is billed by surprise. */
function settleAgent(agent: AgentEntry, expand: (path: string) => string): AgentSetting {
  const ownLogin = AGENT_KINDS.indexOf(agent.kind) < AGENT_KINDS.indexOf('command')
  return {
    kind: agent.kind,
    model: agent.model ?? null,
    pays: agent.pays ?? (ownLogin ? 'plan' : 'api'),
    env: agent.env ?? {},
    argv: agent.argv ?? [],
    path: nullable(agent.path, expand),
    unconfined: agent.unconfined ?? false,
    fallback: agent.fallback ?? null,
    price: nullable(agent.price, (price) => ({ ...price, cached: price.cached ?? null })),
    maxToolCalls: agent.max_tool_calls ?? null,
  }
}

function nullable<T, U>(value: T | null | undefined, use: (value: T) => U): U | null {
  return value === null || value === undefined ? null : use(value)
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, use: (value: T) => U): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, use(value)]))
}

export type { AgentEntry }
