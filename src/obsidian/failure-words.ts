import { actionOf, type ActionId } from './actions.ts'

export const LINK_A_REPO = 'Link a repo: Settings, Forge, or the board.'

/** What the core says, in the plugin's words: its commands and settings stand where the terminal's commands and flags did. Any text may be given. */
export function inPluginWords(text: string): string {
  const said = SENTENCES.reduce((now, [pattern, words]) => now.replace(pattern, words), text)
  return said.replace(COMMAND, (_, run?: string, named?: string, verb?: string) => {
    const action = ACTION_OF[named ?? verb ?? '']
    return `${chooses(run)}${actionOf(action ?? 'board').name}`
  })
}

/** Sentences about what the plugin does in another way, first come first served. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/\S.* is no vault of Forge's\.(?: It has no forge folder\.)?/g, 'Nothing is linked to this vault yet.'],
  [/(?:Run|Link it with) forge init --vault DIR.*?\.(?=\s|$)/g, LINK_A_REPO],
  [/(?:Add --vault DIR|Work from inside one, add --repo NAME), .*?\.(?=\s|$)/g, LINK_A_REPO],
  [/Add --repo NAME, .*?\.(?=\s|$)/g, `${LINK_A_REPO} Where there are several, name one under repo in the spec note.`],
  [/link it again: forge init \S.*?\.(?=\s|$)/g, 'choose its folder again: Settings, Forge.'],
  [/ with forge init --repo DIR/g, ''],
  [/link another folder with `forge init [^`]*`/g, 'open the vault from where it is now'],
  [
    /Run forge init, or add one under agents in the device config/g,
    'Link a repo, which adds those that are found, or add one: Settings, Forge',
  ],
  [/Run forge init, or add/g, 'Add'],
  [/set `path` for this agent in the device config/g, 'set its path in the settings'],
  [/ in the device config\b/g, ' in the settings'],
  [/, or name another with --vault/g, ''],
  [/ with --name\b/g, ''],
  [/or run implement with --hotfix REASON/g, 'or choose Implement as a hotfix'],
  [/Run implement with --hotfix "[^"]*"/g, 'Choose Implement as a hotfix'],
  [/Run forge implement NAME --hotfix REASON/g, 'Choose Implement as a hotfix'],
  [/Run implement without --hotfix/g, 'Choose Implement'],
  [/with --jurors agent:value,agent:cost or in the policy note|with --jurors(?=\.)/g, 'in the settings'],
  [/--jurors (\S+),(\S+)/g, '$1, $2'],
  [/, or land it anyway with --force and a reason/g, ''],
  [/ after --force/g, ''],
  [/Add --note "why" and run the command again/g, 'Say why and answer again'],
  [/\brun the (?:same )?command again/g, 'try again'],
  [/\bRun the (?:same )?command again/g, 'Try again'],
  [/See forge status/g, 'See the board'],
  [/run forge trust/g, 'approve them: Settings, Forge'],
]

const ACTION_OF: Readonly<Record<string, ActionId>> = {
  spec: 'spec',
  court: 'court',
  implement: 'implement',
  critique: 'critique',
  land: 'land',
  retro: 'retro',
  drop: 'drop',
  answer: 'answer',
  status: 'board',
  runs: 'runs',
  log: 'runs',
  doctor: 'setup',
  agents: 'setup',
}

/** Of all commands only these two are told together with the name of a feature. */
const COMMAND = new RegExp(`([Rr]un )?\`?\\bforge (?:(spec|answer) [\\w-]+|(${Object.keys(ACTION_OF).join('|')})\\b)\`?`, 'g')

function chooses(run: string | undefined): string {
  return run === undefined ? '' : run.startsWith('R') ? 'Choose ' : 'choose '
}
