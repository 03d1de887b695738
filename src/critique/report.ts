import type { Failure } from '../basics/failure.ts'
import { readFeature } from '../feature/feature.ts'
import { failedReport, stageReport } from '../feature/report.ts'
import { standingOf, type Standing } from '../notes/critique-record.ts'
import type { Run, StageReport } from '../runs/run.ts'
import { readCritique } from './write.ts'

/** What a finished critique says. Exit 0 for PASS, 4 for REJECTED. */
export async function reportVerdict(run: Run, path: string): Promise<StageReport> {
  const note = await readCritique(run, path)
  if (!note.ok) return reportFailure(run, path, note.error)
  const standing = standingOf(note.value.outcome)
  const { verdict, awaiting } = standing
  const feature = await readFeature(run.vault, run.feature)
  const exit = verdict === 'REJECTED' ? 4 : 0
  return stageReport(run, feature.ok ? feature.value : null, { note: path, exit, next: nextOf(standing), verdict, awaiting })
}

/** What went wrong, with the feature as it stands; answers that came are in the note. */
export async function reportFailure(run: Run, path: string | null, error: Failure): Promise<StageReport> {
  const feature = await readFeature(run.vault, run.feature)
  return failedReport(run, feature.ok ? feature.value : null, error, path)
}

function nextOf({ verdict, awaiting, unclear }: Standing): string {
  if (verdict === 'PASS') return 'Land it, then hold the retro.'
  if (unclear.length > 0) return `Not counted yet: ${unclear.join(', ')}. Tick one box each and give a reason below the list to overrule.`
  if (awaiting.length === 0) return 'Run implement: it starts from the findings that stand.'
  return 'Answer the findings in the note, or run implement: what you leave open gets fixed.'
}
