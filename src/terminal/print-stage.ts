import type { Printout } from './screen.ts'
import type { StageReport } from '../runs/run.ts'

/** A stage's report: for scripts the keys of CONTRACT, for a person the state, the note and the next step. */
export function printStage(report: StageReport): Printout {
  const { feature, stage, state, verdict, note, awaiting, error } = report
  return { document: { feature, stage, state, verdict, note, awaiting, error }, text: describeStage(report), exit: report.exit }
}

function describeStage(report: StageReport): string {
  // A failure is told on stderr by whoever prints.
  if (report.error !== null) return ''
  const verdict = report.verdict === null || report.verdict === report.state ? '' : ` · ${report.verdict}`
  const lines = [`${report.feature}: ${report.state}${verdict}`]
  if (report.note !== null) lines.push(`Note: ${report.note}`)
  if (report.awaiting.length > 0) lines.push(`Waits for you: ${report.awaiting.join(', ')}`)
  return [...lines, `Next: ${report.next}`].join('\n')
}
