import { kindOf } from '../agents/kinds.ts'
import type { AgentReport } from '../agents/port.ts'
import type { Failure } from '../basics/failure.ts'
import { readConfig, type DeviceConfig } from '../device/config.ts'
import { configFile, type DevicePlace } from '../device/place.ts'
import { readTrust } from '../device/trust.ts'
import { readFeatures } from '../feature/feature.ts'
import { realPath } from '../node/files.ts'
import type { Policy } from '../policy/policy.ts'
import { readPolicy } from '../policy/read-policy.ts'
import { openFolderVault } from '../vault/folder-vault.ts'
import { FIRST_KINDS, lookForKinds, readAgents } from './agents.ts'
import type { Check } from './check.ts'
import { examineSystem } from './doctor-system.ts'
import { findPlace, ownRepos } from './find-place.ts'
import { openLinkedRepo } from './linked-repo.ts'
import { workingAgents } from './workplace.ts'

export interface Examination {
  readonly device: DevicePlace
  /** The working folder, absolute. */
  readonly folder: string
  readonly vault: string | null
  readonly repo: string | null
  readonly rehearsal: readonly string[] | null
  /** True: the folder is the vault that a person has open, so only repos that are linked to it count. */
  readonly isOpen?: boolean
}

/** Looks at everything a run would need, and goes on past what is missing. No model is asked, nothing is written. */
export async function examine(asked: Examination): Promise<readonly Check[]> {
  const system = await examineSystem(asked.device)
  const config = await readConfig(asked.device)
  if (!config.ok) return [...system, bad('device', config.error)]
  const agents = await readAgents(config.value, asked.device, asked.rehearsal)
  const agentChecks = agents.ok ? await checkAgents(agents.value, asked) : [bad('agent', agents.error)]
  const near = asked.isOpen === true ? await ownRepos(config.value, asked.folder) : config.value
  const place = await examinePlace(asked, near, !system.some((check) => check.about === 'repo'))
  return [...system, well('device', `The device config is ${configFile(asked.device)}.`), ...place, ...agentChecks]
}

async function examinePlace(asked: Examination, config: DeviceConfig, hasGit: boolean): Promise<readonly Check[]> {
  const place = await findPlace(config, asked)
  if (!place.ok) return [bad('vault', place.error)]
  const { repoName } = place.value
  const vault = await examineVault(place.value.vault, repoName, config)
  const linked = repoName === null ? await linkedRepos(config, place.value.vault) : [repoName]
  if (linked.length === 0) return [...vault, noRepo()]
  const repos = hasGit ? await Promise.all(linked.map((name) => examineRepo(asked, config, name))) : []
  return [...vault, ...repos, await examineTrust(asked.device)]
}

async function examineVault(folder: string, repoName: string | null, config: DeviceConfig): Promise<readonly Check[]> {
  const vault = await openFolderVault(folder)
  if (!vault.ok) return [bad('vault', vault.error)]
  const { features, problems } = await readFeatures(vault.value)
  const policy = await readPolicy(vault.value, repoName, workingAgents(config))
  return [
    well('vault', `The vault is ${folder}, with ${String(features.length)} feature${features.length === 1 ? '' : 's'}.`),
    ...problems.map(({ path, what }) => ({ about: 'vault', ok: false, what: `${path} is ignored.`, next: what }) as const),
    ...(policy.ok ? checkPolicy(policy.value, config) : [bad('policy', policy.error)]),
  ]
}

/** Seats and roles may name agents of another device. */
function checkPolicy(policy: Policy, config: DeviceConfig): readonly Check[] {
  const { planner, builder, verifier, historian } = policy
  const named = [...policy.jurors.map((seat) => seat.agent), ...policy.reviewers, planner, builder, verifier, historian]
  const strangers = [...new Set(named)].filter((name) => name !== '' && !Object.hasOwn(config.agents, name))
  const read: Check = { about: 'policy', ok: true, what: 'The policy can be read.', next: null }
  const gates = policy.gates.length > 0 ? null : 'Name the commands that must pass, such as npm test, under gates in the policy.'
  return [
    { ...read, what: `${read.what}${gates === null ? '' : ' It names no gates, so nothing that is built is tested.'}`, next: gates },
    ...strangers.map((name) => ({
      about: 'policy' as const,
      ok: false,
      what: `The policy names the agent ${name}, which this device does not have.`,
      next: `Add ${name} under agents in the device config, or name another agent in the policy.`,
    })),
  ]
}

async function examineRepo(asked: Examination, config: DeviceConfig, name: string): Promise<Check> {
  const path = config.repos[name]?.path ?? ''
  const repo = await openLinkedRepo(config, asked.device, { name, path }, null)
  if (!repo.ok) return bad('repo', repo.error)
  const head = await repo.value.head()
  if (!head.ok) return bad('repo', head.error)
  return well('repo', `The repo "${name}" is ${repo.value.root}, on ${head.value.branch ?? 'no branch'}.`)
}

async function examineTrust(device: DevicePlace): Promise<Check> {
  const trust = await readTrust(device)
  return trust.ok ? well('device', 'The approvals of this device can be read.') : bad('device', trust.error)
}

async function checkAgents(reports: readonly AgentReport[], { device, rehearsal }: Examination): Promise<readonly Check[]> {
  if (reports.length === 0) {
    const looked = await lookForKinds(device, rehearsal, FIRST_KINDS)
    const found = looked.filter((report) => report.path !== null).map((report) => report.name)
    const what = `No agent is set up on this device${found.length === 0 ? '' : `, though ${found.join(' and ')} can be found`}.`
    return [{ about: 'agent', ok: false, what, next: 'Run forge init, or add one under agents in the device config.' }]
  }
  return reports.map((report) => (report.path === null && report.searched.length > 0 ? notFound(report) : checkAgent(report)))
}

function checkAgent(report: AgentReport): Check {
  const found = [report.version, report.path].filter((part) => part !== null).join(', ')
  const what = `${report.name} (${report.kind})${found === '' ? '' : `: ${found}`}.`
  return { about: 'agent', ok: report.problem === null, what, next: report.problem ?? report.warning ?? null }
}

function notFound({ name, kind, searched, problem }: AgentReport): Check {
  const what = `${name} (${kind}) was not found. Looked in ${searched.join(', ')}.`
  return { about: 'agent', ok: false, what, next: kindOf(kind)?.install ?? problem }
}

/** Of several repos of one vault, each feature says which one it is for. */
async function linkedRepos(config: DeviceConfig, vault: string): Promise<readonly string[]> {
  const real = await Promise.all(
    Object.entries(config.repos).map(async ([name, repo]) => [name, await realPath(config.vaults[repo.vault] ?? '')] as const),
  )
  return real.filter(([, folder]) => folder === vault).map(([name]) => name)
}

function noRepo(): Check {
  return {
    about: 'repo',
    ok: false,
    what: 'No linked repo belongs to this folder.',
    next: 'Work from inside one, add --repo NAME, or link one with forge init.',
  }
}

function well(about: Check['about'], what: string): Check {
  return { about, ok: true, what, next: null }
}

function bad(about: Check['about'], error: Failure): Check {
  return { about, ok: false, what: `${error.what} ${error.why}`, next: error.next }
}
