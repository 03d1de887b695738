import { exitOf, type Failure } from '../basics/failure.ts'
import { readFeature, type Feature } from '../feature/feature.ts'
import type { StageReport } from '../runs/run.ts'
import { actionOf, ACTIONS, NEEDS_DESKTOP, type Action, type ActionId } from './actions.ts'
import { openBoard } from './board/board-view.ts'
import type { RunVerb, RunWish } from './desktop/desktop.ts'
import type { Standing } from './feature-index.ts'
import type { BegunBy, Forge } from './forge.ts'
import { guarded } from './guard.ts'
import { askHotfix } from './hotfix-modal.ts'
import { loadDesktop } from './load-desktop.ts'
import { momentOf } from './moment.ts'
import { confirmDrop } from './drop-modal.ts'
import { noteInFront } from './note-in-front.ts'
import { openNote } from './open-note.ts'
import type { Offer } from './notices.ts'
import { pickFeature, type Choice } from './pick-feature-modal.ts'
import { approvePlan, answerOpen } from './questions/answer.ts'
import { rehearse } from './rehearsal/rehearse.ts'
import { reportLine } from './report-line.ts'
import { showRuns } from './runs-modal.ts'
import { checkSetup } from './setup/check-setup.ts'
import { askTrust } from './setup/trust-modal.ts'
import { newSpec } from './spec-modal.ts'
import { writeViews } from './views.ts'

/** Does what an action's command does; where no feature is said, the open note tells it, else a picker asks. Never rejects. */
export function perform(forge: Forge, id: ActionId, said: string | null, begun: BegunBy = 'person'): Promise<void> {
  const action = actionOf(id)
  return guarded(forge.notices, { name: action.name, about: said ?? id }, () =>
    action.about === 'vault' ? DO_IN_VAULT[id as VaultAction](forge, said) : performOn(forge, action, said, begun),
  )
}

/** Whether the command should be shown: it can be done to the open note's feature, or, where no such note is open, to any. */
export function canPerform(forge: Forge, id: ActionId): boolean {
  const action = actionOf(id)
  forge.device.glance()
  if (action.about === 'vault') return action.against(null, momentOf(forge, null)) === null
  if (id === 'stop') return forge.runs.current().length > 0
  const open = openFeature(forge)
  return open === null ? forge.features.all().some((one) => isOffered(forge, action, one)) : fits(forge, action, open)
}

/** The actions that can be done to a feature now. */
export function actionsFor(forge: Forge, feature: string): readonly Action[] {
  const standing = forge.features.of(feature)
  return ACTIONS.filter((action) => action.about === 'feature' && action.against(standing, momentOf(forge, feature)) === null)
}

async function performOn(forge: Forge, action: Action, said: string | null, begun: BegunBy): Promise<void> {
  const feature = said ?? openTarget(forge, action) ?? (await pickFeature(forge, action, choicesFor(forge, action)))
  if (feature === null) return
  // What the device lacked when it was looked at may be there by now; the run itself tells best what is missing.
  const against = action.against(forge.features.of(feature), { ...momentOf(forge, feature), here: null })
  if (against !== null) return forge.notices.say(feature, `${action.name}: ${against}`)
  return DO_ON_FEATURE[action.id as FeatureAction](forge, feature, begun)
}

type VaultAction = 'spec' | 'hotfix' | 'board' | 'runs' | 'setup' | 'rehearse' | 'views'
type FeatureAction = Exclude<ActionId, VaultAction>
type Deed = (forge: Forge, feature: string, begun: BegunBy) => Promise<void>

const DO_IN_VAULT: Readonly<Record<VaultAction, (forge: Forge, said: string | null) => Promise<void>>> = {
  spec: newSpec,
  hotfix: async (forge, said) => {
    const wish = await askHotfix(forge, said ?? openFeature(forge)?.feature.name ?? null)
    if (wish !== null) await run(forge, 'implement', wish, 'person')
  },
  board: (forge) => openBoard(forge.app),
  runs: showRuns,
  setup: (forge) => checkSetup(forge),
  rehearse: (forge) => rehearse(forge),
  views: (forge) => writeViews(forge),
}

const DO_ON_FEATURE: Readonly<Record<FeatureAction, Deed>> = {
  court: (forge, feature, begun) => run(forge, 'court', { feature }, begun),
  implement: (forge, feature, begun) => run(forge, 'implement', { feature }, begun),
  critique: (forge, feature, begun) => run(forge, 'critique', { feature }, begun),
  land: (forge, feature, begun) => run(forge, 'land', { feature }, begun),
  retro: (forge, feature, begun) => run(forge, 'retro', { feature }, begun),
  drop: async (forge, feature, begun) => {
    if (await confirmDrop(forge, feature)) await run(forge, 'drop', { feature }, begun)
  },
  approve: approvePlan,
  answer: answerOpen,
  stop: (forge, feature) => forge.runs.stop(feature),
}

/** Runs, asks for this device's trust where commands wait for it, and says what came out. */
async function run(forge: Forge, verb: RunVerb, wish: RunWish, begun: BegunBy): Promise<void> {
  const desktop = await loadDesktop(forge.app)
  if (desktop === null) return forge.notices.say(wish.feature, NEEDS_DESKTOP)
  if (forge.runs.of(wish.feature) !== null) return forge.notices.say(wish.feature, `A run on ${wish.feature} goes on.`)
  forge.notices.hide(wish.feature)
  const report = await forge.runs.start({ feature: wish.feature, errand: verb }, (watcher) =>
    desktop.runStage(forge.app, verb, wish, watcher),
  )
  if (!report.ok) {
    forge.runs.failed(wish.feature, report.error)
    return forge.notices.fail(wish.feature, report.error)
  }
  const needsTrust = report.value.error?.code === 'untrusted-commands'
  if (needsTrust && begun === 'person') return runTrusted(forge, verb, wish, report.value)
  const review = { label: 'Review…', act: () => void forge.perform(verb, wish.feature) }
  await tellEnd(forge, report.value, needsTrust ? review : null)
}

/** Runs once more where the person lets the commands run. */
async function runTrusted(forge: Forge, verb: RunVerb, wish: RunWish, report: StageReport): Promise<void> {
  if (await askTrust(forge, repoOf(forge, wish.feature))) return run(forge, verb, wish, 'person')
  await tellEnd(forge, report)
}

async function tellEnd(forge: Forge, report: StageReport, review: Offer | null = null): Promise<void> {
  const { feature, note, awaiting, error } = report
  if (error !== null) forge.runs.failed(feature, error)
  const open = note === null ? null : { label: 'Open note', act: () => void openNote(forge, note) }
  const ask = awaiting.length === 0 ? null : { label: 'Answer', act: () => void forge.perform('answer', feature) }
  const text = error === null ? reportLine(report, await readNow(forge, feature)) : describe(error)
  // Who stopped a run knows that it ended.
  if (error !== null && exitOf(error.code) === 130) forge.notices.say(feature, text, open)
  else forge.notices.call(feature, text, review ?? ask ?? open, ask === null ? 'end' : 'ask')
}

/** What the notes say: the index may not have heard yet of what the run wrote last. */
async function readNow(forge: Forge, name: string): Promise<Feature | null> {
  const feature = await readFeature(forge.vault, name)
  return feature.ok ? feature.value : null
}

/** A stopped run needs no advice. */
function describe(error: Failure): string {
  return exitOf(error.code) === 130 ? error.what : `${error.what} ${error.next}`
}

function openFeature(forge: Forge): Standing | null {
  return forge.features.ofNote(noteInFront(forge.app)?.path ?? '')
}

/** Whose run is meant to stop is told by the open note only where that one runs. */
function openTarget(forge: Forge, action: Action): string | null {
  const open = openFeature(forge)
  return open === null || (action.id === 'stop' && !fits(forge, action, open)) ? null : open.feature.name
}

/** Runs are stopped by their key: a rehearsal, and a hotfix that has no note yet, belong to no feature of the index. */
function choicesFor(forge: Forge, action: Action): readonly Choice[] {
  if (action.id === 'stop') return forge.runs.current().map(({ key, errand, feature }) => ({ name: key, text: `${feature} · ${errand}` }))
  const standings = forge.features.all().filter((standing) => isOffered(forge, action, standing))
  return standings.map(({ feature }) => ({
    name: feature.name,
    text: `${feature.name} · ${feature.state}${feature.verdict === null ? '' : ` · ${feature.verdict}`}`,
  }))
}

function isOffered(forge: Forge, action: Action, standing: Standing): boolean {
  return standing.feature.state !== 'ARCHIVED' && fits(forge, action, standing)
}

function fits(forge: Forge, action: Action, standing: Standing): boolean {
  return action.against(standing, momentOf(forge, standing.feature.name)) === null
}

/** The linked repo that a feature's notes name, null where they name none. */
function repoOf(forge: Forge, feature: string): string | null {
  return forge.features.of(feature)?.feature.repo ?? null
}
