import type { Clock } from '../basics/clock.ts'
import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { mayAnswer } from '../device/answering.ts'
import type { DeviceConfig } from '../device/config.ts'
import type { DevicePlace } from '../device/place.ts'
import type { Feature } from '../feature/feature.ts'
import { hostName } from '../node/environment.ts'
import { environmentsAbove } from '../node/process-above.ts'
import type { ProgressEvent } from '../runs/run.ts'
import type { Vault } from '../vault/vault.ts'
import type { AnswerPlace } from './answer.ts'

/** What a face brings: who watches, who may stop, what time it is. */
export interface Face {
  readonly name: 'terminal' | 'obsidian'
  readonly clock: Clock
  readonly stop: AbortSignal
  /** Program and arguments that play the rehearsal, null where this face cannot. */
  readonly rehearsal: readonly string[] | null
  progress(event: ProgressEvent): void
}

/** An opened vault on this device, and the repo a person stands in. */
export interface Workplace {
  readonly vault: Vault
  /** Absolute. */
  readonly vaultFolder: string
  /** Name of the linked repo that flags or the working folder tell; null where they tell none. */
  readonly repoName: string | null
  readonly config: DeviceConfig
  readonly device: DevicePlace
  readonly face: Face
}

/** Answers given here are recorded with this. */
export function answerPlace(workplace: Workplace): AnswerPlace {
  return { face: workplace.face.name, device: hostName(), today: workplace.face.clock.today() }
}

/** Whether answers, approvals and forced landings are a person's here. */
export async function personMayAnswer(workplace: Workplace): Promise<Result<void>> {
  return mayAnswer(workplace.device.env, workplace.config, await environmentsAbove())
}

/** The linked repo of a feature: what its notes say, else where the person stands. */
export function repoOf(workplace: Workplace, feature: Feature | null): Result<{ readonly name: string; readonly path: string }> {
  const name = feature?.repo ?? workplace.repoName
  if (name === null) {
    return failed(
      failure(
        'no-repo',
        'Forge does not know which repo this is for.',
        'No repo is named, and the working folder belongs to none.',
        'Add --repo NAME, or link one with forge init.',
      ),
    )
  }
  const setting = workplace.config.repos[name]
  if (setting === undefined) {
    return failed(
      failure(
        'no-repo',
        `The repo "${name}" is not linked on this device.`,
        'Paths of repos are known to each device alone.',
        `Run forge init --vault DIR --repo DIR --name ${name}.`,
      ),
    )
  }
  return ok({ name, path: setting.path })
}

/** The agents of this device that answer without a person, in the order of the config. */
export function workingAgents(config: DeviceConfig): readonly string[] {
  return Object.entries(config.agents)
    .filter(([, agent]) => agent.kind !== 'person')
    .map(([name]) => name)
}
