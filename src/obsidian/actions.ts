import { isStopped } from '../commands/open-questions.ts'
import type { Standing } from './feature-index.ts'
import { lackOf, lackOfRepo, type Here } from './here.ts'

export const ACTION_IDS = [
  'spec',
  'court',
  'implement',
  'hotfix',
  'approve',
  'critique',
  'land',
  'retro',
  'drop',
  'answer',
  'stop',
  'board',
  'runs',
  'setup',
  'rehearse',
  'views',
] as const
export type ActionId = (typeof ACTION_IDS)[number]

export const NEEDS_DESKTOP = 'This needs the desktop app.'

/** What an action looks at to tell whether it can be done. */
export interface Moment {
  /** Agents can run here. */
  readonly canRun: boolean
  /** A run on this feature goes on in this window. */
  readonly isRunning: boolean
  /** What this device was last seen to have, null where that is not known; a run looks for itself. */
  readonly here: Here | null
}

/** One thing a person can ask for, in the palette, a menu, a button or a link. */
export interface Action {
  readonly id: ActionId
  /** Verb first, sentence case. */
  readonly name: string
  readonly icon: string
  /** `feature`: it is about one feature, and `against` says in one sentence why it cannot be done now, null where it can. */
  readonly about: 'vault' | 'feature'
  against(standing: Standing | null, moment: Moment): string | null
}

/** Everything that can be asked for, in the order of the pipeline. */
export const ACTIONS: readonly Action[] = [
  { id: 'spec', name: 'New spec', icon: 'file-plus', about: 'vault', against: () => null },
  stage('court', 'Hold court', 'scale'),
  stage('implement', 'Implement', 'hammer'),
  { id: 'hotfix', name: 'Implement as a hotfix', icon: 'flame', about: 'vault', against: (_, moment) => repoOnly(moment) },
  { id: 'approve', name: 'Approve plan', icon: 'check', about: 'feature', against: (standing) => againstApproving(standing) },
  stage('critique', 'Critique', 'microscope'),
  stage('land', 'Land', 'git-merge'),
  stage('retro', 'Hold retro', 'book-open'),
  { id: 'drop', name: 'Drop', icon: 'archive', about: 'feature', against: againstDropping },
  { id: 'answer', name: 'Answer open question', icon: 'message-circle-question', about: 'feature', against: againstAnswering },
  { id: 'stop', name: 'Stop run', icon: 'square', about: 'feature', against: (_, moment) => (moment.isRunning ? null : 'Nothing runs.') },
  { id: 'board', name: 'Open board', icon: 'layout-dashboard', about: 'vault', against: () => null },
  { id: 'runs', name: 'Show runs', icon: 'history', about: 'vault', against: (_, moment) => repoOnly(moment) },
  { id: 'setup', name: 'Check setup', icon: 'stethoscope', about: 'vault', against: (_, moment) => desktopOnly(moment) },
  { id: 'rehearse', name: 'Rehearse', icon: 'clapperboard', about: 'vault', against: (_, moment) => desktopOnly(moment) },
  { id: 'views', name: 'Write views', icon: 'table', about: 'vault', against: () => null },
]

export function actionOf(id: ActionId): Action {
  const found = ACTIONS.find((action) => action.id === id)
  if (found === undefined) throw new Error(`There is no action ${id}`)
  return found
}

type StageAction = 'court' | 'implement' | 'critique' | 'land' | 'retro'

function stage(id: StageAction, name: string, icon: string): Action {
  const against = (standing: Standing | null, moment: Moment): string | null => {
    const step = standing?.next.find((next) => next.command === id)
    if (standing === null || step === undefined) return 'There is no such feature.'
    return step.reason ?? desktopOnly(moment) ?? (moment.isRunning ? 'A run goes on.' : lackOf(moment.here, id, standing.feature))
  }
  return { id, name, icon, about: 'feature', against }
}

const ARCHIVED = 'The feature is archived.'

function desktopOnly({ canRun }: Moment): string | null {
  return canRun ? null : NEEDS_DESKTOP
}

/** What needs the desktop and a repo. */
function repoOnly(moment: Moment): string | null {
  return desktopOnly(moment) ?? lackOfRepo(moment.here)
}

function againstApproving(standing: Standing | null): string | null {
  if (standing?.feature.state === 'ARCHIVED') return ARCHIVED
  const waits = standing !== null && (standing.awaiting.includes('plan') || isStopped(standing.feature))
  return waits ? null : 'No plan waits for approval.'
}

function againstAnswering(standing: Standing | null): string | null {
  if (standing?.feature.state === 'ARCHIVED') return ARCHIVED
  return standing === null || standing.awaiting.length === 0 ? 'No question is open.' : null
}

function againstDropping(standing: Standing | null, moment: Moment): string | null {
  if (standing === null || standing.feature.state === 'ARCHIVED') return ARCHIVED
  return desktopOnly(moment) ?? (moment.isRunning ? 'A run goes on.' : null)
}
