import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { addAgent, addLink, readConfig, type DeviceConfig } from '../device/config.ts'
import { changeConfig } from '../device/edit-config.ts'
import type { DevicePlace } from '../device/place.ts'
import { isFolder, realPath } from '../node/files.ts'
import { basename } from '../node/paths.ts'
import { renderPolicyNote } from '../notes/policy-note.ts'
import { POLICY_PATH } from '../policy/read-policy.ts'
import { defaultSeats } from '../policy/seats.ts'
import { openFolderVault } from '../vault/folder-vault.ts'
import type { Vault } from '../vault/vault.ts'
import { FIRST_KINDS, FURTHER_KINDS, lookForKinds } from './agents.ts'
import { openLinkedRepo } from './linked-repo.ts'
import { workingAgents, type Face } from './workplace.ts'

export interface InitOrder {
  /** Absolute folders. */
  readonly vault: string
  readonly repo: string
  /** What the repo is called in notes; null: its folder's name. */
  readonly name: string | null
  /** The notes of the vault, where the face has them open already. */
  readonly notes?: Vault
  /** True refuses a repo that has no commit yet. */
  readonly needsCommit?: boolean
  /** True: the repo of that name has moved here. */
  readonly hasMoved?: boolean
}

export interface Initialised {
  readonly vault: string
  readonly repo: string
  readonly name: string
  readonly agents: readonly string[]
  /** False where all of it was there already. */
  readonly changed: boolean
}

/** Links a repo to a vault on this device, adds the agents that are found, and begins the policy note. Again: changes nothing. */
export async function initialise(device: DevicePlace, face: Face, order: InitOrder): Promise<Result<Initialised>> {
  const config = await readConfig(device)
  if (!config.ok) return config
  const folders = await checkFolders(device, config.value, order)
  if (!folders.ok) return folders
  const moved = await followMoves(device, config.value, folders.value, order)
  if (!moved.ok) return moved
  const linked = await link(device, moved.value.config, folders.value, order.name)
  if (!linked.ok) return linked
  const found = await addFoundAgents(device, face, moved.value.config)
  if (!found.ok) return found
  const policy = await beginPolicy(device, folders.value.vault, order.notes ?? null)
  if (!policy.ok) return policy
  const changed = moved.value.changed || linked.value.changed || found.value > 0 || policy.value.created
  return ok({ ...folders.value, name: linked.value.name, agents: policy.value.agents, changed })
}

interface Folders {
  readonly vault: string
  readonly repo: string
}

async function checkFolders(device: DevicePlace, config: DeviceConfig, order: InitOrder): Promise<Result<Folders>> {
  if (!(await isFolder(order.vault))) {
    return failed(
      failure(
        'no-vault',
        `There is no folder ${order.vault}.`,
        'A vault is the folder that Obsidian opens.',
        'Create it, or name another with --vault.',
      ),
    )
  }
  if (!(await isFolder(order.repo))) {
    const next = 'Name the folder of a git repository on this device.'
    return failed(failure('no-repo', `There is no folder ${order.repo}.`, 'A repo is linked by the folder it is in.', next))
  }
  const repo = await openLinkedRepo(config, device, { name: order.name ?? basename(order.repo), path: order.repo }, null)
  if (!repo.ok) return repo
  const head = order.needsCommit === true ? await repo.value.head() : ok(null)
  if (!head.ok) return head
  return ok({ vault: (await realPath(order.vault)) ?? order.vault, repo: repo.value.root })
}

/** A repo that the person says has moved, and a vault whose folder is gone while its repo is linked from here, keep their names. */
async function followMoves(
  device: DevicePlace,
  config: DeviceConfig,
  folders: Folders,
  order: InitOrder,
): Promise<Result<{ readonly config: DeviceConfig; readonly changed: boolean }>> {
  const gone = await vaultGone(config, folders, order.name)
  const repo = order.hasMoved === true && order.name !== null ? order.name : null
  const vaultMoved =
    gone === null ? ok(false) : await changeConfig(device, { what: 'moved', which: 'vault', name: gone, path: folders.vault })
  if (!vaultMoved.ok) return vaultMoved
  const repoMoved = repo === null ? ok(false) : await changeConfig(device, { what: 'moved', which: 'repo', name: repo, path: folders.repo })
  if (!repoMoved.ok) return repoMoved
  const now = await readConfig(device)
  return now.ok ? ok({ config: now.value, changed: vaultMoved.value || repoMoved.value }) : now
}

/** The vault that this repo is linked to, where its folder is gone and no other name stands for this one. */
async function vaultGone(config: DeviceConfig, folders: Folders, said: string | null): Promise<string | null> {
  if (Object.values(config.vaults).includes(folders.vault)) return null
  const linked = Object.entries(config.repos).find(([name, repo]) => repo.path === folders.repo && (said === null || said === name))
  const vault = linked?.[1].vault
  return vault === undefined || (await isFolder(config.vaults[vault] ?? '')) ? null : vault
}

async function link(
  device: DevicePlace,
  config: DeviceConfig,
  folders: Folders,
  said: string | null,
): Promise<Result<{ name: string; changed: boolean }>> {
  const there = Object.entries(config.repos).find(([name, repo]) => repo.path === folders.repo && (said === null || said === name))
  const name = there?.[0] ?? said ?? nameFrom(folders.repo, Object.keys(config.repos))
  const vaultThere = Object.entries(config.vaults).find(([, path]) => path === folders.vault)
  const vaultName = vaultThere?.[0] ?? nameFrom(folders.vault, Object.keys(config.vaults))
  const added = await addLink(device, folders.vault, name, { path: folders.repo, vault: vaultName })
  return added.ok ? ok({ name, changed: added.value }) : added
}

/** A name of letters, digits, dots, hyphens and underscores from a folder's name, with a number where it is taken. */
function nameFrom(folder: string, taken: readonly string[]): string {
  const clean =
    basename(folder)
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+|-+$/g, '')
      .slice(0, 50) || 'main'
  const numbered = (n: number): string => (n === 1 ? clean : `${clean}-${String(n)}`)
  return Array.from({ length: taken.length + 1 }, (_, index) => numbered(index + 1)).find((name) => !taken.includes(name)) ?? clean
}

/** Adds each CLI that is installed here and not yet in the config. Gives how many were added. */
async function addFoundAgents(device: DevicePlace, face: Face, config: DeviceConfig): Promise<Result<number>> {
  const missing = FIRST_KINDS.filter(
    (kind) => !Object.values(config.agents).some((agent) => agent.kind === kind) && !(kind in config.agents),
  )
  const first = await lookForKinds(device, face.rehearsal, missing)
  const isBare = Object.keys(config.agents).length === 0 && first.every((report) => report.path === null)
  const further = isBare ? await lookForKinds(device, face.rehearsal, FURTHER_KINDS) : []
  const reports = [...first, ...further.filter((report) => report.problem === null)]
  const found = [...missing, ...FURTHER_KINDS].filter((kind) => reports.some((report) => report.name === kind && report.path !== null))
  for (const kind of found) {
    const added = await addAgent(device, kind, { kind })
    if (!added.ok) return added
  }
  return ok(found.length)
}

async function beginPolicy(
  device: DevicePlace,
  folder: string,
  notes: Vault | null,
): Promise<Result<{ readonly created: boolean; readonly agents: readonly string[] }>> {
  const config = await readConfig(device)
  if (!config.ok) return config
  const vault = notes === null ? await openFolderVault(folder) : ok(notes)
  if (!vault.ok) return vault
  const agents = workingAgents(config.value)
  const there = await vault.value.read(POLICY_PATH)
  if (!there.ok) return there
  if (there.value !== null) return ok({ created: false, agents })
  const text = renderPolicyNote({ title: 'Forge policy', jurors: defaultSeats(agents) })
  const created = await vault.value.create(POLICY_PATH, text)
  return created.ok ? ok({ created: true, agents }) : created
}
