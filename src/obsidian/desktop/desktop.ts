import type { App } from 'obsidian'
import { ok, type Result } from '../../basics/result.ts'
import type { AnswerPlace } from '../../commands/answer.ts'
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
import { approve, untrustedCommands, type AskedCommand } from '../../commands/trust.ts'
import { answerPlace } from '../../commands/workplace.ts'
import type { StageReport } from '../../runs/run.ts'
import type { Watcher } from '../live-runs.ts'
import { openQuietly, openWorkplace } from './workplace.ts'

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

/** The commands that the policy asks this device to run and that it has not approved. */
export async function waitingCommands(app: App): Promise<Result<readonly AskedCommand[]>> {
  const workplace = await openQuietly(app)
  return workplace.ok ? untrustedCommands(workplace.value) : workplace
}

/** Approves exactly these texts for the linked repo on this device. */
export async function approveHere(app: App, commands: readonly AskedCommand[]): Promise<Result<void>> {
  const workplace = await openQuietly(app)
  return workplace.ok ? approve(workplace.value, commands) : workplace
}

/** What an answer that is given here is recorded with. */
export async function answerPlaceHere(app: App): Promise<Result<AnswerPlace>> {
  const workplace = await openQuietly(app)
  return workplace.ok ? ok(answerPlace(workplace.value)) : workplace
}

/** The name of the repo that this vault is linked to, null where there is none or several. */
export async function repoNameHere(app: App): Promise<string | null> {
  const workplace = await openQuietly(app)
  return workplace.ok ? workplace.value.repoName : null
}
