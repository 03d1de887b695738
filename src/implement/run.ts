import { failure } from '../basics/failure.ts'
import { latest, readFeature } from '../feature/feature.ts'
import { currentAttempt } from '../notes/implement-note.ts'
import { readQuestions } from '../markdown/questions.ts'
import type { Run, StageReport } from '../runs/run.ts'
import { settlePlan } from './approve.ts'
import { beginFirst, checkHotfix, HOTFIX, openNote } from './begin.ts'
import { build, pauseIfSupervised } from './build.ts'
import { commitWork } from './commit.ts'
import { closeSpecQuestion, coversSpec, findGo, settleSpecChange } from './court-gate.ts'
import { readDesk, type Desk, type NoteOnDesk, type PlanOnDesk } from './desk.ts'
import { nextMove } from './move.ts'
import { afterCritique } from './next-attempt.ts'
import { done, notStopped, openShift, stopsFor, waits, type Outcome, type Shift } from './shift.ts'
import { giveUp, verify } from './verify.ts'

/**
 * Takes the feature from its GO (or a hotfix's reason) to code that is committed on its branch with gates that ran. Reads where it is
 * from the notes, does the next step, and looks again, until it waits for the person or is done; so a run that was killed at any point
 * goes on when it is run again, and asks for no answer a second time.
 */
export async function implement(run: Run, options: { readonly hotfix: string | null }): Promise<StageReport> {
  const shift = openShift(run, options.hotfix)
  for (;;) {
    const outcome = await step(shift)
    if (outcome.kind === 'end') return report(run, outcome)
  }
}

async function step(shift: Shift): Promise<Outcome> {
  const { run } = shift
  const running = notStopped(run)
  if (!running.ok) return stopsFor(running.error)
  const desk = await readDesk(run.vault, run.feature)
  if (!desk.ok) return stopsFor(desk.error)
  const implement = desk.value.implement
  const hotfix = checkHotfix(shift.hotfix, implement?.note ?? null)
  if (!hotfix.ok) return stopsFor(hotfix.error)
  if (desk.value.feature.state === 'RETRO' || desk.value.feature.state === 'ARCHIVED') return stopsFor(over(run.feature))
  if (implement !== null && desk.value.critique !== null) return afterCritique(shift, implement, desk.value.critique)
  if (implement?.note.step === 'built') return done('It is built. Run critique.')
  return checkGate(shift, desk.value)
}

/** Court's GO for the spec as it reads now, or a hotfix; then the work. */
async function checkGate(shift: Shift, desk: Desk): Promise<Outcome> {
  const { implement } = desk
  const isHotfix = implement === null ? shift.hotfix !== null : implement.note.courtDecision === HOTFIX
  if (isHotfix) return implement === null ? openNote(shift, desk, null) : work(shift, desk, implement)
  const go = await findGo(shift.run, desk.feature)
  if (!go.ok) return stopsFor(go.error)
  if (implement === null) return openNote(shift, desk, go.value)
  if (!coversSpec(go.value, implement)) return settleSpecChange(shift.run, go.value, implement)
  if (isSpecAsked(implement) || implement.note.courtDecision !== go.value.court) return closeSpecQuestion(shift.run, go.value, implement)
  return implement.note.baseSha === null ? beginFirst(shift, implement, go.value) : work(shift, desk, implement)
}

function isSpecAsked(implement: NoteOnDesk): boolean {
  return implement.note.awaiting.includes('spec') || readQuestions(implement.text).some((question) => question.name === 'spec')
}

async function work(shift: Shift, desk: Desk, implement: NoteOnDesk): Promise<Outcome> {
  const unsettled = await settlePlan(shift, desk, implement)
  if (unsettled !== null) return unsettled
  return desk.plan === null ? stopsFor(over(shift.run.feature)) : carryOut(shift, desk, implement, desk.plan)
}

/** From an approved plan to a commit. */
async function carryOut(shift: Shift, desk: Desk, implement: NoteOnDesk, plan: PlanOnDesk): Promise<Outcome> {
  const attempt = currentAttempt(implement.note)
  if (attempt === null)
    return stopsFor(
      failure(
        'bad-note',
        `${implement.path} has no section for its attempt.`,
        `"Attempt ${String(implement.note.attempt)}" is missing.`,
        'Restore it from an earlier version of the note, then run implement.',
      ),
    )
  const move = nextMove({ attempt, plan: plan.note, healAttempts: shift.run.policy.heal_attempts, gatesSeenFor: shift.gatesSeenFor })
  switch (move.do) {
    case 'build': {
      const built = await build(shift, { desk, implement, attempt, plan, failed: null, leftPlan: move.why === 'new-plan' })
      return pauseIfSupervised(shift, built, 'Built. Run implement again to run the gates.')
    }
    case 'repair': {
      if (isPaused(shift)) return waits([], 'The gates failed. Run implement again to have it repaired.')
      const repaired = await build(shift, { desk, implement, attempt, plan, failed: move.failed, leftPlan: false })
      return pauseIfSupervised(shift, repaired, 'Repaired. Run implement again to run the gates.')
    }
    case 'gates':
      return verify(shift, implement, attempt, move.build)
    case 'commit':
      return commitWork(shift, { implement, attempt, plan, build: move.build, gates: move.gates })
    case 'give-up':
      return giveUp(shift, implement, move.failed)
  }
}

/** Where the policy asks before every step, gates that ran in this command were its step. */
function isPaused({ run, gatesSeenFor }: Shift): boolean {
  return run.policy.autonomy === 'supervised' && gatesSeenFor !== null
}

function over(feature: string) {
  return failure(
    'not-ready',
    `${feature} is not open for building.`,
    'The feature is in its retro or archived.',
    'Write a spec for a new feature.',
  )
}

/** What the feature reads like now, with what this run came to. */
async function report(run: Run, outcome: Extract<Outcome, { kind: 'end' }>): Promise<StageReport> {
  const feature = await readFeature(run.vault, run.feature)
  const head = feature.ok ? latest(feature.value, 'implement') : null
  return {
    feature: run.feature,
    stage: 'implement',
    state: feature.ok ? feature.value.state : 'SPEC',
    verdict: feature.ok ? feature.value.verdict : null,
    note: head?.path ?? null,
    awaiting: outcome.awaiting,
    exit: outcome.exit,
    error: outcome.error,
    next: outcome.next,
  }
}
