import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { latest, type Feature } from '../feature/feature.ts'
import { effectiveVerdict } from '../feature/gate.ts'
import { applyOverride, judgedSpec } from '../notes/court-note.ts'
import type { NoteHead } from '../notes/head.ts'
import { advance, askSpec, keepSpec, settleSpec } from '../notes/implement-note.ts'
import { bodyStart, readKeys } from '../markdown/frontmatter.ts'
import { link } from '../notes/names.ts'
import { proseHash } from '../markdown/prose.ts'
import { readQuestions } from '../markdown/questions.ts'
import type { Run } from '../runs/run.ts'
import { noteMissing, readNote, type NoteOnDesk } from './desk.ts'
import { showChange } from './spec-change.ts'
import { LOOK_AGAIN, stopsFor, afterWrite, waits, type Outcome } from './shift.ts'
import { change, remark } from './write.ts'

/** What lets the work begin: the court's GO, and the spec as it reads now. */
export interface Go {
  readonly court: string
  /** Hash of the spec that the court judged; null where its note does not say. */
  readonly judgedHash: string | null
  /** The body of that spec; null where the court's note does not keep it. */
  readonly judgedSpec: string | null
  /** Its body. */
  readonly spec: string
  readonly hash: string
}

/** The effective GO and the spec. Fails with `no-go-verdict`, or where a note cannot be read. */
export async function findGo(run: Run, feature: Feature): Promise<Result<Go>> {
  const court = latest(feature, 'court')
  if (court === null) return failed(noGo('There is no court verdict yet.', run.feature))
  const courtText = await readNote(run.vault, court.path)
  if (!courtText.ok) return courtText
  const overruled = await takeOverride(run, court, courtText.value)
  if (!overruled.ok) return overruled
  const verdict = effectiveVerdict({ ...court, keys: { ...court.keys, ...overruled.value } })
  if (verdict !== 'GO')
    return failed(noGo(verdict === null ? 'The court has not come to a verdict.' : `The court said ${verdict}.`, run.feature))
  const spec = latest(feature, 'spec')
  if (spec === null) return failed(noteMissing(`The spec of ${run.feature}`))
  const text = await readNote(run.vault, spec.path)
  if (!text.ok) return text
  const judgedHash = typeof court.keys['spec_hash'] === 'string' ? court.keys['spec_hash'] : null
  return ok({
    court: link(court.path),
    judgedHash,
    judgedSpec: judgedHash === null ? null : judgedSpec(courtText.value, judgedHash),
    spec: text.value.slice(bodyStart(text.value)).trim(),
    hash: await proseHash(text.value),
  })
}

/** Whether the work may go on under this spec: the court judged it, or the person kept the GO for it. */
export function coversSpec(go: Go, implement: NoteOnDesk | null): boolean {
  return go.judgedHash === null || go.judgedHash === go.hash || implement?.note.specHash === go.hash
}

/** Asks once whether the GO stays for an edited spec, and takes the answer. */
export async function settleSpecChange(run: Run, go: Go, implement: NoteOnDesk): Promise<Outcome> {
  const question = readQuestions(implement.text).find((one) => one.name === 'spec')
  if (question === undefined) return ask(run, go, implement)
  if (question.answer === 'keep') return keep(run, go, implement, question.words)
  if (question.answer === 'again') return stopsFor(courtAgain(run.feature))
  const twice = question.ticked.length > 1 ? 'Two boxes are ticked, so nothing is decided. ' : ''
  return waits(['spec'], `${twice}The spec was edited after the verdict: tick one box in ${implement.path}, then run implement.`)
}

/** A question that the notes have answered in another way stops being one. */
export async function closeSpecQuestion(run: Run, go: Go, implement: NoteOnDesk): Promise<Outcome> {
  const closed = await change(run, implement.path, (text) => {
    const held = keepSpec(settleSpec(text), go.hash, go.spec)
    return held.ok
      ? advance(held.value, { keys: { awaiting: implement.note.awaiting.filter((name) => name !== 'spec'), courtDecision: go.court } })
      : held
  })
  return afterWrite(closed)
}

async function ask(run: Run, go: Go, implement: NoteOnDesk): Promise<Outcome> {
  const known = implement.note.specHash === null ? go.judgedSpec : implement.note.spec
  const asked = await change(run, implement.path, (text) => askSpec(text, showChange(known, go.spec)))
  return asked.ok ? LOOK_AGAIN : stopsFor(asked.error)
}

async function keep(run: Run, go: Go, implement: NoteOnDesk, words: string): Promise<Outcome> {
  const lines = [`The GO counts for the spec as it reads now (${go.hash.slice(0, 12)}).`, ...(words === '' ? [] : [words])]
  const entry = implement.note.attempts.length === 0 ? {} : { entry: remark(run, 'Spec kept', lines) }
  const kept = await change(run, implement.path, (text) => {
    const held = keepSpec(settleSpec(text), go.hash, go.spec)
    return held.ok ? advance(held.value, { keys: { awaiting: [] }, ...entry }) : held
  })
  return afterWrite(kept)
}

/** Takes an override that the person ticked and no command has consumed yet; gives the keys that it set. One that does not count stops the work. */
async function takeOverride(run: Run, court: NoteHead, text: string): Promise<Result<Readonly<Record<string, unknown>>>> {
  if (!isVerdictTicked(text)) return ok({})
  const applied = applyOverride(text, run.today)
  if (!applied.ok) return failed(noGo(applied.error, run.feature))
  if (applied.value === text) return ok({})
  const written = await change(run, court.path, (now) => applyOverride(now, run.today))
  return written.ok ? ok({ override: overrideIn(written.value) }) : written
}

function isVerdictTicked(text: string): boolean {
  return readQuestions(text).some((question) => question.name === 'verdict' && question.ticked.length > 0)
}

function overrideIn(text: string): unknown {
  const keys = readKeys(text)
  return keys.ok ? keys.value['override'] : undefined
}

function noGo(why: string, feature: string) {
  return failure(
    'no-go-verdict',
    `${feature} has no GO to build on.`,
    why,
    'Hold court, overrule the verdict in the court note, or run implement with --hotfix REASON.',
  )
}

function courtAgain(feature: string) {
  return failure(
    'no-go-verdict',
    `${feature} needs a new verdict.`,
    'The spec was edited and you chose to have it judged again.',
    'Hold court again, then run implement.',
  )
}
