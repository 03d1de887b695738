import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { latest } from '../feature/feature.ts'
import { beginAttempt, keepSpec, renderImplement } from '../notes/implement-note.ts'
import type { ImplementNote } from '../notes/implement-record.ts'
import { ACTIVE, noteName } from '../notes/names.ts'
import { titleOf } from '../notes/spec-note.ts'
import type { Run } from '../runs/run.ts'
import { coversSpec, type Go } from './court-gate.ts'
import type { Desk, NoteOnDesk } from './desk.ts'
import { askAnew } from './plan.ts'
import { readyToAsk, stopsFor, afterWrite, type Outcome, type Shift } from './shift.ts'
import { change } from './write.ts'

/** Makes the implement note. Under an edited spec it only holds the question, and nothing has begun. */
export async function openNote(shift: Shift, desk: Desk, go: Go | null): Promise<Outcome> {
  const { run } = shift
  const ready = await readyToAsk(shift, [run.policy.planner, run.policy.builder])
  if (!ready.ok) return stopsFor(ready.error)
  const base = await readBase(run)
  if (!base.ok) return stopsFor(base.error)
  const planWritten = await askAnew(run, desk.plan)
  if (!planWritten.ok) return stopsFor(planWritten.error)
  const empty = { ...emptyNote(shift, desk, go), planWritten: planWritten.value }
  const begins = go === null || coversSpec(go, null)
  const note = begins ? { ...empty, ...base.value, ...heldTo(go), attempts: [firstAttempt(run, base.value.baseSha)] } : empty
  return afterWrite(await run.vault.create(`${ACTIVE}/${noteName(run.today, run.feature, 'implement')}`, renderImplement(note)))
}

/** Begins attempt 1 in a note that held only the question on the spec. */
export async function beginFirst(shift: Shift, implement: NoteOnDesk, go: Go | null): Promise<Outcome> {
  const { run } = shift
  const base = await readBase(run)
  if (!base.ok) return stopsFor(base.error)
  const keys = { ...base.value, courtDecision: go?.court ?? implement.note.courtDecision, step: 'planning' } as const
  const begin = (text: string): Result<string, string> => {
    const begun = beginAttempt(text, firstAttempt(run, base.value.baseSha), keys)
    return begun.ok && go !== null ? keepSpec(begun.value, go.hash, go.spec) : begun
  }
  return afterWrite(await change(run, implement.path, begin))
}

type Base = { readonly baseSha: string; readonly baseBranch: string | null }

async function readBase(run: Run): Promise<Result<Base>> {
  const head = await run.repo.head()
  return head.ok ? ok({ baseSha: head.value.sha, baseBranch: head.value.branch }) : head
}

function firstAttempt(run: Run, from: string) {
  return { n: 1, date: run.today, from, findings: [], entries: [] }
}

function heldTo(go: Go | null): Pick<ImplementNote, 'specHash' | 'spec'> {
  return { specHash: go?.hash ?? null, spec: go?.spec ?? null }
}

function emptyNote(shift: Shift, desk: Desk, go: Go | null): ImplementNote {
  const { run, hotfix } = shift
  return {
    feature: run.feature,
    title: latest(desk.feature, 'spec')?.title ?? titleOf(run.feature),
    date: run.today,
    repo: desk.feature.repo ?? run.repo.name,
    awaiting: [],
    step: 'planning',
    courtDecision: go === null ? HOTFIX : go.court,
    hotfixReason: go === null ? (hotfix?.trim() ?? null) : null,
    specHash: null,
    spec: null,
    plan: null,
    planHash: null,
    planWritten: null,
    branch: `forge/${run.feature}`,
    baseBranch: null,
    baseSha: null,
    headSha: null,
    attempt: 1,
    gates: null,
    device: run.deviceName,
    usage: { tokensIn: 0, tokensOut: 0, costUsd: null, durationS: 0 },
    attempts: [],
  }
}

/** What `court_decision` says where no court was held. */
export const HOTFIX = 'HOTFIX'

/** A hotfix needs its reason, and cannot take over work that a court decided on. */
export function checkHotfix(hotfix: string | null, note: ImplementNote | null): Result<void> {
  if (hotfix === null) return ok(undefined)
  if (hotfix.trim() === '') {
    return failed(
      failure(
        'reason-needed',
        'A hotfix needs a reason.',
        'The planner works from it, and the retro audits it.',
        'Run implement with --hotfix "what is broken and cannot wait".',
      ),
    )
  }
  if (note === null || note.courtDecision === HOTFIX) return ok(undefined)
  return failed(
    failure(
      'bad-usage',
      `${note.feature} is already being built on a court decision.`,
      `Its implement note names ${note.courtDecision ?? 'one'}.`,
      'Run implement without --hotfix, or start the hotfix under a name of its own.',
    ),
  )
}
