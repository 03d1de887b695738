import type { App, Plugin } from 'obsidian'
import type { Clock } from '../basics/clock.ts'
import type { Vault } from '../vault/vault.ts'
import type { ActionId } from './actions.ts'
import type { DeviceLook } from './device-look.ts'
import type { FeatureIndex } from './feature-index.ts'
import type { LiveRuns } from './live-runs.ts'
import type { Notices } from './notices.ts'

/** What the plugin's commands, board, questions and settings share: one open vault, its features, and the runs of this window. */
export interface Forge {
  readonly app: App
  readonly plugin: Plugin
  readonly vault: Vault
  readonly features: FeatureIndex
  readonly runs: LiveRuns
  readonly notices: Notices
  readonly clock: Clock
  /** What this device has, as it was last seen. */
  readonly device: Pick<DeviceLook, 'known' | 'hasFailed' | 'look' | 'glance' | 'onChange'>
  /** Does what the command of that name does. `feature`: the one it is for; null lets the command find or ask for it. */
  perform(action: ActionId, feature: string | null, begun?: BegunBy): Promise<void>
}

/** Whether a person waits for it: what began by itself opens no window. */
export type BegunBy = 'person' | 'itself'
