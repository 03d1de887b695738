import type { App } from 'obsidian'
import { ok, type Result } from '../../basics/result.ts'
import {
  critiqueFeature,
  dropFeature,
  holdCourtOn,
  holdRetroOn,
  implementFeature,
  landFeature,
  type StageCommand,
  type StageOrder,
} from '../../commands/stages.ts'
import type { StageReport } from '../../runs/run.ts'
import type { Watcher } from '../live-runs.ts'
import { openQuietly, openWorkplace } from './workplace.ts'
export { endAllNow } from '../../node/leaving.ts'
export { goesOn, personPlaceHere } from './answering.ts'
export { playRehearsal, removeRehearsalPlace } from './rehearsal.ts'
export { logHere, pastRunsHere } from './runs.ts'

export { readHere } from './here.ts'
export { addPersonHere, approveHere, examineHere, linkHere, trustRequestHere } from './setup.ts'
export { addAgentHere, changeDevice, checkDevice, lookUpAgents, readDeviceHere } from './settings.ts'

/** What runs an agent or finishes a feature, by the name of its errand. */
export type RunVerb = 'court' | 'implement' | 'critique' | 'land' | 'retro' | 'drop'

const STAGES: Readonly<Record<RunVerb, StageCommand>> = {
  court: holdCourtOn,
  implement: implementFeature,
  critique: critiqueFeature,
  land: landFeature,
  retro: holdRetroOn,
  drop: dropFeature,
}

/** What a person may say with it. */
export interface RunWish {
  readonly feature: string
  readonly hotfix?: string
}

const ORDER: StageOrder = { feature: null, jurors: null, hotfix: null, full: false, focus: [], force: null }

/** Runs a stage through the very commands that the terminal uses. Fails only where the vault or this device's config cannot be opened. */
export async function runStage(app: App, verb: RunVerb, wish: RunWish, watcher: Watcher): Promise<Result<StageReport>> {
  const workplace = await openWorkplace(app, watcher)
  return workplace.ok ? ok(await STAGES[verb](workplace.value, { ...ORDER, ...wish })) : workplace
}

/** The name of the repo that this vault is linked to, null where there is none or several. */
export async function repoNameHere(app: App): Promise<string | null> {
  const workplace = await openQuietly(app)
  return workplace.ok ? workplace.value.repoName : null
}
