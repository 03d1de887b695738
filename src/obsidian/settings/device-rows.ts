import type { Setting, SettingDefinition, SettingDefinitionItem, SettingDefinitionPage } from 'obsidian'
import type { DeviceKey } from '../../device/edit-config.ts'
import { linkRepo } from '../setup/link-repo.ts'
import { askTrust } from '../setup/trust-modal.ts'
import { agentList } from './agent-rows.ts'
import type { TabHost } from './tab-state.ts'

const PREFIX = 'device/'
export const NOTIFY_CONTROL = 'notify'
const LINKING = { name: 'Linking a repo', about: 'setup' }
const UNLINKING = { name: 'Unlinking a repo', about: 'setup' }
const REVIEWING = { name: 'Reviewing commands', about: 'trust' }

/** The key of the device config that a control is about, null where it is about something else. */
export function deviceKeyOf(control: string): DeviceKey | null {
  return DEVICE_KEYS.find((key) => `${PREFIX}${key}` === control) ?? null
}

const DEVICE_KEYS: readonly DeviceKey[] = ['go_on', 'agents_may_answer', 'worktrees_at', 'env_file']

/** What this device alone knows. On a phone only what a phone can do. */
export function deviceItems(host: TabHost): SettingDefinitionItem[] {
  if (!host.isDesktop) return [{ type: 'group', heading: 'This device', items: [phoneRow()] }]
  return [
    {
      type: 'group',
      heading: 'This device',
      items: [
        ...repoRows(host),
        ...host.state.waiting.map((repo) => trustRow(host, repo)),
        notifyRow(),
        toggle(host, 'go_on', 'Go on after an answer', 'When an answer comes in by sync, start the next step without asking.'),
        toggle(
          host,
          'agents_may_answer',
          'Let agents answer questions',
          'An agent could then approve its own plan. Leave this off unless a script of yours answers.',
        ),
        // A page that is open is not drawn anew: there is none before its values are known.
        ...(host.state.device === null ? [] : [foldersPage(host)]),
      ],
    },
    agentList(host),
  ]
}

function foldersPage(host: TabHost): SettingDefinitionPage {
  return {
    type: 'page',
    name: 'Folders and variables',
    desc: 'Where worktrees are made, and a file with variables for agents.',
    items: [
      path(host, 'worktrees_at', 'Folder for worktrees', 'Outside of the repo. Empty: the cache folder of this system.'),
      path(host, 'env_file', 'File with variables', 'NAME=value lines that agents may refer to. Its values are never shown.'),
    ],
  }
}

function phoneRow(): SettingDefinition {
  return { name: 'Repo and agents', desc: 'They belong to a device that can run programs: set them up in the desktop app.' }
}

function repoRows(host: TabHost): SettingDefinition[] {
  const { device, deviceProblem } = host.state
  if (deviceProblem !== null) return [{ name: 'This device cannot be read', desc: deviceProblem, searchable: false }]
  const repos = device?.repos ?? []
  if (repos.length === 0) return [linkRow(host)]
  return [...repos.map((repo) => repoRow(host, repo)), anotherRow(host)]
}

function linkRow(host: TabHost): SettingDefinition {
  const name = 'Linked repo'
  const desc = 'The folder of the git repository that this vault is about. Only this device knows where it is.'
  const render = (setting: Setting): void => {
    setting.setName(name).setDesc(desc)
    setting.addButton((button) =>
      button
        .setButtonText('Link a repo…')
        .setCta()
        .onClick(() => void host.guarded(LINKING, () => link(host))),
    )
  }
  return { name, desc, aliases: ['git', 'repository', 'folder'], render }
}

function repoRow(host: TabHost, repo: { readonly name: string; readonly path: string }): SettingDefinition {
  const name = `Linked repo: ${repo.name}`
  const render = (setting: Setting): void => {
    setting.setName(name).setDesc(repo.path)
    setting.addButton((button) => button.setButtonText('Change…').onClick(() => void host.guarded(LINKING, () => link(host, repo))))
    const unlink = (): Promise<void> => host.changeDevice({ what: 'remove', from: 'repos', name: repo.name })
    setting.addButton((button) => button.setButtonText('Unlink').onClick(() => void host.guarded(UNLINKING, unlink)))
  }
  return { name, desc: repo.path, aliases: ['git', 'repository', 'folder'], render }
}

function anotherRow(host: TabHost): SettingDefinition {
  const name = 'Link another repo'
  const desc = 'A spec then says under repo which one it is for.'
  const render = (setting: Setting): void => {
    setting.setName(name).setDesc(desc)
    setting.addButton((button) => button.setButtonText('Link…').onClick(() => void host.guarded(LINKING, () => link(host))))
  }
  return { name, desc, aliases: ['git', 'repository', 'folder'], render }
}

async function link(host: TabHost, moved: { readonly name: string; readonly path: string } | null = null): Promise<void> {
  await linkRepo(host.forge, moved)
  await host.refresh()
}

function trustRow(host: TabHost, repo: string): SettingDefinition {
  const name = `Commands of ${repo}`
  const desc = 'The policy names commands that this device has not approved yet. Nothing runs until it has.'
  const render = (setting: Setting): void => {
    setting.setName(name).setDesc(desc)
    const review = async (): Promise<void> => {
      await askTrust(host.forge, repo)
      await host.refresh()
    }
    setting.addButton((button) => button.setButtonText('Review…').onClick(() => void host.guarded(REVIEWING, review)))
  }
  return { name, desc, aliases: ['trust', 'approve', 'gates'], render }
}

function notifyRow(): SettingDefinition {
  const options = { all: 'Runs and questions', questions: 'Questions only', none: 'Nothing' }
  const desc = 'What the system tells you while Obsidian is in the background: that a run has ended, that a question waits.'
  return { name: 'Notifications', desc, control: { type: 'dropdown', key: NOTIFY_CONTROL, options, defaultValue: 'all' } }
}

function toggle(host: TabHost, key: DeviceKey, name: string, desc: string): SettingDefinition {
  const control = { type: 'toggle', key: `${PREFIX}${key}`, defaultValue: false, disabled: () => host.state.device === null } as const
  return { name, desc, aliases: [key], control }
}

function path(host: TabHost, key: DeviceKey, name: string, desc: string): SettingDefinition {
  const validate = async (text: string): Promise<string | undefined> =>
    (await host.faultOfDevice({ what: 'device', key, value: text.trim() || null })) ?? undefined
  return { name, desc, aliases: [key], control: { type: 'text', key: `${PREFIX}${key}`, validate, placeholder: 'None' } }
}
