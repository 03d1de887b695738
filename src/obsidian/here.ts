import { latest } from '../feature/latest.ts'
import type { Feature } from '../feature/feature.ts'
import type { NextCommand } from '../feature/next.ts'

/** What this device was last seen to have for the open vault, by a look that runs nothing of the person's. */
export interface Here {
  readonly repos: readonly RepoHere[]
  /** Names of this device's agents, persons too. */
  readonly agents: readonly string[]
  /** Why its config cannot be read, one sentence; null where it can. */
  readonly problem: string | null
}

/** A repo that is linked to the open vault. */
export interface RepoHere {
  readonly name: string
  /** Its folder is where it was. */
  readonly isThere: boolean
  /** Agents by what they are asked for, as the policy names them; null where the policy cannot be read. */
  readonly asks: Asks | null
  /** Its features that runs of other programs hold: another window, a terminal, another device. */
  readonly held: readonly Held[]
}

export interface Asks {
  readonly jurors: readonly string[]
  readonly planner: string
  readonly builder: string
  readonly reviewers: readonly string[]
  readonly historian: string
}

export interface Held {
  readonly feature: string
  /** HH:MM on this device's clock, '' where it is not known. */
  readonly since: string
}

export const NO_REPO = 'No repo is linked to this vault on this device.'

/** Why this device cannot run a step of a feature, one sentence; null where it can or where that is not known. A run looks closer. */
export function lackOf(here: Here | null, step: NextCommand, feature: Feature): string | null {
  if (here === null) return null
  if (here.problem !== null) return here.problem
  const repo = repoOf(here, feature)
  if (typeof repo === 'string' || repo === null) return repo
  if (!repo.isThere) return `The folder of the repo ${repo.name} is not where it was: link it again.`
  const since = repo.held.find((held) => held.feature === feature.name)?.since
  if (since !== undefined) return `It runs in another window or a terminal${since === '' ? '' : ` since ${since}`}.`
  return repo.asks === null ? null : agentMissing(askedFor(repo.asks, step, feature), here.agents)
}

/** Why nothing can be begun at all on this device. */
export function lackOfRepo(here: Here | null): string | null {
  return here === null ? null : (here.problem ?? (here.repos.length === 0 ? NO_REPO : null))
}

function repoOf({ repos }: Here, feature: Feature): RepoHere | string | null {
  if (repos.length === 0) return NO_REPO
  if (feature.repo === null) return repos.length === 1 ? (repos[0] ?? null) : null
  return repos.find(({ name }) => name === feature.repo) ?? `The repo ${feature.repo} is not linked on this device.`
}

/** Whom a step asks first. One that was begun may need none of them any more. */
function askedFor({ jurors, planner, builder, reviewers, historian }: Asks, step: NextCommand, feature: Feature): readonly string[] {
  const court = latest(feature, 'court')
  const implement = latest(feature, 'implement')?.keys['step']
  switch (step) {
    case 'court':
      return court !== null && court.verdict === null ? [] : jurors.length === 0 ? [''] : jurors
    case 'implement':
      return implement === undefined ? [planner] : implement === 'approved' ? [builder] : []
    case 'critique':
      return feature.state === 'CRITIQUING' ? [] : reviewers
    case 'retro':
      return feature.state === 'RETRO' ? [] : [historian]
    case 'land':
      return []
  }
}

function agentMissing(asked: readonly string[], known: readonly string[]): string | null {
  const missing = asked.find((name) => !known.includes(name))
  if (missing === undefined) return null
  return missing === '' ? 'No agent is set up on this device: add one in the settings.' : `This device has no agent called ${missing}.`
}
