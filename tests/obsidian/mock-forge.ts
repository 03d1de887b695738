import * as mocks from 'obsidian-test-mocks/obsidian'
import { systemClock } from '../../src/basics/clock.ts'
import { FeatureIndex } from '../../src/obsidian/feature-index.ts'
import type { Forge } from '../../src/obsidian/forge.ts'
import type { Here } from '../../src/obsidian/here.ts'
import { LiveRuns } from '../../src/obsidian/live-runs.ts'
import { Notices } from '../../src/obsidian/notices.ts'
import { ObsidianVault } from '../../src/obsidian/obsidian-vault.ts'
import { followIndexing } from '../../src/obsidian/own-writes.ts'
import { perform } from '../../src/obsidian/perform.ts'
import { mockPlugin, type MockApp } from './mock-app.ts'

/** A device that was seen to have what a test says; by default nobody has looked. */
export class MockDevice {
  looks = 0
  glances = 0
  hasFailed = false
  private readonly listeners = new Set<() => void>()

  constructor(private here: Here | null = null) {}

  known(): Here | null {
    return this.here
  }

  look(): Promise<void> {
    this.looks += 1
    return Promise.resolve()
  }

  glance(): void {
    this.glances += 1
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  becomes(here: Here | null): void {
    this.here = here
    for (const listener of this.listeners) listener()
  }
}

/** A device with a linked repo and an agent that does everything. */
export const READY: Here = {
  repos: [
    {
      name: 'shop',
      isThere: true,
      asks: { jurors: ['claude'], planner: 'claude', builder: 'claude', reviewers: ['claude'], historian: 'claude' },
      held: [],
    },
  ],
  agents: ['claude'],
  problem: null,
}

/** What main.ts composes, within reach of a test, with its features read. */
export async function mockForge(app: MockApp): Promise<Forge> {
  await app.index()
  const plugin = mockPlugin(app)
  const vault = new ObsidianVault(app.real)
  const features = new FeatureIndex(app.real, vault)
  const forge: Forge = {
    app: app.real,
    plugin,
    vault,
    features,
    runs: new LiveRuns(systemClock),
    notices: new Notices(app.real),
    clock: systemClock,
    device: new MockDevice(),
    perform: (action, feature, begun) => perform(forge, action, feature, begun),
  }
  followIndexing(plugin)
  const ready = new Promise<void>((resolve) => void features.onChange(() => resolve()))
  features.follow(plugin)
  await ready
  return forge
}

const DESKTOP = { isDesktop: true, isDesktopApp: true, isMobile: false, isMobileApp: false, isPhone: false, isTablet: false }
const PHONE = { isDesktop: false, isDesktopApp: false, isMobile: true, isMobileApp: true, isPhone: true, isTablet: false }

/** Lets Obsidian's `Platform` be what this device is. */
export function pretendDevice(device: 'desktop' | 'phone'): void {
  Object.assign(mocks.Platform, device === 'phone' ? PHONE : DESKTOP)
}
