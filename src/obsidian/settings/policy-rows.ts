import type { SettingControl, SettingDefinition, SettingDefinitionItem, SettingDefinitionPage } from 'obsidian'
import type { AUTONOMY } from '../../policy/policy.ts'
import type { PolicyKeyName } from '../../policy/policy-keys.ts'
import { defaultText, isList, valueOfText } from '../../policy/policy-text.ts'
import { POLICY_PATH } from '../../policy/read-policy.ts'
import { openNote } from '../open-note.ts'
import { overrideRow } from './override-row.ts'
import { faultOfChange } from './shared-policy.ts'
import type { TabHost } from './tab-state.ts'

const PREFIX = 'policy/'

/** The key of the policy that a control is about, null where it is about something else. */
export function policyKeyOf(control: string): PolicyKeyName | null {
  return FIELDS.find(({ key }) => `${PREFIX}${key}` === control)?.key ?? null
}

/** Everything that is kept in the policy note, the general first. */
export function policyItems(host: TabHost): SettingDefinitionItem[] {
  const rows = (group: Group): SettingDefinition[] => FIELDS.filter((field) => field.group === group).map((field) => rowOf(field, host))
  const page = (name: string, desc: string, group: Group): SettingDefinitionPage => ({ type: 'page', name, desc, items: rows(group) })
  return [
    {
      type: 'group',
      cls: 'forge-settings',
      heading: `Shared (${POLICY_PATH})`,
      items: [
        noteRow(host),
        ...host.state.overrides.map((one) => overrideRow(host, one)),
        ...rows('general'),
        page('Roles', 'Who plans, builds, reviews, confirms and looks back.', 'roles'),
        page('Verdicts', 'The scores of a go and a kill, the quorum, and what each criterion weighs.', 'verdicts'),
        page('Limits', 'What a feature may cost, how large a change may be, and how long a command may take.', 'limits'),
      ],
    },
  ]
}

type Group = 'general' | 'roles' | 'verdicts' | 'limits'

interface Field {
  readonly key: PolicyKeyName
  readonly group: Group
  readonly name: string
  readonly desc: string
}

const TRUST = 'One command a line. A changed command runs only after each device has approved its exact text.'

const FIELDS: readonly Field[] = [
  field('jurors', 'general', 'Jurors', 'The seats of the court, one a line: agent:lens. The lenses are value, cost and risk.'),
  field('gates', 'general', 'Gates', `Commands that must pass before anything counts as built, such as npm test. ${TRUST}`),
  field('setup', 'general', 'Set-up commands', `Commands that prepare a new worktree, such as npm ci. ${TRUST}`),
  field('autonomy', 'general', 'Autonomy', 'How often Forge waits for you.'),
  field('planner', 'roles', 'Planner', 'The agent that writes plans.'),
  field('builder', 'roles', 'Builder', 'The agent that changes code, in a worktree of its own.'),
  field('reviewers', 'roles', 'Reviewers', 'The agents that review the whole diff, one a line.'),
  field('verifier', 'roles', 'Verifier', 'The agent that confirms what others claim; best not the one that reviews or builds.'),
  field('historian', 'roles', 'Historian', 'The agent that looks back and proposes rules.'),
  field('go_at', 'verdicts', 'Go at', 'The score from which the court says GO, from 0 to 10.'),
  field('kill_below', 'verdicts', 'Kill below', 'The score below which the court says KILL, from 0 to 10.'),
  field('quorum', 'verdicts', 'Quorum', 'How many opinions a verdict needs.'),
  field('weights', 'verdicts', 'Weights', 'What each criterion counts, one a line, such as benefit=2.'),
  field('budget_usd', 'limits', 'Budget in dollars', 'What one feature may cost. Agents that a plan pays are not counted in dollars.'),
  field('budget_tokens', 'limits', 'Budget in tokens', 'How many tokens one feature may use.'),
  field('budget_minutes', 'limits', 'Budget in minutes', 'How long agents may work on one feature.'),
  field('heal_attempts', 'limits', 'Repairs', 'How often failed gates go back to the builder.'),
  field('review_attempts', 'limits', 'Rounds of build and review', 'How many attempts a feature gets.'),
  field('max_changed_files', 'limits', 'Changed files', 'How many files one change may touch.'),
  field('max_changed_lines', 'limits', 'Changed lines', 'How many lines one change may add and remove.'),
  field('protected_paths', 'limits', 'Protected paths', 'Files and folders that no build may change, one a line.'),
  field('agent_timeout_s', 'limits', 'Time for an answer', 'Seconds that an agent may take for one answer.'),
  field('gate_timeout_s', 'limits', 'Time for a gate', 'Seconds that one gate may take.'),
  field('setup_timeout_s', 'limits', 'Time for a set-up command', 'Seconds that one set-up command may take.'),
  field('stale_after_days', 'limits', 'Stale after', 'Days after which a resting note counts as stale.'),
]

function field(key: PolicyKeyName, group: Group, name: string, desc: string): Field {
  return { key, group, name, desc }
}

function rowOf({ key, name, desc }: Field, host: TabHost): SettingDefinition {
  return { name, desc, aliases: [key], control: controlOf(key, host) }
}

function controlOf(key: PolicyKeyName, host: TabHost): SettingControl {
  const agents = host.state.device?.working ?? []
  const base = { key: `${PREFIX}${key}` }
  if (key === 'autonomy') return { ...base, type: 'dropdown', defaultValue: defaultText(key, agents), options: AUTONOMY_WORDS }
  const placeholder = placeholderOf(key, agents)
  const validate = async (text: string): Promise<string | undefined> =>
    (await faultOfChange(host.shared, key, valueOfText(key, text), agents)) ?? undefined
  return isList(key) ? { ...base, type: 'textarea', placeholder, validate, rows: 3 } : { ...base, type: 'text', placeholder, validate }
}

const AUTONOMY_WORDS: Record<(typeof AUTONOMY)[number], string> = {
  gated: 'Ask where a person must decide',
  supervised: 'Ask before every step',
}

/** The default, so that an empty field tells what holds. */
function placeholderOf(key: PolicyKeyName, agents: readonly string[]): string {
  const text = defaultText(key, agents)
  if (text !== '') return text
  return ['planner', 'builder', 'verifier', 'historian', 'reviewers', 'jurors'].includes(key) ? 'The agents of each device' : 'None'
}

/** Says where these values are, or why they cannot be used. */
function noteRow({ forge, shared: { exists, problem } }: TabHost): SettingDefinition {
  const desc =
    problem ?? 'These are properties of one note, which sync brings to every device. An empty field has the value that is shown in grey.'
  return {
    name: 'Policy note',
    desc,
    render: (setting) => {
      setting
        .setName('Policy note')
        .setDesc(desc)
        .setErrorMessage(problem === null ? null : 'Mend the note, or the value below.')
      if (exists) setting.addButton((button) => button.setButtonText('Open note').onClick(() => void openNote(forge, POLICY_PATH, 'tab')))
    },
  }
}
