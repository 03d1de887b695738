import type { AgentReport } from '../../agents/port.ts'
import type { ConfigChange } from '../../device/edit-config.ts'
import type { DeviceView } from '../desktop/settings.ts'
import type { Forge } from '../forge.ts'
import type { Begun } from '../guard.ts'
import type { Override } from './overrides.ts'
import type { SharedPolicy } from './shared-policy.ts'

/** What the settings show, as it was read when they were opened. */
export interface TabState {
  /** null until the note has been read. */
  readonly shared: SharedPolicy | null
  /** By the repo's name. */
  readonly overrides: readonly Override[]
  /** null until it has been read, and on a phone. */
  readonly device: DeviceView | null
  /** Why this device's config cannot be read, null where it can. */
  readonly deviceProblem: string | null
  /** By name; empty until the agents have been looked up. */
  readonly reports: readonly AgentReport[]
  /** Names of the linked repos whose commands wait for this device's approval. */
  readonly waiting: readonly string[]
}

export const NOTHING_READ: TabState = { shared: null, overrides: [], device: null, deviceProblem: null, reports: [], waiting: [] }

/** What the rows need of the tab that shows them. */
export interface TabHost {
  readonly forge: Forge
  readonly state: TabState
  /** As the note was read; before that, as it is indexed. */
  readonly shared: SharedPolicy
  /** True where agents can run: the desktop app with a vault on disk. */
  readonly isDesktop: boolean
  /** Does what a click began; never rejects. */
  guarded(begun: Begun, act: () => Promise<void>): Promise<void>
  /** Reads everything again and shows what has changed. */
  refresh(): Promise<void>
  /** Looks the agents up again. */
  lookUp(): Promise<void>
  /** Tells a row of a page of its own when the state has changed; gives back what ends that. */
  onChange(listener: () => void): () => void
  /** Changes this device's config, says what is wrong where it cannot, and shows the change. */
  changeDevice(change: ConfigChange): Promise<void>
  /** Why this device's config would not take a change, null where it would. */
  faultOfDevice(change: ConfigChange): Promise<string | null>
}
