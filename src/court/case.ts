import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { latest, readFeature, type Feature } from '../feature/feature.ts'
import { effectiveVerdict } from '../feature/gate.ts'
import { bodyStart } from '../markdown/frontmatter.ts'
import { parseCourt, renderCourt, reopenCourt } from '../notes/court-note.ts'
import type { Court } from '../notes/court-record.ts'
import { ACTIVE, DECISIONS, fileName, noteName } from '../notes/names.ts'
import type { NoteHead } from '../notes/head.ts'
import { proseHash } from '../markdown/prose.ts'
import { parseSpec, type Spec } from '../notes/spec-note.ts'
import { seatName, type Seat } from '../policy/policy.ts'
import type { Run } from '../runs/run.ts'

/** What is put to the court. */
export interface Case {
  readonly feature: Feature
  readonly specPath: string
  readonly specText: string
  readonly spec: Spec
  readonly specHash: string
  /** The commit checked out in the main tree now. */
  readonly head: string
  readonly seats: readonly Seat[]
  /** Valid opinions needed for a verdict. */
  readonly quorum: number
}

/** Where the court is with it, as the notes alone tell. */
export type Docket =
  | { readonly state: 'new'; readonly path: string; readonly supersedes: NoteHead | null }
  | { readonly state: 'sitting'; readonly path: string }
  | { readonly state: 'decided'; readonly note: NoteHead }

/** Reads and checks what is put to the court; nothing is asked or written. `jurors` are the person's choice of seats, null for the usual ones. */
export async function readCase(run: Run, jurors: readonly Seat[] | null): Promise<Result<Case>> {
  const feature = await readFeature(run.vault, run.feature)
  if (!feature.ok) return feature
  const closed = closedFor(feature.value)
  if (closed) return failed(closed)
  const note = latest(feature.value, 'spec')
  if (note === null) return failed(noSpec(run.feature))
  const text = await run.vault.read(note.path)
  if (!text.ok) return text
  if (text.value === null) return failed(noSpec(run.feature))
  const spec = parseSpec(text.value)
  if (!spec.ok)
    return failed(failure('bad-note', 'The spec cannot be read.', spec.error, `Mend the frontmatter of ${note.path} and hold court again.`))
  if (saysNothing(spec.value))
    return failed(
      failure('not-ready', 'The spec says nothing yet.', 'It is empty but for its headings.', `Write ${note.path} and hold court again.`),
    )
  const head = await run.repo.head()
  if (!head.ok) return head
  const known = {
    feature: feature.value,
    specPath: note.path,
    specText: text.value,
    spec: spec.value,
    specHash: await proseHash(text.value),
  }
  return seated({ ...known, head: head.value.sha }, run, seatsOf(run, feature.value, jurors))
}

/** Which note this case goes into. */
export function readDocket(run: Run, theCase: Case): Docket {
  const note = latest(theCase.feature, 'court')
  const isDecided = note !== null && effectiveVerdict(note) !== null
  if (note !== null && !isDecided && note.status !== 'ARCHIVED') return { state: 'sitting', path: note.path }
  if (isDecided && (!isFiled(note.path) || sameCase(note, theCase))) return { state: 'decided', note }
  const n = Math.max(0, ...theCase.feature.heads.filter((head) => head.stage === 'court').map((head) => head.n)) + 1
  return { state: 'new', path: `${ACTIVE}/${noteName(run.today, run.feature, 'court', n)}`, supersedes: note }
}

/** Opens a new court note, or puts a changed case anew to the court that sits; gives the record as it now reads. */
export async function openDocket(run: Run, theCase: Case, docket: Exclude<Docket, { state: 'decided' }>): Promise<Result<Court>> {
  if (docket.state === 'sitting') return resume(run, theCase, docket.path)
  const text = renderCourt(newCourt(run, theCase, docket.supersedes))
  const created = await run.vault.create(docket.path, text)
  return created.ok ? readCourt(run, docket.path) : created
}

/** The record of a court note. */
export async function readCourt(run: Run, path: string): Promise<Result<Court>> {
  const text = await readCourtText(run, path)
  if (!text.ok) return text
  const court = parseCourt(text.value)
  return court.ok ? ok(court.value) : failed(badCourt(path, court.error))
}

/** The text of a court note, which is there while the court is at work. */
export async function readCourtText(run: Run, path: string): Promise<Result<string>> {
  const text = await run.vault.read(path)
  if (!text.ok) return text
  return text.value === null ? failed(goneCourt(path)) : ok(text.value)
}

function goneCourt(path: string): Failure {
  const next = 'Put it back from the trash, or hold court again from the start.'
  return failure('note-missing', `${path} is gone.`, 'It was moved or deleted while the court was at work.', next)
}

export function badCourt(path: string, why: string): Failure {
  return failure('bad-note', `The court note ${path} cannot be read.`, why, 'Mend that place in the note and run court again.')
}

/** Where a decided court note belongs. */
export function decisionPath(path: string): string {
  return `${DECISIONS}/${fileName(path)}`
}

/** False between the tally and the move to the decisions. */
export function isFiled(path: string): boolean {
  return !path.startsWith(`${ACTIVE}/`)
}

/** A file name as links use it. */
export function stem(path: string): string {
  return fileName(path).replace(/\.md$/, '')
}

function closedFor(feature: Feature): Failure | null {
  const state = feature.state
  if (state !== 'CRITIQUING' && state !== 'PASS' && state !== 'RETRO' && state !== 'ARCHIVED') return null
  return failure(
    'not-ready',
    'There is nothing for a court to decide.',
    `The feature is ${state}: its work is under way or done.`,
    'See forge status for what comes next.',
  )
}

function noSpec(feature: string): Failure {
  return failure(
    'not-ready',
    'There is no spec to hold court on.',
    `No spec note of "${feature}" was found in the vault.`,
    `Write one with forge spec ${feature}, then hold court again.`,
  )
}

function saysNothing(spec: Spec): boolean {
  const { what, why, constraints, files, acceptance } = spec.sections
  return [what, why, constraints, files, acceptance, spec.rest].every((part) => part.trim() === '')
}

/** A court that sits keeps the seats it was opened with, unless the person names others. */
function seatsOf(run: Run, feature: Feature, jurors: readonly Seat[] | null): readonly Seat[] {
  if (jurors !== null) return jurors
  const note = latest(feature, 'court')
  const sitting = note !== null && effectiveVerdict(note) === null ? jurorsOf(note) : []
  return sitting.length > 0 ? sitting.map(parseSeat) : run.policy.jurors
}

function jurorsOf(note: NoteHead): readonly string[] {
  const jurors = note.keys['jurors']
  return Array.isArray(jurors) ? jurors.filter((seat) => typeof seat === 'string') : []
}

/** The seat of a name such as `claude:cost`. */
export function parseSeat(name: string): Seat {
  const at = name.lastIndexOf(':')
  return at < 0 ? { agent: name, lens: 'value' } : { agent: name.slice(0, at), lens: name.slice(at + 1) }
}

function seated(known: Omit<Case, 'seats' | 'quorum'>, run: Run, wanted: readonly Seat[]): Result<Case> {
  const seats = wanted.filter((seat, at) => wanted.findIndex((other) => seatName(other) === seatName(seat)) === at)
  const quorum = seats.length === 1 ? 1 : run.policy.quorum
  if (seats.length === 0)
    return failed(
      failure(
        'not-ready',
        'Nobody sits on the court.',
        'No juror is named.',
        'Name some with --jurors agent:value,agent:cost or in the policy note.',
      ),
    )
  if (seats.length < quorum) {
    const why = `${String(seats.length)} seats cannot reach a quorum of ${String(quorum)}.`
    return failed(failure('quorum-missed', 'This court could never decide.', why, 'Name more jurors, or lower quorum in the policy note.'))
  }
  return ok({ ...known, seats, quorum })
}

/** Nothing that a juror could see has changed: the same spec, commit and seats. */
function sameCase(note: NoteHead, theCase: Case): boolean {
  const isSameBench = [...jurorsOf(note)].sort().join('\n') === theCase.seats.map(seatName).sort().join('\n')
  return isSameBench && note.keys['spec_hash'] === theCase.specHash && note.keys['base_sha'] === theCase.head
}

function newCourt(run: Run, theCase: Case, supersedes: NoteHead | null): Court {
  return {
    feature: run.feature,
    title: theCase.spec.title,
    date: run.today,
    repo: run.repo.name,
    spec: stem(theCase.specPath),
    specHash: theCase.specHash,
    specText: judgedText(theCase),
    baseSha: theCase.head,
    seats: theCase.seats.map(seatName),
    context: contextOf(theCase.spec),
    awaiting: [],
    supersedes: supersedes === null ? null : stem(supersedes.path),
    supersededBy: null,
    entries: [],
    ruling: null,
    override: null,
    aftermath: null,
  }
}

/** The spec's body, as the note keeps it. */
function judgedText(theCase: Case): string {
  return theCase.specText.slice(bodyStart(theCase.specText)).trim()
}

const MAX_CONTEXT_CHARS = 600

/** The spec's What and Why, in short. */
function contextOf(spec: Spec): string {
  const { what, why } = spec.sections
  const whole = [what, why].some((part) => part.trim() !== '') ? `${what} ${why}` : spec.rest
  const line = whole.replace(/\s+/g, ' ').trim()
  return line.length <= MAX_CONTEXT_CHARS ? line : `${line.slice(0, MAX_CONTEXT_CHARS).replace(/\s\S*$/, '')} …`
}

async function resume(run: Run, theCase: Case, path: string): Promise<Result<Court>> {
  const court = await readCourt(run, path)
  if (!court.ok) return court
  const changes = await changesTo(run, theCase, court.value)
  if (changes === null) return court
  const edited = await run.vault.edit(path, (text) => {
    const reopened = reopenCourt(text, changes)
    return reopened.ok ? reopened : failed(badCourt(path, reopened.error))
  })
  return edited.ok ? readCourt(run, path) : edited
}

/** What is put anew: an edited spec is judged on today's commit; otherwise the commit stays, so that all jurors read the same. */
async function changesTo(
  run: Run,
  theCase: Case,
  court: Court,
): Promise<Pick<Court, 'seats' | 'specHash' | 'specText' | 'baseSha'> | null> {
  const isSpecNew = court.specHash !== theCase.specHash
  const isCommitGone = isSpecNew || (await run.repo.resolve(court.baseSha)) === null
  const seats = theCase.seats.map(seatName)
  if (!isSpecNew && !isCommitGone && seats.join('\n') === court.seats.join('\n')) return null
  const specText = isSpecNew ? judgedText(theCase) : court.specText
  return { seats, specHash: theCase.specHash, specText, baseSha: isCommitGone ? theCase.head : court.baseSha }
}
