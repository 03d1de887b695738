import { link } from '../notes/names.ts'
import type { ImplementNote } from '../notes/implement-record.ts'
import { currentAttempt } from '../notes/implement-note.ts'
import { readQuestions } from '../markdown/questions.ts'
import type { Desk, NoteOnDesk, PlanOnDesk } from './desk.ts'
import { lastBuild } from './move.ts'
import { makePlan, planForged, planMissing, renew } from './plan.ts'
import { done, stopsFor, afterWrite, waits, type Outcome, type Shift } from './shift.ts'
import { remark, write } from './write.ts'

/**
 * Brings the work to an approved plan, one step at a time; null once it has one. Only the newest version counts, and only for the text
 * that was frozen when its approval was taken in.
 */
export async function settlePlan(shift: Shift, desk: Desk, implement: NoteOnDesk): Promise<Outcome | null> {
  const { run } = shift
  const { plan } = desk
  const { note } = implement
  if (note.plan !== null && !isKnown(desk, note.plan)) return stopsFor(planMissing(note.plan))
  if (plan === null) return makePlan(shift, desk, implement, null)
  if (!isOurs(note, plan)) return tellForged(run, implement, plan)
  if (wasApproved(note, plan) && plan.answer === 'approve') return approvedBefore(run, implement, plan)
  switch (plan.answer) {
    case 'approve':
      return approve(shift, implement, plan)
    case 'revise':
      return makePlan(shift, desk, implement, plan)
    case 'stop':
      return stop(shift, implement, plan)
    case null:
      return canBeApproved(plan) ? waitForAnswer(shift, implement, plan) : askAgain(run, implement, plan)
  }
}

function canBeApproved(plan: PlanOnDesk): boolean {
  return readQuestions(plan.text).some((question) => question.name === 'plan' && question.options.includes('approve'))
}

/** A plan whose boxes are gone is put once more as the next version, which costs nothing; what was built on it stays built. */
function askAgain(run: Shift['run'], implement: NoteOnDesk, plan: PlanOnDesk): Promise<Outcome> {
  const attempt = currentAttempt(implement.note)
  const built = attempt === null ? null : lastBuild(attempt)
  return renew(run, implement, plan, {
    forAttempt: implement.note.attempt,
    why: `Plan ${String(plan.note.version)} had no box left to approve it by, so this asks again.`,
    coversBuild: built?.plan === plan.note.version ? built.n : plan.note.coversBuild,
    alsoChanges: [],
  })
}

function isKnown(desk: Desk, planLink: string): boolean {
  return desk.feature.heads.some((head) => head.stage === 'plan' && link(head.path) === planLink)
}

/** The plan that the note names, or one that Forge made and was killed before the note could name it. */
function isOurs(note: ImplementNote, plan: PlanOnDesk): boolean {
  return note.plan === link(plan.path) || note.planWritten === plan.hash
}

async function tellForged(run: Shift['run'], implement: NoteOnDesk, plan: PlanOnDesk): Promise<Outcome> {
  const error = planForged(plan.path, link(plan.path))
  const isTold = (currentAttempt(implement.note)?.entries ?? []).some(
    (entry) => entry.kind === 'remark' && entry.about === 'Breach' && entry.lines.includes(error.what),
  )
  const told = isTold ? null : await write(run, implement.path, { entry: remark(run, 'Breach', [error.what]) })
  return stopsFor(told?.ok === false ? told.error : error)
}

function wasApproved(note: ImplementNote, plan: PlanOnDesk): boolean {
  return note.plan === link(plan.path) && note.planHash !== null
}

async function approvedBefore(run: Shift['run'], implement: NoteOnDesk, plan: PlanOnDesk): Promise<Outcome | null> {
  if (plan.hash === implement.note.planHash) return null
  return renew(run, implement, plan, {
    forAttempt: implement.note.attempt,
    why: `Plan ${String(plan.note.version)} was edited after you approved it, so this is what it says now.`,
    coversBuild: null,
    alsoChanges: [],
  })
}

/** Freezes the plan as it reads now. */
async function approve({ run }: Shift, implement: NoteOnDesk, plan: PlanOnDesk): Promise<Outcome> {
  const step = (currentAttempt(implement.note)?.entries ?? []).some((entry) => entry.kind === 'build') ? 'building' : 'approved'
  const words = plan.words === '' ? [] : [plan.words]
  const entry = remark(run, 'Plan approved', words, labelled(plan))
  return afterWrite(await write(run, implement.path, { keys: { step, plan: link(plan.path), planHash: plan.hash, awaiting: [] }, entry }))
}

async function stop({ run }: Shift, implement: NoteOnDesk, plan: PlanOnDesk): Promise<Outcome> {
  const said = done(`Stopped. To take it up again, tick another box in ${plan.path} and run implement; to give it up, run drop.`)
  if (implement.note.step === 'stopped' && implement.note.plan === link(plan.path)) return said
  const entry = remark(run, 'Stopped', plan.words === '' ? [] : [plan.words], labelled(plan))
  const stopped = await write(run, implement.path, {
    keys: { step: 'stopped', plan: link(plan.path), planHash: null, awaiting: [] },
    entry,
  })
  return stopped.ok ? said : stopsFor(stopped.error)
}

/** Points the implement note at the version that waits; one that a killed run left behind is taken up here. */
async function waitForAnswer({ run }: Shift, implement: NoteOnDesk, plan: PlanOnDesk): Promise<Outcome> {
  const { note } = implement
  const asked = waits(['plan'], question(plan))
  if (note.step === 'planned' && note.plan === link(plan.path) && note.planHash === null && note.awaiting.includes('plan')) return asked
  const isNew = note.plan !== link(plan.path)
  const entry = isNew ? { entry: remark(run, 'Plan written', [], labelled(plan)) } : {}
  const written = await write(run, implement.path, {
    keys: { step: 'planned', plan: link(plan.path), planHash: null, awaiting: ['plan'] },
    ...entry,
  })
  return written.ok ? asked : stopsFor(written.error)
}

function labelled(plan: PlanOnDesk): { readonly path: string; readonly label: string } {
  return { path: plan.path, label: `Plan ${String(plan.note.version)}` }
}

function question(plan: PlanOnDesk): string {
  const twice = plan.ticked.length > 1 ? 'Two boxes are ticked, so nothing is decided. ' : ''
  return `${twice}Read the plan in ${plan.path}, tick one box, then run implement.`
}
