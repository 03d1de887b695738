import type { App } from 'obsidian'
import { systemClock } from '../../basics/clock.ts'
import { failure, type Failure } from '../../basics/failure.ts'
import { failed, ok, type Result } from '../../basics/result.ts'
import { FIRST_KINDS, lookForKinds, readAgents } from '../../commands/agents.ts'
import type { Check } from '../../commands/check.ts'
import { examine } from '../../commands/doctor.ts'
import { initialise } from '../../commands/init.ts'
import { approve, readTrustRequest, type TrustRequest } from '../../commands/trust.ts'
import type { Face } from '../../commands/workplace.ts'
import { variablesIn } from '../../agents/environment.ts'
import { kindOf } from '../../agents/kinds.ts'
import type { AgentReport } from '../../agents/port.ts'
import { addAgent, readConfig, type DeviceConfig } from '../../device/config.ts'
import type { DevicePlace } from '../../device/place.ts'
import { readEnvFile } from '../../device/env-file.ts'
import { expandHome, isAbsolute } from '../../node/paths.ts'
import { fileOfUrl } from '../../node/urls.ts'
import { ObsidianVault } from '../obsidian-vault.ts'
import { discreet, homesOf, withTilde } from './discreet.ts'
import { rehearsalLook } from './rehearsal-program.ts'
import { devicePlace, folderOf, noFolder, openWorkplace, terminalPlace } from './workplace.ts'

/** A repo to be linked to the open vault. */
export interface LinkWish {
  /** As it was typed, pasted or dropped: a path, one that begins with `~`, or a `file:` address. */
  readonly path: string
  /** What it is called in notes; null: its folder's name. */
  readonly name: string | null
  /** True: the repo of that name has moved there. */
  readonly hasMoved: boolean
}

export interface Linked {
  readonly name: string
  /** With `~` for the home folder. */
  readonly path: string
  /** The agents of this device. */
  readonly agents: readonly AgentReport[]
  /** The CLIs that Forge looks for by itself, where it did not find them: the places, and what to install. */
  readonly missing: readonly { readonly kind: string; readonly searched: readonly string[]; readonly install: string }[]
}

/** Links a repo to the open vault on this device and begins the policy. Where it fails nothing was stored. */
export async function linkHere(app: App, wish: LinkWish): Promise<Result<Linked>> {
  const vault = folderOf(app)
  if (vault === null) return failed(noFolder())
  const device = await terminalPlace(app)
  const repo = expandHome(plainPath(wish.path), device.home)
  if (!isAbsolute(repo)) return failed(notAbsolute(wish.path))
  const order = { vault, repo, name: wish.name, notes: new ObsidianVault(app), needsCommit: true, hasMoved: wish.hasMoved }
  const made = await initialise(device, quietFace(), order)
  if (!made.ok) return failed(homeless(made.error, await homesOf(device)))
  const config = await readConfig(device)
  const agents = config.ok ? await readAgents(config.value, device, await rehearsalLook(device, config.value)) : config
  if (!agents.ok) return agents
  const homes = await homesOf(device)
  const reports = agents.value.map((report) => shown(report, homes))
  const { name, repo: path } = made.value
  return ok({ name, path: withTilde(path, homes), agents: reports, missing: await missingKinds(device, homes, reports) })
}

/** Makes the person of this device an agent, `me`, who answers in notes. */
export async function addPersonHere(app: App): Promise<Result<boolean>> {
  return addAgent(devicePlace(app), 'me', { kind: 'person' })
}

/** Everything that a run would need, looked at; the texts are fit for a note. */
export async function examineHere(app: App): Promise<readonly Check[]> {
  const device = await terminalPlace(app)
  const folder = folderOf(app)
  const config = await readConfig(device)
  const fileEnv = await readEnvFile(config.ok ? config.value.envFile : null)
  const secrets = { ...(fileEnv.ok ? fileEnv.value : {}), ...(config.ok ? storedSecrets(config.value, device) : {}) }
  const clean = discreet(device.env, await homesOf(device), config.ok ? config.value : null, secrets)
  if (folder === null) return [{ about: 'vault', ok: false, what: noFolder().what, next: noFolder().next }]
  const rehearsal = config.ok ? await rehearsalLook(device, config.value) : null
  const checks = await examine({ device, folder, vault: folder, repo: null, isOpen: true, rehearsal })
  return checks.map((check) => ({ ...check, what: clean(check.what), next: check.next === null ? null : clean(check.next) }))
}

/** The commands of a repo's policy that wait for this device's approval. `repo`: its name; null: the only one of this vault. */
export async function trustRequestHere(app: App, repo: string | null): Promise<Result<TrustRequest>> {
  const workplace = await openWorkplace(app)
  if (!workplace.ok) return workplace
  const request = await readTrustRequest({ ...workplace.value, repoName: repo ?? workplace.value.repoName })
  if (!request.ok) return request
  return ok({ ...request.value, folder: withTilde(request.value.folder, await homesOf(workplace.value.device)) })
}

/** Approves exactly the texts of a request on this device. */
export async function approveHere(app: App, request: TrustRequest): Promise<Result<void>> {
  const workplace = await openWorkplace(app)
  return workplace.ok ? approve({ ...workplace.value, repoName: request.repo }, request.commands) : workplace
}

/** What Obsidian keeps for the agents of this device. */
function storedSecrets({ agents }: DeviceConfig, { keychain }: DevicePlace): Readonly<Record<string, string>> {
  const variables = Object.values(agents).flatMap((agent) => variablesIn(agent.env))
  return Object.fromEntries(variables.map((variable) => [variable, keychain?.read(variable) ?? '']))
}

function homeless({ code, what, why, next }: Failure, homes: readonly string[]): Failure {
  return { code, what: withTilde(what, homes), why: withTilde(why, homes), next: withTilde(next, homes) }
}

/** A report whose texts name no home folder. */
export function shown(report: AgentReport, homes: readonly string[]): AgentReport {
  const tilde = (text: string): string => withTilde(text, homes)
  return {
    ...report,
    path: report.path === null ? null : tilde(report.path),
    searched: report.searched.map(tilde),
    problem: report.problem === null ? null : tilde(report.problem),
  }
}

/** Linking looks only for CLIs, so no rehearsal is needed. */
function quietFace(): Face {
  return { name: 'obsidian', clock: systemClock, stop: new AbortController().signal, rehearsal: null, progress: () => undefined }
}

async function missingKinds(device: DevicePlace, homes: readonly string[], agents: readonly AgentReport[]): Promise<Linked['missing']> {
  const wanted = FIRST_KINDS.filter((kind) => !agents.some((agent) => agent.kind === kind))
  const looked = await lookForKinds(device, null, wanted)
  return looked
    .filter((report) => report.path === null)
    .map((report) => ({ kind: report.kind, searched: shown(report, homes).searched, install: kindOf(report.kind)?.install ?? '' }))
}

/** What a file manager gives for a folder is an address; what a person copies may be in quotes. */
function plainPath(text: string): string {
  const first = text.trim().split(/\r?\n/)[0]?.trim() ?? ''
  const bare = first.replace(/^(["'])(.*)\1$/, '$2')
  try {
    return bare.startsWith('file:') ? fileOfUrl(bare) : bare
  } catch {
    return bare
  }
}

function notAbsolute(path: string) {
  const what = path.trim() === '' ? 'No folder is named.' : `"${path.trim()}" is no full path.`
  return failure(
    'bad-usage',
    what,
    'A repo is linked by the folder it is in.',
    'Paste the full path of its folder, or drop the folder here.',
  )
}
