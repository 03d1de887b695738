import type { Failure } from '../basics/failure.ts'
import { ok, type Result } from '../basics/result.ts'
import { latest, readFeature } from '../feature/feature.ts'
import { effectiveVerdict } from '../feature/gate.ts'
import { failedReport, stageReport } from '../feature/report.ts'
import { applyOverride, setSupersededBy } from '../notes/court-note.ts'
import type { Verdict } from '../notes/vocabulary.ts'
import type { Run, StageReport } from '../runs/run.ts'
import { decisionPath, isFiled, readCourtText, stem } from './case.ts'
import { changeNote } from './keep.ts'

/** A decision in its place, and what of the person's is not taken in yet. */
export interface Filed {
  readonly path: string
  /** Why a ticked verdict does not count yet, null where nothing hinders it. */
  readonly remark: string | null
}

/** Takes in a ticked verdict, links an earlier decision to this one, and moves the note to the decisions. Each step only where it is missing. */
export async function fileDecision(run: Run, path: string): Promise<Result<Filed>> {
  const linked = await linkEarlier(run, path)
  if (!linked.ok) return linked
  const remark = await takeOverride(run, path)
  if (!remark.ok) return remark
  if (isFiled(path)) return ok({ path, remark: remark.value })
  const to = decisionPath(path)
  const moved = await run.vault.move(path, to)
  return moved.ok ? ok({ path: to, remark: remark.value }) : moved
}

/** Exit 0 for GO, 4 for DEFER and KILL: the answer is no. */
export async function reportDecided(run: Run, filed: Filed): Promise<StageReport> {
  const feature = await readFeature(run.vault, run.feature)
  if (!feature.ok) return reportFailure(run, filed.path, feature.error)
  const court = latest(feature.value, 'court')
  const verdict = court ? effectiveVerdict(court) : null
  const next = verdict === null ? 'Read the note.' : NEXT[verdict]
  return stageReport(run, feature.value, { note: filed.path, verdict, exit: verdict === 'GO' ? 0 : 4, next: filed.remark ?? next })
}

/** Exit 3: forms wait for a person. */
export async function reportWaiting(run: Run, path: string, open: readonly string[], faults: readonly string[]): Promise<StageReport> {
  const feature = await readFeature(run.vault, run.feature)
  const ask = `Give your opinion in ${open.join(' and ')}: one tick is enough. Then run court again.`
  return stageReport(run, feature.ok ? feature.value : null, {
    note: path,
    verdict: null,
    exit: 3,
    next: [...faults, ask].join(' '),
    awaiting: ['opinion'],
  })
}

/** What went wrong, with the feature as it stands. */
export async function reportFailure(run: Run, path: string | null, error: Failure): Promise<StageReport> {
  const feature = await readFeature(run.vault, run.feature)
  return failedReport(run, feature.ok ? feature.value : null, error, path)
}

const NEXT: Readonly<Record<Verdict, string>> = {
  GO: 'Run implement.',
  DEFER:
    'Change the spec and hold court again, or overrule the verdict in the note. The same spec, commit and jurors give the same answer.',
  KILL: 'Drop the feature, or overrule the verdict in the note. The same spec, commit and jurors give the same answer.',
}

/** Both ways: the new decision names the old one from its opening, the old one learns of the new here. */
async function linkEarlier(run: Run, path: string): Promise<Result<void>> {
  const feature = await readFeature(run.vault, run.feature)
  if (!feature.ok) return feature
  const { heads } = feature.value
  const link = heads.find((head) => head.path === path)?.keys['supersedes']
  const earlier = heads.find((head) => `[[${stem(head.path)}]]` === link)
  if (!earlier || earlier.keys['superseded_by'] === `[[${stem(path)}]]`) return ok(undefined)
  const linked = await changeNote(run, earlier.path, (before) => setSupersededBy(before, stem(path)))
  return linked.ok ? ok(undefined) : linked
}

async function takeOverride(run: Run, path: string): Promise<Result<string | null>> {
  const text = await readCourtText(run, path)
  if (!text.ok) return text
  const settled = applyOverride(text.value, run.today)
  if (!settled.ok) return ok(settled.error)
  if (settled.value === text.value) return ok(null)
  const edited = await changeNote(run, path, (before) => applyOverride(before, run.today))
  return edited.ok ? ok(null) : edited
}
