import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { NO_USAGE } from '../agents/port.ts'
import { readFeature } from '../feature/feature.ts'
import type { Court } from '../notes/court-record.ts'
import type { NoteHead } from '../notes/head.ts'
import { ACTIVE, ARCHIVE, noteName } from '../notes/names.ts'
import { closeForm, EMPTY_ANSWER, opinionOf, parseForm, renderForm, type OpinionForm } from '../notes/opinion-form.ts'
import type { Run } from '../runs/run.ts'
import { stem } from './case.ts'
import { keep } from './keep.ts'

/** The persons' seats after their forms were read. */
export interface FormsRead {
  /** Forms that still wait, by path. */
  readonly open: readonly string[]
  /** What a person has to put right in a form that is filled in, one sentence each. */
  readonly faults: readonly string[]
}

/** Gives each person's seat its form, takes in those that are filled in, and closes them. A form is never filled in by Forge. */
export async function readForms(run: Run, courtPath: string, court: Court, seats: readonly string[]): Promise<Result<FormsRead>> {
  const feature = await readFeature(run.vault, run.feature)
  if (!feature.ok) return feature
  const forms = feature.value.heads.filter((head) => head.stage === 'opinion' && !head.path.startsWith(`${ARCHIVE}/`))
  const closed = await closeTaken(run, forms, court)
  if (!closed.ok) return closed
  const read: { open: string[]; faults: string[] } = { open: [], faults: [] }
  let last = Math.max(0, ...feature.value.heads.filter((head) => head.stage === 'opinion').map((head) => head.n))
  for (const seat of seats) {
    const form = forms.find((head) => isOpenFor(head, seat, courtPath, court))
    const taken = form ? await takeForm(run, courtPath, court, form.path) : await giveForm(run, courtPath, court, seat, (last += 1))
    if (!taken.ok) return taken
    if (taken.value.open) read.open.push(taken.value.path)
    if (taken.value.fault) read.faults.push(taken.value.fault)
  }
  return ok(read)
}

interface FormState {
  readonly path: string
  readonly open: boolean
  readonly fault: string | null
}

function formsTaken(court: Court): readonly string[] {
  return court.entries.flatMap((entry) => (entry.kind === 'opinion' && entry.form !== null ? [entry.form] : []))
}

function isOpenFor(head: NoteHead, seat: string, courtPath: string, court: Court): boolean {
  const isOfCourt = head.keys['seat'] === seat && head.keys['court'] === `[[${stem(courtPath)}]]`
  return isOfCourt && head.status === 'SPEC' && !formsTaken(court).includes(stem(head.path))
}

/** Forms whose answer is in the court note already: a run was ended between the two writes. */
async function closeTaken(run: Run, forms: readonly NoteHead[], court: Court): Promise<Result<void>> {
  for (const form of forms.filter((head) => head.status === 'SPEC' && formsTaken(court).includes(stem(head.path)))) {
    const closed = await close(run, form.path)
    if (!closed.ok) return closed
  }
  return ok(undefined)
}

async function giveForm(run: Run, courtPath: string, court: Court, seat: string, n: number): Promise<Result<FormState>> {
  const path = `${ACTIVE}/${noteName(run.today, run.feature, 'opinion', n)}`
  const form: OpinionForm = {
    feature: run.feature,
    title: court.title,
    date: run.today,
    repo: run.repo.name,
    seat,
    spec: court.spec,
    court: stem(courtPath),
    taken: false,
    answer: EMPTY_ANSWER,
  }
  const created = await run.vault.create(path, renderForm(form))
  return created.ok ? ok({ path, open: true, fault: null }) : created
}

async function takeForm(run: Run, courtPath: string, court: Court, path: string): Promise<Result<FormState>> {
  const text = await run.vault.read(path)
  if (!text.ok) return text
  if (text.value === null)
    return failed(
      failure(
        'note-missing',
        `${path} is gone.`,
        'The form was moved or deleted while the court was at work.',
        'Run court again; it gives you a new form.',
      ),
    )
  const form = parseForm(text.value)
  if (!form.ok) return ok({ path, open: true, fault: `${path}: ${form.error}` })
  const opinion = opinionOf(form.value.answer)
  if (opinion === null) return ok({ path, open: true, fault: null })
  const kept = await keep(run, courtPath, {
    kind: 'opinion',
    seat: form.value.seat,
    spec: court.specHash,
    family: 'person',
    person: true,
    form: stem(path),
    remarks: [],
    opinion,
    usage: NO_USAGE,
  })
  if (!kept.ok) return kept
  const closed = await close(run, path)
  return closed.ok ? ok({ path, open: false, fault: null }) : closed
}

async function close(run: Run, path: string): Promise<Result<unknown>> {
  return run.vault.edit(path, (text) => {
    const closed = closeForm(text)
    return closed.ok
      ? closed
      : failed(failure('bad-note', `The form ${path} cannot be closed.`, closed.error, 'Mend that place in the form and run court again.'))
  })
}
