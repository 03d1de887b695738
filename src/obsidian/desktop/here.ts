import type { App } from 'obsidian'
import { ownRepos } from '../../commands/find-place.ts'
import { workingAgents } from '../../commands/workplace.ts'
import { readConfig, type DeviceConfig } from '../../device/config.ts'
import { isFolder } from '../../node/files.ts'
import { readPolicy, type PolicyNotes } from '../../policy/read-policy.ts'
import { commonDirAt } from '../../repo/common-dir.ts'
import { heldElsewhere } from '../../runs/lock.ts'
import type { Asks, Here, RepoHere } from '../here.ts'
import { ObsidianVault } from '../obsidian-vault.ts'
import { homesOf, withTilde } from './discreet.ts'
import { devicePlace, folderOf, noFolder } from './workplace.ts'

/** Looks at this device's config, at the folders of the linked repos, and at what the policy names. Starts no program but macOS's `ps`, for a lock. */
export async function readHere(app: App): Promise<Here> {
  const folder = folderOf(app)
  const device = devicePlace(app)
  const read = await readConfig(device)
  if (folder === null) return { repos: [], agents: [], problem: noFolder().what }
  if (!read.ok) return { repos: [], agents: [], problem: withTilde(read.error.what, await homesOf(device)) }
  const config = await ownRepos(read.value, folder)
  const notes = new ObsidianVault(app)
  const repos = Object.entries(config.repos).map(([name, { path }]) => repoHere(notes, config, name, path))
  return { repos: await Promise.all(repos), agents: Object.keys(config.agents), problem: null }
}

async function repoHere(notes: PolicyNotes, config: DeviceConfig, name: string, path: string): Promise<RepoHere> {
  const commonDir = await commonDirAt(path)
  const held = commonDir === null ? [] : await heldElsewhere(commonDir)
  return {
    name,
    isThere: await isFolder(path),
    asks: await asksOf(notes, config, name),
    held: held.map((one) => ({ feature: one.name, since: /^\d\d:\d\d/.exec(new Date(one.since).toTimeString())?.[0] ?? '' })),
  }
}

async function asksOf(notes: PolicyNotes, config: DeviceConfig, repo: string): Promise<Asks | null> {
  const policy = await readPolicy(notes, repo, workingAgents(config))
  if (!policy.ok) return null
  const { jurors, planner, builder, reviewers, historian } = policy.value
  return { jurors: jurors.map((seat) => seat.agent), planner, builder, reviewers, historian }
}
