import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { badFeatureName, type Feature, type FeatureList, type Problem } from '../feature/feature.ts'
import { nextSteps, type NextCommand } from '../feature/next.ts'
import { fileName, isFeature, parseName } from '../notes/names.ts'

/** What a command is about to do, which tells the features that fit when none was named. */
export type Purpose = NextCommand | 'answer' | 'drop' | 'any'

/**
 * The feature a person means: its whole name, an unambiguous beginning of it, or, where nothing was said, the only one that fits the
 * purpose. `feature` is null for a name that no note carries yet; the command decides whether it may begin one.
 */
export function pickFeature(
  features: readonly Feature[],
  said: string | null,
  purpose: Purpose,
): Result<{ readonly name: string; readonly feature: Feature | null }> {
  return said === null ? pickOnly(features, purpose) : pickNamed(features, said)
}

function pickNamed(features: readonly Feature[], said: string): Result<{ readonly name: string; readonly feature: Feature | null }> {
  if (!isFeature(said)) return failed(badFeatureName(said))
  const exact = features.find((feature) => feature.name === said)
  if (exact) return ok({ name: said, feature: exact })
  const begun = features.filter((feature) => feature.name.startsWith(said) && feature.state !== 'ARCHIVED')
  if (begun.length > 1) return failed(ambiguous(`"${said}" is the beginning of several features.`, begun))
  return ok({ name: begun[0]?.name ?? said, feature: begun[0] ?? null })
}

function pickOnly(features: readonly Feature[], purpose: Purpose): Result<{ readonly name: string; readonly feature: Feature | null }> {
  const alive = features.filter((feature) => feature.state !== 'ARCHIVED')
  const fitting = alive.filter((feature) => fits(feature, purpose))
  const candidates = fitting.length === 0 ? alive : fitting
  const [only] = candidates
  if (only === undefined) return failed(nothingToPick())
  const what = fitting.length === 0 ? 'No feature is ready for this, and several are open.' : 'Several features fit.'
  return candidates.length === 1 ? ok({ name: only.name, feature: only }) : failed(ambiguous(what, candidates))
}

function fits(feature: Feature, purpose: Purpose): boolean {
  if (purpose === 'any' || purpose === 'drop') return true
  if (purpose === 'answer') return feature.awaiting.length > 0
  return nextSteps(feature).some((step) => step.command === purpose && step.allowed)
}

/** The failure for a note of the feature that counts and cannot be read; null where there is none. */
export function brokenNoteOf(name: string, problems: readonly Problem[]): Failure | null {
  const broken = problems.find((problem) => problem.broken && parseName(fileName(problem.path))?.feature === name)
  if (broken === undefined) return null
  return failure('bad-note', `${broken.path} cannot be read.`, broken.what, 'Mend its frontmatter and run the command again.')
}

/** The failure for a command that needs a feature which no note carries, or only one that cannot be read. */
export function noSuchFeature(name: string, { features, problems }: FeatureList): Failure {
  const broken = brokenNoteOf(name, problems)
  if (broken !== null) return broken
  const known = features.filter((feature) => feature.state !== 'ARCHIVED').map((feature) => feature.name)
  const why =
    known.length === 0
      ? 'The vault has no open feature.'
      : `Open features: ${known.slice(0, 10).join(', ')}${known.length > 10 ? ', …' : ''}.`
  return failure(
    'no-such-feature',
    `There is no feature "${name}".`,
    why,
    `Run forge spec ${name} to begin it, or forge status to see what there is.`,
  )
}

function nothingToPick(): Failure {
  return failure(
    'no-such-feature',
    'There is no feature to work on.',
    'The vault has no open feature.',
    'Run forge spec NAME to begin one.',
  )
}

function ambiguous(what: string, features: readonly Feature[]): Failure {
  return failure('ambiguous-feature', what, features.map((feature) => feature.name).join(', '), 'Name the one you mean.')
}
