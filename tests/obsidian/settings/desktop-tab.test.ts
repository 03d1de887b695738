// @vitest-environment jsdom
import { Setting, SettingGroup, type SettingDefinitionItem } from 'obsidian'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ok } from '../../../src/basics/result.ts'
import type { AgentView, DeviceView } from '../../../src/obsidian/desktop/settings.ts'
import { ForgeSettingTab } from '../../../src/obsidian/settings/setting-tab.ts'
import { POLICY_PATH } from '../../../src/policy/read-policy.ts'
import { MockApp } from '../mock-app.ts'
import { mockForge, pretendDevice } from '../mock-forge.ts'

const desktop = vi.hoisted(() => ({
  readDeviceHere: vi.fn(),
  lookUpAgents: vi.fn(),
  changeDevice: vi.fn(),
  checkDevice: vi.fn(),
  trustRequestHere: vi.fn(),
}))
vi.mock('../../../src/obsidian/desktop/desktop.ts', () => desktop)

const AGENT: AgentView = {
  name: 'claude',
  kind: 'claude',
  model: '',
  pays: 'plan',
  path: '',
  argv: [],
  fallback: '',
  unconfined: false,
  maxToolCalls: null,
  price: [],
  variables: [],
  secrets: [],
  install: '',
}

const viewOf = (agent: AgentView): DeviceView => ({
  file: '~/.config/forge/config.yaml',
  repos: [{ name: 'shop', path: '~/shop' }],
  agents: [agent],
  working: [agent.name],
  worktreesAt: '',
  envFile: '',
  agentsMayAnswer: false,
  goOn: false,
  kinds: ['claude', 'command', 'person'],
})

const neverEnds = () => new Promise<never>(() => undefined)

async function openTab(policy = '') {
  const app = new MockApp()
  if (policy !== '') await app.put(POLICY_PATH, `---\n${policy}---\n`)
  const tab = new ForgeSettingTab(await mockForge(app))
  const items = (): readonly SettingDefinitionItem[] => tab.getSettingDefinitions()
  /** Draws the first row, as Obsidian does when the tab is opened. */
  const show = (): void => {
    const [first] = items()
    if (first === undefined || !('render' in first)) throw new Error('The first row draws nothing.')
    first.render?.(new Setting(document.body), new SettingGroup(document.body))
  }
  const agents = () => items().find((item) => 'type' in item && item.type === 'list')
  return { app, tab, show, agents }
}

beforeEach(() => {
  pretendDevice('desktop')
  desktop.readDeviceHere.mockReset().mockResolvedValue(ok(viewOf(AGENT)))
  desktop.lookUpAgents.mockReset().mockResolvedValue(ok([]))
  desktop.changeDevice.mockReset().mockResolvedValue(ok(true))
  desktop.trustRequestHere.mockReset().mockResolvedValue(ok({ repo: 'shop', folder: '~/shop', commands: [] }))
})
afterEach(() => document.body.replaceChildren())

describe('what is entered while agents are looked up', () => {
  it('is written at once, and shown as it was read', async () => {
    const { tab } = await openTab()
    await tab.refresh()
    desktop.lookUpAgents.mockImplementation(neverEnds)
    desktop.readDeviceHere.mockResolvedValue(ok(viewOf({ ...AGENT, model: 'opus' })))
    tab.setControlValue('agent/claude/model', 'opus')
    void tab.write()
    await vi.waitFor(() => expect(desktop.lookUpAgents).toHaveBeenCalledTimes(2))
    tab.setControlValue('agent/claude/path', '/opt/claude')
    void tab.write()
    await vi.waitFor(() => expect(desktop.changeDevice).toHaveBeenCalledTimes(2))
    expect(desktop.changeDevice.mock.calls.map(([, change]: readonly unknown[]) => change)).toEqual([
      { what: 'agent', name: 'claude', key: 'model', value: 'opus' },
      { what: 'agent', name: 'claude', key: 'path', value: '/opt/claude' },
    ])
    await vi.waitFor(() => expect(tab.getControlValue('agent/claude/path')).toBe(''))
    expect(tab.getControlValue('agent/claude/model')).toBe('opus')
  })
})

describe('before this device was read', () => {
  it('no agent can be added, for nobody knows of which kinds there are', async () => {
    const { tab, agents } = await openTab()
    expect(agents()).not.toHaveProperty('addItem')
    await tab.refresh()
    expect(agents()).toHaveProperty('addItem')
  })
})

describe('a terminal that is slow to tell its PATH', () => {
  it('keeps nothing waiting but the commands that want approval', async () => {
    const { tab } = await openTab('go_at: 7\n')
    desktop.trustRequestHere.mockImplementation(neverEnds)
    void tab.refresh()
    await vi.waitFor(() => expect(tab.state.device?.agents).toEqual([AGENT]))
    expect(tab.state.shared?.keys).toMatchObject({ go_at: 7 })
  })
})

describe('settings that are opened again', () => {
  it('know what sync brought meanwhile before they have read it', async () => {
    const { app, tab, show } = await openTab('go_at: 7\n')
    await tab.refresh()
    await app.put(POLICY_PATH, '---\ngo_at: 8\n---\n')
    await app.index()
    desktop.readDeviceHere.mockImplementation(neverEnds)
    show()
    expect(tab.getControlValue('policy/go_at')).toBe('8')
  })
})
