import type { FeatureStatus } from '../commands/status.ts'
import { proposed } from '../feature/next.ts'

/** The one command to type now. */
export function nextCommandOf(feature: FeatureStatus): string {
  const required = feature.awaiting.filter((name) => !name.startsWith('finding-'))
  if (required.length > 0) return `forge answer ${feature.feature}   (open: ${required.join(', ')})`
  const step = proposed(feature.next)
  const optional = feature.awaiting.length === 0 ? '' : `   (you may answer ${feature.awaiting.join(', ')} first)`
  return step === null ? `forge status ${feature.feature}` : `forge ${step} ${feature.feature}${optional}`
}
