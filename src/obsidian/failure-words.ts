import { actionOf, type ActionId } from './actions.ts'

const TAB = 'Settings, Forge Pipeline'
export const LINK_A_REPO = `Link a repo: ${TAB}, or the board.`

/** What the core says, in the plugin's words: its commands and settings stand where the terminal's commands and flags did. Any text may be given. */
export function inPluginWords(text: string): string {
  const next = text.replace(ONLY_STEP, (_, before: string, verb: string) => `${before}Next: ${nameOf(verb)}.`)
  const said = SENTENCES.reduce((now, [pattern, words]) => now.replace(pattern, words), next)
  const named = said.replace(COMMAND, (_, run?: string, about?: string, verb?: string) => `${chooses(run)}${nameOf(about ?? verb)}`)
  return named.replace(BARE_COMMAND, (_, run: string, verb: string) => `${chooses(run)}${nameOf(verb)}`)
}

/** Sentences about what the plugin does in another way, first come first served. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [
    /Wait until it ends or stop it, then run the command again\. If no such process .*$/g,
    'Wait for it, or stop it in the window or terminal where it runs.',
  ],
  [/Read the plan in \S+, tick one box, then run implement\./g, 'The plan waits for you.'],
  [/: tick one box in \S+, then run implement\./g, ': say whether the verdict still holds.'],
  [/tick another box in \S+ and run implement/g, 'change your answer in the plan and choose Implement'],
  [/Give your opinion in .*?: one tick is enough\. Then run court again\./g, 'Your opinion as a juror is asked: one tick is enough.'],
  [
    /Tick one box of each question in the note, or run forge answer .*?\. Then run forge retro again\./g,
    'The retro has questions for you.',
  ],
  [/Name some with --jurors .* in the policy note\./g, `Name an agent as a juror, or add yourself as one: ${TAB}.`],
  [/\S.* is no vault of Forge's\.(?: It has no forge folder\.)?/g, 'Nothing is linked to this vault yet.'],
  [/(?:Run|Link it with) forge init --vault DIR.*?\.(?=\s|$)/g, LINK_A_REPO],
  [/(?:Add --vault DIR|Work from inside one, add --repo NAME), .*?\.(?=\s|$)/g, LINK_A_REPO],
  [/Add --repo NAME, .*?\.(?=\s|$)/g, `${LINK_A_REPO} Where there are several, name one under repo in the spec note.`],
  [/link it again: forge init \S.*?\.(?=\s|$)/g, `choose its folder again: ${TAB}.`],
  [/ with forge init --repo DIR/g, ''],
  [/link another folder with `forge init [^`]*`/g, 'open the vault from where it is now'],
  [/Run forge init, or add one under agents in the device config/g, `Link a repo, which adds those that are found, or add one: ${TAB}`],
  [/Run forge init, or add/g, 'Add'],
  [/set `path` for this agent in the device config/g, 'set its path in the settings'],
  [/ in the device config\b/g, ' in the settings'],
  [/, or name another with --vault/g, ''],
  [/ with --name\b/g, ''],
  [/or run implement with --hotfix REASON/g, 'or choose Implement as a hotfix'],
  [/Run implement with --hotfix "[^"]*"/g, 'Choose Implement as a hotfix'],
  [/Run forge implement NAME --hotfix REASON/g, 'Choose Implement as a hotfix'],
  [/Run implement without --hotfix/g, 'Choose Implement'],
  [/with --jurors(?=\.)/g, 'in the settings'],
  [/--jurors (\S+),(\S+)/g, '$1, $2'],
  [/, or land it anyway with --force and a reason/g, ''],
  [/ after --force/g, ''],
  [/Add --note "why" and run the command again/g, 'Say why and answer again'],
  [/\brun the (?:same )?command again/g, 'try again'],
  [/\bRun the (?:same )?command again/g, 'Try again'],
  [/See forge status/g, 'See the board'],
  [/run forge trust/g, `approve them: ${TAB}`],
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

const STAGES = 'court|implement|critique|land|retro|drop'
/** Where a step is the whole advice. */
const ONLY_STEP = new RegExp(`(^|[.] )Run (?:forge )?(${STAGES})\\.(?=\\s|$)`, 'g')
/** The core names its stages also without the program's name. */
const BARE_COMMAND = new RegExp(`\\b([Rr]un )(${STAGES})\\b`, 'g')

/** Of all commands only these two are told together with the name of a feature. */
const COMMAND = new RegExp(`([Rr]un )?\`?\\bforge (?:(spec|answer) [\\w-]+|(${Object.keys(ACTION_OF).join('|')})\\b)\`?`, 'g')

function nameOf(verb = ''): string {
  return actionOf(ACTION_OF[verb] ?? 'board').name
}

function chooses(run: string | undefined): string {
  return run === undefined ? '' : run.startsWith('R') ? 'Choose ' : 'choose '
}
