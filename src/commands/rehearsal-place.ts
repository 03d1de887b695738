import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { addAgent, addRepo, addVault, readConfig, type DeviceConfig } from '../device/config.ts'
import { configFile, type DevicePlace } from '../device/place.ts'
import { writeAtomic } from '../node/atomic.ts'
import { removeFolder } from '../node/files.ts'
import { join } from '../node/paths.ts'
import { gitFailure, openGit } from '../repo/git.ts'
import type { Vault } from '../vault/vault.ts'
import type { Face, Workplace } from './workplace.ts'

/** The files of the rehearsal by path: `spec.md`, `shop/src/cart.mjs`, … */
export type Story = Readonly<Record<string, string>>

export interface RehearsalOrder {
  readonly story: Story
  /** This device's folder for the shop, its worktrees and a config of their own; absolute. What is there is replaced. */
  readonly folder: string
  /** Where the notes go. Nothing of Forge's is in it yet. */
  readonly vault: Vault
  /** Absolute. */
  readonly vaultFolder: string
  /** The processes get its environment, so PATH has to lead to `node` and `git`. */
  readonly device: DevicePlace
  /** Its `rehearsal` plays the agent. */
  readonly face: Face
}

export const REHEARSAL_AGENT = 'rehearsal'
const SHOP = 'shop'

/** Makes the shop, a git repo with one commit, and a device config beside it: the person's own config, approvals and repos are not touched. */
export async function openRehearsalPlace(order: RehearsalOrder): Promise<Result<Workplace>> {
  const cleared = await removeFolder(order.folder)
  if (!cleared.ok) return cleared
  const shop = await openShop(order)
  if (!shop.ok) return shop
  const device = { ...order.device, env: { ...order.device.env, FORGE_HOME: join(order.folder, 'device') } }
  const config = await writeConfig(device, order, shop.value)
  if (!config.ok) return config
  const { vault, vaultFolder, face } = order
  return ok({ vault, vaultFolder, repoName: SHOP, config: config.value, device, face })
}

/** Gives the shop's folder. */
async function openShop({ story, folder, device }: RehearsalOrder): Promise<Result<string>> {
  const shop = join(folder, SHOP)
  for (const [name, text] of Object.entries(story).filter(([each]) => each.startsWith(`${SHOP}/`))) {
    const written = await writeAtomic(join(folder, ...name.split('/')), text)
    if (!written.ok) return written
  }
  const git = openGit(shop, device.env)
  for (const args of FIRST_COMMIT) {
    const run = await git.run(args)
    if (run.code < 0) return failed(noGit(run.stderr))
    if (run.code > 0) return failed(gitFailure('Git could not make the shop of the rehearsal', run))
  }
  return ok(shop)
}

/** The name belongs to this repo alone: whatever the person has told git about themselves stays out of it. */
const FIRST_COMMIT: readonly (readonly string[])[] = [
  ['init', '--quiet'],
  ['symbolic-ref', 'HEAD', 'refs/heads/main'],
  ['config', 'user.name', 'Rehearsal'],
  ['config', 'user.email', 'rehearsal@localhost'],
  ['config', 'commit.gpgsign', 'false'],
  ['config', 'core.autocrlf', 'false'],
  ['add', '.'],
  ['commit', '--quiet', '--message', 'Open the corner shop'],
]

async function writeConfig(device: DevicePlace, order: RehearsalOrder, shop: string): Promise<Result<DeviceConfig>> {
  // Every answer of a rehearsal is scripted, whoever started it; nothing but the shop can come of one.
  const settings = `# This device, for the rehearsal only.\nagents_may_answer: true\nworktrees_at: ${JSON.stringify(join(order.folder, 'worktrees'))}\n`
  const begun = await writeAtomic(configFile(device), settings)
  if (!begun.ok) return begun
  const steps = [
    () => addVault(device, REHEARSAL_AGENT, order.vaultFolder),
    () => addRepo(device, SHOP, { path: shop, vault: REHEARSAL_AGENT }),
    () => addAgent(device, REHEARSAL_AGENT, { kind: REHEARSAL_AGENT }),
  ]
  for (const step of steps) {
    const added = await step()
    if (!added.ok) return added
  }
  return readConfig(device)
}

function noGit(why: string) {
  const [said = ''] = why.trim().split('\n')
  return failure('no-git', 'The rehearsal needs git, which was not found.', said, 'Install git (https://git-scm.com), then rehearse again.')
}
