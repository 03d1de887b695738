import { FileSystemAdapter, type App } from 'obsidian'
import { systemClock } from '../basics/clock.ts'
import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { findPlace } from '../commands/find-place.ts'
import { holdCourtOn, type StageOrder } from '../commands/stages.ts'
import type { Workplace } from '../commands/workplace.ts'
import { readConfig } from '../device/config.ts'
import { environment, homeFolder, platform } from '../node/environment.ts'
import type { ProgressEvent, StageReport } from '../runs/run.ts'
import { ObsidianVault } from './obsidian-vault.ts'

/** What a view or a notice hears of a run. */
export interface Watcher {
  readonly stop: AbortSignal
  progress(event: ProgressEvent): void
}

const ORDER: StageOrder = { feature: null, jurors: null, hotfix: null, full: false, focus: [], force: null }

/** Holds court on a feature of the open vault, through the very commands that the terminal uses. Desktop only. */
export async function holdCourtHere(app: App, feature: string, watcher: Watcher): Promise<Result<StageReport>> {
  const workplace = await openWorkplace(app, watcher)
  return workplace.ok ? ok(await holdCourtOn(workplace.value, { ...ORDER, feature })) : workplace
}

async function openWorkplace(app: App, watcher: Watcher): Promise<Result<Workplace>> {
  const folder = folderOf(app)
  if (folder === null) return failed(noFolder())
  const env = environment()
  const device = { platform: platform(), home: env['HOME'] ?? homeFolder(), env }
  const config = await readConfig(device)
  if (!config.ok) return config
  const place = await findPlace(config.value, { vault: folder, repo: null, folder })
  if (!place.ok) return place
  const face = { name: 'obsidian', clock: systemClock, rehearsal: null, ...watcher } as const
  return ok({ vault: new ObsidianVault(app), vaultFolder: folder, repoName: place.value.repoName, config: config.value, device, face })
}

/** The adapter of a desktop vault tells its folder; others have none. */
function folderOf(app: App): string | null {
  const { adapter } = app.vault
  return adapter instanceof FileSystemAdapter ? adapter.getBasePath() : null
}

function noFolder() {
  return failure(
    'needs-desktop',
    'This vault is no folder on this device.',
    'Running agents needs the desktop app and a vault on disk.',
    'Open the vault in the desktop app.',
  )
}
