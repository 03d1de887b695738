import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import type { DeviceConfig } from '../device/config.ts'
import { isFolder, realPath } from '../node/files.ts'
import { isInside, join, resolve } from '../node/paths.ts'

export interface Wanted {
  /** `--vault`, null where it was not given. */
  readonly vault: string | null
  /** `--repo`: a name or a folder. */
  readonly repo: string | null
  /** The working folder, absolute. */
  readonly folder: string
}

export interface Place {
  /** Absolute. */
  readonly vault: string
  readonly repoName: string | null
}

/** The vault and the repo a command is about: what the flags say, else where the person stands, else the only ones there are. */
export async function findPlace(config: DeviceConfig, wanted: Wanted): Promise<Result<Place>> {
  const real = await realConfig(config)
  const here = (await realPath(wanted.folder)) ?? wanted.folder
  const repo = await findRepo(real, wanted, here)
  if (!repo.ok) return repo
  const vault = await findVault(real, wanted, here, repo.value)
  if (!vault.ok) return vault
  return ok({ vault: vault.value, repoName: repo.value ?? onlyRepoOf(real, vault.value) })
}

/** The config with only those repos that are linked to a vault. `folder`: the vault's. */
export async function ownRepos(config: DeviceConfig, folder: string): Promise<DeviceConfig> {
  const here = (await realPath(folder)) ?? folder
  const real = await Promise.all(
    Object.entries(config.repos).map(async (entry) => ({ entry, at: await realPath(config.vaults[entry[1].vault] ?? '') })),
  )
  return { ...config, repos: Object.fromEntries(real.filter(({ at }) => at === here).map(({ entry }) => entry)) }
}

interface RealConfig {
  readonly vaults: ReadonlyMap<string, string>
  readonly repos: ReadonlyMap<string, { readonly path: string; readonly vault: string }>
}

/** Links resolved, so that a folder is recognised however it is reached. */
async function realConfig(config: DeviceConfig): Promise<RealConfig> {
  const real = async (path: string): Promise<string> => (await realPath(path)) ?? path
  const vaults = await Promise.all(Object.entries(config.vaults).map(async ([name, path]) => [name, await real(path)] as const))
  const repos = await Promise.all(
    Object.entries(config.repos).map(async ([name, repo]) => [name, { ...repo, path: await real(repo.path) }] as const),
  )
  return { vaults: new Map(vaults), repos: new Map(repos) }
}

async function findRepo(config: RealConfig, wanted: Wanted, here: string): Promise<Result<string | null>> {
  if (wanted.repo === null) return ok(deepest(config, here))
  if (config.repos.has(wanted.repo)) return ok(wanted.repo)
  const folder = await realPath(resolve(wanted.folder, wanted.repo))
  const named = folder === null ? null : deepest(config, folder)
  if (named !== null) return ok(named)
  const known = [...config.repos.keys()].join(', ')
  const why = known === '' ? 'No repo is linked on this device.' : `Linked on this device: ${known}.`
  return failed(failure('no-repo', `There is no linked repo "${wanted.repo}".`, why, 'Link it with forge init --vault DIR --repo DIR.'))
}

/** The linked repo that holds a folder; of nested ones the innermost. */
function deepest(config: RealConfig, folder: string): string | null {
  const holding = [...config.repos].filter(([, repo]) => isInside(repo.path, folder))
  return holding.sort(([, a], [, b]) => b.path.length - a.path.length)[0]?.[0] ?? null
}

async function findVault(config: RealConfig, wanted: Wanted, here: string, repo: string | null): Promise<Result<string>> {
  if (wanted.vault !== null) return checkVault(resolve(wanted.folder, wanted.vault))
  const linked = repo === null ? undefined : config.vaults.get(config.repos.get(repo)?.vault ?? '')
  const around = [...config.vaults.values()].find((vault) => isInside(vault, here))
  const only = config.vaults.size === 1 ? [...config.vaults.values()][0] : undefined
  const found = linked ?? around ?? only
  return found === undefined ? failed(noVault(config)) : checkVault(found)
}

function noVault(config: RealConfig) {
  const why =
    config.vaults.size === 0 ? 'No vault is linked on this device.' : `This device has several: ${[...config.vaults.keys()].join(', ')}.`
  const next = config.vaults.size === 0 ? 'Run forge init --vault DIR --repo DIR.' : 'Add --vault DIR, or work from inside a linked repo.'
  return failure('no-vault', 'Forge does not know which vault to use.', why, next)
}

async function checkVault(vault: string): Promise<Result<string>> {
  if (await isFolder(join(vault, 'forge'))) return ok((await realPath(vault)) ?? vault)
  const why = (await isFolder(vault)) ? 'It has no forge folder.' : 'There is no such folder.'
  return failed(
    failure(
      'no-vault',
      `${vault} is no vault of Forge's.`,
      why,
      'Run forge init --vault DIR --repo DIR, or name another vault with --vault.',
    ),
  )
}

function onlyRepoOf(config: RealConfig, vault: string): string | null {
  const linked = [...config.repos].filter(([, repo]) => config.vaults.get(repo.vault) === vault)
  return linked.length === 1 ? (linked[0]?.[0] ?? null) : null
}
