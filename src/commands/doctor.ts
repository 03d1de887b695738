import type { AgentReport } from '../agents/port.ts'
import type { Failure } from '../basics/failure.ts'
import type { Result } from '../basics/result.ts'
import { readConfig, type DeviceConfig } from '../device/config.ts'
import { configFile, type DevicePlace } from '../device/place.ts'
import { readTrust } from '../device/trust.ts'
import { readFeatures } from '../feature/feature.ts'
import { readPolicy } from '../policy/read-policy.ts'
import { openFolderVault } from '../vault/folder-vault.ts'
import { readAgents } from './agents.ts'
import { findPlace } from './find-place.ts'
import { openLinkedRepo } from './linked-repo.ts'
import { workingAgents } from './workplace.ts'

/** One thing that was looked at. `next` says what to do about it, null where it is well. */
export interface Check {
  readonly about: 'device' | 'vault' | 'repo' | 'policy' | 'agent'
  readonly ok: boolean
  readonly what: string
  readonly next: string | null
}

export interface Examination {
  readonly device: DevicePlace
  /** The working folder, absolute. */
  readonly folder: string
  readonly vault: string | null
  readonly repo: string | null
  readonly rehearsal: readonly string[] | null
}

/** Looks at everything a run would need, and goes on past what is missing. No model is asked, nothing is written. */
export async function examine(asked: Examination): Promise<readonly Check[]> {
  const config = await readConfig(asked.device)
  if (!config.ok) return [bad('device', config.error)]
  const agents = await readAgents(config.value, asked.device, asked.rehearsal)
  const agentChecks = agents.ok ? checkAgents(agents.value) : [bad('agent', agents.error)]
  return [well('device', `The device config is ${configFile(asked.device)}.`), ...(await examinePlace(asked, config.value)), ...agentChecks]
}

async function examinePlace(asked: Examination, config: DeviceConfig): Promise<readonly Check[]> {
  const place = await findPlace(config, asked)
  if (!place.ok) return [bad('vault', place.error)]
  const { repoName } = place.value
  const vault = await examineVault(place.value.vault, repoName, config)
  return repoName === null ? [...vault, noRepo()] : [...vault, ...(await examineRepo(asked, config, repoName))]
}

async function examineVault(folder: string, repoName: string | null, config: DeviceConfig): Promise<readonly Check[]> {
  const vault = await openFolderVault(folder)
  if (!vault.ok) return [bad('vault', vault.error)]
  const { features, problems } = await readFeatures(vault.value)
  const policy = await readPolicy(vault.value, repoName, workingAgents(config))
  return [
    well('vault', `The vault is ${folder}, with ${String(features.length)} feature${features.length === 1 ? '' : 's'}.`),
    ...problems.map(({ path, what }) => ({ about: 'vault', ok: false, what: `${path} is ignored.`, next: what }) as const),
    told('policy', policy, 'The policy can be read.'),
  ]
}

async function examineRepo(asked: Examination, config: DeviceConfig, name: string): Promise<readonly Check[]> {
  const path = config.repos[name]?.path ?? ''
  const repo = await openLinkedRepo(config, asked.device, { name, path }, null)
  if (!repo.ok) return [bad('repo', repo.error)]
  const head = await repo.value.head()
  const trust = await readTrust(asked.device)
  const where = head.ok ? `The repo "${name}" is ${repo.value.root}, on ${head.value.branch ?? 'no branch'}.` : ''
  return [told('repo', head, where), told('device', trust, 'The approvals of this device can be read.')]
}

function checkAgents(reports: readonly AgentReport[]): readonly Check[] {
  if (reports.length === 0) {
    return [
      {
        about: 'agent',
        ok: false,
        what: 'No agent is set up on this device.',
        next: 'Run forge init, or add one under agents in the device config.',
      },
    ]
  }
  return reports.map((report) => {
    const found = [report.version, report.path].filter((part) => part !== null).join(', ')
    const looked = report.path === null && report.searched.length > 0 ? ` Looked in ${report.searched.join(', ')}.` : ''
    return {
      about: 'agent',
      ok: report.problem === null,
      what: `${report.name} (${report.kind})${found === '' ? '' : `: ${found}`}.${looked}`,
      next: report.problem,
    }
  })
}

function noRepo(): Check {
  return {
    about: 'repo',
    ok: false,
    what: 'No linked repo belongs to this folder.',
    next: 'Work from inside one, add --repo NAME, or link one with forge init.',
  }
}

function told(about: Check['about'], result: Result<unknown>, what: string): Check {
  return result.ok ? well(about, what) : bad(about, result.error)
}

function well(about: Check['about'], what: string): Check {
  return { about, ok: true, what, next: null }
}

function bad(about: Check['about'], error: Failure): Check {
  return { about, ok: false, what: `${error.what} ${error.why}`, next: error.next }
}
