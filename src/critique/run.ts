import { checkPrograms } from '../agents/programs.ts'
import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { inSealedRoom, readerBreach, type Seen } from '../feature/sealed-room.ts'
import { addRemark, conclude, openCritique, reseat, settleCritique } from '../notes/critique-note.ts'
import type { CritiqueNote } from '../notes/critique-record.ts'
import { ACTIVE, fileName, noteName } from '../notes/names.ts'
import { seatName } from '../policy/policy.ts'
import type { Room } from '../repo/repo.ts'
import type { Run, StageReport } from '../runs/run.ts'
import { askAll, splitSeat } from './ask.ts'
import { critiqueOfCase, critiquesOf, readBrief, readCase, readDiff, type Case } from './case.ts'
import { outcomeOf } from './judge.ts'
import { gather, historyOf, readMemory, Texts, type Memory } from './material.ts'
import { reportFailure, reportVerdict } from './report.ts'
import { FOCUSES, focusesFor, seatsFor, type Focus } from './route.ts'
import { nextSteps } from './steps.ts'
import { change, readCritique } from './write.ts'

export interface CritiqueOptions {
  /** Every focus, whatever the diff touches. */
  readonly full: boolean
  /** These focuses and no others; empty: routed by the diff. */
  readonly focus: readonly string[]
}

/**
 * Reviews what implement built, the whole of `base_sha..head_sha`. Goes on from the critique note alone: only answers that are
 * missing are asked for. Work that has its verdict is not reviewed again; the person's answers since then are taken in.
 */
export async function critique(run: Run, options: CritiqueOptions): Promise<StageReport> {
  const focuses = readFocuses(options)
  if (!focuses.ok) return reportFailure(run, null, focuses.error)
  const theCase = await readCase(run)
  if (!theCase.ok) return reportFailure(run, null, theCase.error)
  const known = critiqueOfCase(theCase.value)
  const path = known?.path ?? newPath(run, theCase.value)
  const isFinished = known?.status === 'PASS' || known?.status === 'REJECTED'
  const done = isFinished ? await change(run, path, settleCritique) : await review(run, theCase.value, path, focuses.value)
  return done.ok ? reportVerdict(run, path) : reportFailure(run, path, done.error)
}

/** null: by the diff. */
function readFocuses({ full, focus }: CritiqueOptions): Result<readonly Focus[] | null> {
  const known = FOCUSES.filter((one) => focus.includes(one))
  const unknown = focus.filter((one) => !FOCUSES.some((other) => other === one))
  if (unknown.length > 0) {
    return failed(
      failure(
        'bad-usage',
        `"${unknown.join(', ')}" is no focus of a review.`,
        `The focuses are ${FOCUSES.join(', ')}.`,
        'Choose among them.',
      ),
    )
  }
  return ok(full ? FOCUSES : known.length > 0 ? known : null)
}

function newPath(run: Run, { feature }: Case): string {
  const last = critiquesOf(feature).at(-1)?.n ?? 0
  return `${ACTIVE}/${noteName(run.today, run.feature, 'critique', last + 1)}`
}

type Diff = Extract<Awaited<ReturnType<typeof readDiff>>, { ok: true }>['value']

async function review(run: Run, theCase: Case, path: string, focuses: readonly Focus[] | null): Promise<Result<string>> {
  const diff = await readDiff(run, theCase)
  if (!diff.ok) return diff
  const memory = await readMemory(run, theCase, path)
  if (!memory.ok) return memory
  const opened = await open(run, theCase, path, focuses ?? focusesFor(diff.value.files))
  if (!opened.ok) return opened
  return finish(run, theCase, { path, diff: diff.value, memory: memory.value })
}

/** Checks that everybody can be asked, and makes the note where there is none. */
async function open(run: Run, theCase: Case, path: string, focuses: readonly Focus[]): Promise<Result<void>> {
  const isThere = theCase.feature.heads.some((head) => head.path === path)
  const note = isThere ? await readCritique(run, path) : ok(newNote(run, theCase, path, focuses))
  if (!note.ok) return note
  const reviewers = seatsNow(run, note.value)
  const agents = reviewers.filter((seat) => !hasReviewed(note.value, seat)).map((seat) => splitSeat(seat)[0])
  const found = await checkPrograms(run.agents, [...agents, run.policy.verifier])
  if (!found.ok) return found
  const affordable = await run.budget.check()
  if (!affordable.ok) return affordable
  if (!isThere) return run.vault.create(path, openCritique(note.value))
  const reseated = reviewers.join() === note.value.reviewers.join() ? ok('') : await change(run, path, (text) => reseat(text, reviewers))
  return reseated.ok ? ok(undefined) : reseated
}

function newNote(run: Run, theCase: Case, path: string, focuses: readonly Focus[]): CritiqueNote {
  return {
    feature: run.feature,
    title: theCase.title,
    date: run.today,
    repo: run.repo.name,
    implementsNote: fileName(theCase.implement.path).replace(/\.md$/, ''),
    baseSha: theCase.baseSha,
    headSha: theCase.headSha,
    attempt: theCase.attempt,
    reviewers: seatsFor(run.policy.reviewers, focuses).map(seatName),
    history: historyOf(theCase, path),
    reviews: [],
    checks: [],
    remarks: [],
    outcome: null,
  }
}

/** The note's seats; one that has not answered goes to another reviewer where the policy no longer names its agent. */
function seatsNow(run: Run, note: CritiqueNote): readonly string[] {
  const { reviewers } = run.policy
  const seats = note.reviewers.map((seat, turn) => {
    const [agent, focus] = splitSeat(seat)
    const stays = reviewers.includes(agent) || reviewers.length === 0 || hasReviewed(note, seat)
    return stays ? seat : `${reviewers[turn % reviewers.length] ?? agent}:${focus}`
  })
  return [...new Set(seats)]
}

function hasReviewed(note: CritiqueNote, seat: string): boolean {
  return note.reviews.some((review) => review.seat === seat && review.pass === 'review')
}

interface Table {
  readonly path: string
  readonly diff: Diff
  readonly memory: Memory
}

/** More rounds than there are kinds of questions: the note no longer keeps what is written into it. */
const MAX_ROUNDS = 8

/** Asks what is missing, round by round, until the outcome can be written. */
async function finish(run: Run, theCase: Case, table: Table): Promise<Result<string>> {
  const texts = new Texts(run, theCase.headSha)
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const note = await readCritique(run, table.path)
    if (!note.ok) return note
    const inOrder = inSeatOrder(note.value)
    const material = await gather(inOrder, table.diff.files, texts, table.memory)
    const steps = nextSteps(inOrder, material)
    if (steps.length === 0) return change(run, table.path, (text) => conclude(text, outcomeOf(inOrder.reviews, inOrder.checks, material)))
    run.progress({ type: 'step', text: ROUND_SAYS[steps[0]?.kind ?? 'review'] })
    const brief = await readBrief(run, theCase, table.diff)
    if (!brief.ok) return brief
    const desk = { run, path: table.path, attempt: theCase.attempt, brief: brief.value, diffText: table.diff.text, material }
    const asked = await inRoom(run, theCase, table.path, (room) => askAll({ ...desk, room }, steps))
    if (!asked.ok) return asked
  }
  return failed(
    failure(
      'bad-note',
      'The critique note does not keep the answers.',
      'They were written, and are not there when it is read again.',
      'Look at what changes that note, then run critique again.',
    ),
  )
}

const ROUND_SAYS = {
  review: 'Asking the reviewers',
  repair: 'Sending claims back that were not found',
  search: 'Searching once more for what is missing',
  check: 'Asking the verifier about each finding',
} as const

/** Answers come in any order; what they come to does not depend on it. */
function inSeatOrder(note: CritiqueNote): CritiqueNote {
  const place = (seat: string): number => note.reviewers.indexOf(seat)
  return { ...note, reviews: [...note.reviews].sort((a, b) => place(a.seat) - place(b.seat)) }
}

/** Lends the work, without what was said about it, to agents that may only read; tells in the note what else they did. */
async function inRoom(run: Run, theCase: Case, path: string, work: (room: Room) => Promise<Result<void>>): Promise<Result<void>> {
  const blind = await run.repo.blind(theCase.baseSha, theCase.headSha)
  if (!blind.ok) return blind
  const lent = await inSealedRoom(run, `${run.feature}-critique`, blind.value, work)
  if (!lent.ok) return lent
  const { done, seen } = lent.value
  const told = await tell(run, path, seen)
  if (!told.ok) return told
  const clean = readerBreach('A reviewer', seen, 'Run critique to go on: answers that came are kept.')
  return clean.ok ? done : clean
}

/** Evidence is read from git and not from the room, so the answers stay good; the person is told before the critique goes on. */
async function tell(run: Run, path: string, { tampered, written, changed }: Seen): Promise<Result<void>> {
  const files = changed.slice(0, 10).join(', ')
  const remarks = changed.length === 0 ? [] : [`A reviewer may only read, and changed ${files} in its room.`]
  for (const remark of [...tampered, ...written, ...remarks]) {
    const told = await change(run, path, (text) => addRemark(text, remark))
    if (!told.ok) return told
  }
  return ok(undefined)
}
