import { nextCommandOf } from './next-line.ts'
import type { FeatureStatus, VaultStatus } from '../commands/status.ts'

const NAME_COLUMNS = 24

/** What waits for the person, then every open feature with its next step, then what is archived as a count. */
export function describeStatus(status: VaultStatus): string {
  if (status.features.length === 0) return emptyVault(status)
  const open = status.features.filter((feature) => feature.state !== 'ARCHIVED')
  const waiting = open.filter((feature) => feature.awaiting.length > 0)
  const rest = open.filter((feature) => feature.awaiting.length === 0)
  const archived = status.features.length - open.length
  return [
    ...block('Waits for you', waiting),
    ...block('In progress', rest),
    ...(archived === 0 ? [] : [`${String(archived)} archived.`]),
    ...describeProblems(status),
  ].join('\n')
}

/** One feature in full: state, cost, notes, what may run and what may not, and why. */
export function describeFeature(feature: FeatureStatus): string {
  const steps = feature.next.map(
    (step) => `  ${step.allowed ? '✓' : '·'} forge ${step.command} ${feature.feature}${step.reason === null ? '' : `   (${step.reason})`}`,
  )
  const notes = feature.notes.map((note) => `  ${note.path}`)
  return [featureLine(feature), `Cost: ${describeCost(feature)}`, 'Next:', ...steps, 'Notes:', ...notes].join('\n')
}

function block(title: string, features: readonly FeatureStatus[]): readonly string[] {
  return features.length === 0
    ? []
    : [title, ...features.flatMap((feature) => [`  ${featureLine(feature)}`, `      → ${nextCommandOf(feature)}`]), '']
}

function featureLine(feature: FeatureStatus): string {
  const verdict = feature.verdict === null || feature.verdict === feature.state ? '' : ` · ${feature.verdict}`
  return `${feature.feature.padEnd(NAME_COLUMNS)} ${feature.state}${verdict}`
}

function describeCost(feature: FeatureStatus): string {
  const tokens = `${String(feature.tokens_in)} tokens in, ${String(feature.tokens_out)} out`
  return feature.cost_usd === null ? tokens : `$${feature.cost_usd.toFixed(2)}, ${tokens}`
}

function describeProblems(status: VaultStatus): readonly string[] {
  return status.problems.length === 0
    ? []
    : ['', 'Ignored files', ...status.problems.map((problem) => `  ${problem.path}: ${problem.what}`)]
}

function emptyVault(status: VaultStatus): string {
  return ['No feature yet.', 'Next: forge spec NAME, then forge court NAME.', ...describeProblems(status)].join('\n')
}
