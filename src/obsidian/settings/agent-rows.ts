import type { Setting, SettingDefinition, SettingDefinitionItem, SettingDefinitionPage } from 'obsidian'
import { confirm } from '../confirm.ts'
import type { AgentReport } from '../../agents/port.ts'
import type { AgentKey } from '../../device/edit-config.ts'
import type { AgentView } from '../desktop/settings.ts'
import { inPluginWords } from '../failure-words.ts'
import { addAgent } from './add-agent-modal.ts'
import { AGENT_PREFIX, agentValue } from './agent-fields.ts'
import { agentFacts, agentState } from './agent-words.ts'
import { secretRows } from './secret-rows.ts'
import type { TabHost } from './tab-state.ts'

const ADDING = { name: 'Adding an agent', about: 'settings' }
const TESTING = { name: 'Testing an agent', about: 'settings' }
const REMOVING = { name: 'Removing an agent', about: 'settings' }
/** The agents of this device, each with a page of its own. */
export function agentList(host: TabHost): SettingDefinitionItem {
  const agents = host.state.device?.agents ?? []
  return {
    type: 'list',
    heading: 'Agents on this device',
    emptyState:
      host.state.device === null
        ? host.state.deviceProblem === null
          ? 'Looking…'
          : 'The settings of this device cannot be read.'
        : 'None yet. Linking a repo adds those that are found here; you can also add yourself as a person.',
    items: agents.map((agent) => agentPage(host, agent)),
    // Of which kinds there are is known with the agents.
    ...(host.state.device === null ? {} : { addItem: { name: 'Add an agent', action: () => void host.guarded(ADDING, () => add(host)) } }),
    onDelete: (index) => {
      const agent = agents[index]
      if (agent !== undefined) void confirmRemoval(host, agent)
    },
  }
}

async function add(host: TabHost): Promise<void> {
  if (await addAgent(host)) await host.refresh()
}

function agentPage(host: TabHost, agent: AgentView): SettingDefinitionPage {
  const report = (): AgentReport | null => host.state.reports.find((one) => one.name === agent.name) ?? null
  return {
    type: 'page',
    name: agent.name,
    desc: agentFacts(agent, report()),
    displayValue: () => agentState(agent, report()),
    status: () => ((report()?.problem ?? null) === null ? null : 'warning'),
    items: [foundRow(host, agent, report), ...controls(host, agent), ...variablesRow(host, agent), ...secretRows(host, agent)],
  }
}

const TEST = 'Test looks for it again, with its version and login. No model is asked, nothing is paid.'

function foundRow(host: TabHost, agent: AgentView, report: () => AgentReport | null): SettingDefinition {
  const paint = (setting: Setting): void => {
    const found = report()
    setting.setDesc(agentFacts(agent, found))
    if (agent.kind !== 'person') setting.descEl.createDiv({ text: TEST })
    const isMissing = found !== null && found.path === null && found.searched.length > 0
    const problem = isMissing ? agent.install : (found?.problem ?? '')
    setting.setErrorMessage(problem === '' ? null : inPluginWords(problem))
    if (!isMissing) return
    const list = setting.descEl.createEl('details')
    list.createEl('summary', { text: 'Where it was looked for' })
    for (const place of found.searched) list.createDiv({ cls: 'forge-place', text: place })
  }
  const test = async (setting: Setting): Promise<void> => {
    setting.setDesc('Looking…').setErrorMessage(null)
    await host.lookUp()
    paint(setting)
  }
  const render = (setting: Setting): (() => void) => {
    setting.setName('Found here')
    paint(setting)
    const quiet = host.onChange(() => paint(setting))
    if (agent.kind === 'person') return quiet
    setting.addButton((button) => button.setButtonText('Test').onClick(() => void host.guarded(TESTING, () => test(setting))))
    return quiet
  }
  return { name: 'Found here', desc: agentFacts(agent, report()), aliases: ['test', 'version', 'login'], render }
}

function controls(host: TabHost, agent: AgentView): SettingDefinition[] {
  const key = (name: AgentKey): string => `${AGENT_PREFIX}${agent.name}/${name}`
  const validate =
    (name: AgentKey) =>
    async (text: string): Promise<string | undefined> =>
      (await host.faultOfDevice({ what: 'agent', name: agent.name, key: name, value: agentValue(name, text) })) ?? undefined
  const isPerson = (): boolean => agent.kind === 'person'
  const kinds = Object.fromEntries([...new Set([...(host.state.device?.kinds ?? []), agent.kind])].map((kind) => [kind, kind]))
  return [
    {
      name: 'Kind',
      desc: 'How Forge talks to it.',
      control: { type: 'dropdown', key: key('kind'), options: kinds, validate: validate('kind') },
    },
    {
      name: 'Path of the program',
      desc: 'Only where it is not found by itself: an app does not always see the PATH of your terminal.',
      control: { type: 'text', key: key('path'), placeholder: 'Found by itself', validate: validate('path') },
      visible: () => !isPerson() && agent.kind !== 'command',
    },
    {
      name: agent.kind === 'command' ? 'Program and arguments' : 'More arguments',
      desc: 'One a line.',
      control: { type: 'textarea', key: key('argv'), rows: 3, validate: validate('argv') },
      visible: () => !isPerson(),
    },
    {
      name: 'Model',
      desc: 'Empty: the one that the program chooses.',
      control: { type: 'text', key: key('model'), placeholder: 'Its own', validate: validate('model') },
      visible: () => !isPerson(),
    },
    {
      name: 'Paid by',
      desc: 'With a plan, keys of the environment are kept from it, and dollars are not counted.',
      control: { type: 'dropdown', key: key('pays'), options: { plan: 'A plan (subscription)', api: 'Usage (API key)' } },
      visible: () => !isPerson(),
    },
    ...furtherControls(host, agent, key, validate),
  ]
}

function furtherControls(
  { state }: TabHost,
  { name, kind, fallback }: AgentView,
  key: (name: AgentKey) => string,
  validate: (name: AgentKey) => (text: string) => Promise<string | undefined>,
): SettingDefinition[] {
  if (kind === 'person') return []
  const others = [...(state.device?.working ?? []), fallback].filter((one) => one !== name && one !== '')
  return [
    {
      name: 'Stand-in',
      desc: 'The agent that is asked instead where this one is missing, not logged in, used up or out of reach.',
      aliases: ['fallback'],
      control: { type: 'dropdown', key: key('fallback'), options: { '': 'None', ...Object.fromEntries(others.map((one) => [one, one])) } },
    },
    {
      name: 'Let it work unconfined',
      desc: 'It may then work where nothing keeps its writing to one folder. Leave this off unless you accept that.',
      aliases: ['unconfined'],
      control: { type: 'toggle', key: key('unconfined'), defaultValue: false },
    },
    {
      name: 'Tool calls for an answer',
      desc: 'How many tools it may use for one answer.',
      aliases: ['max_tool_calls'],
      control: { type: 'text', key: key('max_tool_calls'), placeholder: '1000', validate: validate('max_tool_calls') },
    },
    {
      name: 'Price',
      desc: 'Dollars for a million tokens in, out and from the cache, such as 2, 10, 0.2. For a service whose price Forge does not know.',
      control: { type: 'text', key: key('price'), placeholder: 'None', validate: validate('price') },
    },
  ]
}

/** The names of the variables that it is given; their values may be secrets, and are never shown. */
function variablesRow(host: TabHost, { variables }: AgentView): SettingDefinition[] {
  if (variables.length === 0) return []
  const desc = `It is given ${variables.join(', ')}. The values stay in ${host.state.device?.file ?? 'the device config'}.`
  return [{ name: 'Variables', desc }]
}

async function confirmRemoval(host: TabHost, { name }: AgentView): Promise<void> {
  const about = 'Its entry leaves the device config. The program itself and its login stay, and so do all notes.'
  const sure = await confirm(host.forge.app, { title: `Remove ${name} from this device?`, button: 'Remove', about })
  if (sure) await host.guarded(REMOVING, () => host.changeDevice({ what: 'remove', from: 'agents', name }))
}
