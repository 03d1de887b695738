import { latest, type Feature } from '../feature/feature.ts'
import type { StageReport } from '../runs/run.ts'
import { titleOf } from './board/row-model.ts'
import { inPluginWords } from './failure-words.ts'

/** What came of a run in one line, for notices: `Discount codes: GO 7.0. Next: Implement.` `feature`: what its notes say; null where none is read. */
export function reportLine(report: StageReport, feature: Feature | null): string {
  const title = feature === null ? report.feature : titleOf(feature)
  const verdict = verdictOf(report, feature)
  const next = inPluginWords(report.next)
  return verdict === null ? `${title}: ${uncapitalised(next)}` : `${title}: ${verdict}. ${next}`
}

/** Only where the run gave it. */
function verdictOf({ stage, verdict, awaiting }: StageReport, feature: Feature | null): string | null {
  if (stage === 'critique') return verdict
  if (stage !== 'court' || verdict === null || awaiting.includes('opinion')) return null
  const court = feature === null ? null : latest(feature, 'court')
  return court?.verdict === verdict && court.score !== null ? `${verdict} ${court.score.toFixed(1)}` : verdict
}

function uncapitalised(sentence: string): string {
  return /^[A-Z][a-z]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence
}
