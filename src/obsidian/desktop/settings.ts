import type { App } from 'obsidian'
import type { AgentReport } from '../../agents/port.ts'
import { variablesIn } from '../../agents/environment.ts'
import { KINDS, kindOf } from '../../agents/kinds.ts'
import { ok, type Result } from '../../basics/result.ts'
import { readAgents } from '../../commands/agents.ts'
import { workingAgents } from '../../commands/workplace.ts'
import { addAgent, readConfig, type AgentEntry, type AgentSetting, type DeviceConfig } from '../../device/config.ts'
import { AGENT_KINDS } from '../../device/config-schema.ts'
import { changeConfig, checkChange, type ConfigChange } from '../../device/edit-config.ts'
import { readEnvFile } from '../../device/env-file.ts'
import { configFile, type DevicePlace } from '../../device/place.ts'
import { realPath } from '../../node/files.ts'
import { fromHome, homesOf, withTilde } from './discreet.ts'
import { rehearsalLook } from './rehearsal-program.ts'
import { shown } from './setup.ts'
import { devicePlace, folderOf, terminalPlace } from './workplace.ts'

/** This device's config as the settings show it: paths with `~` where a field reads that back, and of an agent's environment the names only. */
export interface DeviceView {
  readonly file: string
  /** The repos that are linked to the open vault. */
  readonly repos: readonly { readonly name: string; readonly path: string }[]
  readonly agents: readonly AgentView[]
  /** Names of the agents that answer without a person, in their order. */
  readonly working: readonly string[]
  readonly worktreesAt: string
  readonly envFile: string
  readonly agentsMayAnswer: boolean
  readonly goOn: boolean
  /** The kinds of agents that can be added. */
  readonly kinds: readonly string[]
}

export interface AgentView {
  readonly name: string
  readonly kind: string
  readonly model: string
  readonly pays: 'plan' | 'api'
  readonly path: string
  readonly argv: readonly string[]
  readonly fallback: string
  readonly unconfined: boolean
  /** null: Forge's own limit. */
  readonly maxToolCalls: number | null
  /** Dollars for a million tokens: in, out and, where they have a price of their own, cached. Empty: no price is set. */
  readonly price: readonly number[]
  /** Names of the variables in its `env`. */
  readonly variables: readonly string[]
  /** Each `${NAME}` that they ask for. */
  readonly secrets: readonly SecretView[]
  /** How its program is installed, '' where it has none. */
  readonly install: string
}

/** A variable whose value stands outside of the config, and where it is set besides Obsidian, if it is. */
export interface SecretView {
  readonly variable: string
  readonly elsewhere: 'environment' | 'env_file' | null
}

export async function readDeviceHere(app: App): Promise<Result<DeviceView>> {
  const device = devicePlace(app)
  const config = await readConfig(device)
  return config.ok ? ok(await viewOf(config.value, device, folderOf(app))) : config
}

/** Where each agent is found, in which version, logged in or not; no model is asked, nothing is paid. */
export async function lookUpAgents(app: App): Promise<Result<readonly AgentReport[]>> {
  const device = await terminalPlace(app)
  const config = await readConfig(device)
  if (!config.ok) return config
  const reports = await readAgents(config.value, device, await rehearsalLook(device, config.value))
  if (!reports.ok) return reports
  const homes = await homesOf(device)
  return ok(reports.value.map((report) => shown(report, homes)))
}

/** Changes one key of the config; fails, and writes nothing, where the value is not allowed. */
export function changeDevice(app: App, change: ConfigChange): Promise<Result<boolean>> {
  return changeConfig(devicePlace(app), change)
}

/** Whether the change would be taken. */
export function checkDevice(app: App, change: ConfigChange): Promise<Result<void>> {
  return checkChange(devicePlace(app), change)
}

/** False: there is an agent of that name already. `argv`: the program and its arguments, for kind `command`. */
export async function addAgentHere(app: App, name: string, kind: string, argv: readonly string[]): Promise<Result<boolean>> {
  const known = AGENT_KINDS.find((one) => one === kind) ?? 'command'
  const entry: AgentEntry = argv.length === 0 ? { kind: known } : { kind: known, argv: [...argv] }
  return addAgent(devicePlace(app), name, entry)
}

async function viewOf(config: DeviceConfig, device: DevicePlace, vault: string | null): Promise<DeviceView> {
  const tilde = (path: string | null): string => (path === null ? '' : fromHome(path, device.home))
  const fileEnv = await readEnvFile(config.envFile)
  const here = vault === null ? null : await realPath(vault)
  const repos = await Promise.all(
    Object.entries(config.repos).map(async ([name, repo]) => ({ name, repo, at: await realPath(config.vaults[repo.vault] ?? '') })),
  )
  return {
    file: withTilde(configFile(device), await homesOf(device)),
    repos: repos.filter(({ at }) => at !== null && at === here).map(({ name, repo }) => ({ name, path: tilde(repo.path) })),
    agents: Object.entries(config.agents).map(([name, agent]) => ({
      ...agentView(name, agent, tilde),
      secrets: variablesIn(agent.env).map((variable) => secretView(variable, device.env, fileEnv.ok ? fileEnv.value : {})),
    })),
    working: workingAgents(config),
    worktreesAt: tilde(config.worktreesAt),
    envFile: tilde(config.envFile),
    agentsMayAnswer: config.agentsMayAnswer,
    goOn: config.goOn,
    kinds: KINDS.map((kind) => kind.name).filter((kind) => kind !== 'rehearsal'),
  }
}

function secretView(variable: string, env: DevicePlace['env'], fileEnv: DevicePlace['env']): SecretView {
  return { variable, elsewhere: variable in env ? 'environment' : variable in fileEnv ? 'env_file' : null }
}

function agentView(name: string, agent: AgentSetting, tilde: (path: string | null) => string): Omit<AgentView, 'secrets'> {
  return {
    name,
    kind: agent.kind,
    model: agent.model ?? '',
    pays: agent.pays,
    path: tilde(agent.path),
    argv: agent.argv,
    fallback: agent.fallback ?? '',
    unconfined: agent.unconfined,
    maxToolCalls: agent.maxToolCalls ?? null,
    price: priceOf(agent),
    variables: Object.keys(agent.env),
    install: kindOf(agent.kind)?.install ?? '',
  }
}

function priceOf({ price }: AgentSetting): readonly number[] {
  if (price === null || price === undefined) return []
  return [price.in, price.out, ...(price.cached === null ? [] : [price.cached])]
}
