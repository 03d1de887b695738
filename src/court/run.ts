import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import type { AgentReport } from '../agents/port.ts'
import { inSealedRoom, readerBreach, type Seen } from '../feature/sealed-room.ts'
import { addRuling } from '../notes/court-note.ts'
import { heardOpinions, type Court } from '../notes/court-record.ts'
import type { Breach, CourtEntry, Silence } from '../notes/court-entry.ts'
import type { Ruling } from '../notes/ruling.ts'
import { seatName, type Seat } from '../policy/policy.ts'
import type { Room } from '../repo/repo.ts'
import type { Run, StageReport } from '../runs/run.ts'
import { readBrief, type Brief } from './brief.ts'
import { openDocket, readCase, readCourt, readDocket, type Case, type Docket } from './case.ts'
import { readForms } from './forms.ts'
import { askJurors, cancelled } from './jurors.ts'
import { changeNote, keep, keepAwaiting } from './keep.ts'
import { askVerifier, ballotsOf, findProofs, proofsOf, uncheckedOf, type Found } from './proof.ts'
import { fileDecision, reportDecided, reportFailure, reportWaiting } from './outcome.ts'
import { tally } from './tally.ts'

export interface CourtOptions {
  /** The seats the person names for this court, null for the policy's. */
  readonly jurors: readonly Seat[] | null
}

/**
 * Holds court on the feature's spec. Goes on from the notes alone: only seats without an opinion on this text are asked, and a
 * decision that is reached is only filed. The same case (spec, commit, seats) is never heard twice; a changed one opens the next court.
 */
export async function holdCourt(run: Run, options: CourtOptions): Promise<StageReport> {
  const theCase = await readCase(run, options.jurors)
  if (!theCase.ok) return reportFailure(run, null, theCase.error)
  const docket = readDocket(run, theCase.value)
  if (docket.state === 'decided') return closeDecided(run, docket.note.path)
  const path = docket.path
  const sat = await sit(run, theCase.value, docket)
  if (!sat.ok) return reportFailure(run, path, sat.error)
  if (sat.value.open.length > 0) return reportWaiting(run, path, sat.value.open, sat.value.faults)
  const judged = await judge(run, theCase.value, path)
  return judged.ok ? closeDecided(run, path) : reportFailure(run, path, judged.error)
}

interface Sat {
  /** Persons' forms that still wait. */
  readonly open: readonly string[]
  readonly faults: readonly string[]
}

/** Hears every seat that has not spoken yet. */
async function sit(run: Run, theCase: Case, docket: Exclude<Docket, { state: 'decided' }>): Promise<Result<Sat>> {
  const missing = await missingSeats(run, theCase, docket)
  if (!missing.ok) return missing
  const reports = await run.agents.check([...new Set(missing.value.map((seat) => seat.agent))])
  if (!reports.ok) return reports
  const [people, agents] = divide(missing.value, reports.value)
  const affordable = agents.length > 0 ? await run.budget.check() : ok(undefined)
  if (!affordable.ok) return affordable
  const court = await openDocket(run, theCase, docket)
  if (!court.ok) return court
  const forms = await seatPeople(run, docket.path, court.value, people)
  if (!forms.ok || agents.length === 0) return forms
  const asked = await hear(run, theCase, docket.path, court.value, agents, reports.value)
  return asked.ok ? forms : asked
}

async function missingSeats(run: Run, theCase: Case, docket: Docket): Promise<Result<readonly Seat[]>> {
  if (docket.state !== 'sitting') return ok(theCase.seats)
  const court = await readCourt(run, docket.path)
  if (!court.ok) return court
  const heard = heardOpinions({ ...court.value, seats: theCase.seats.map(seatName), specHash: theCase.specHash }).map((one) => one.seat)
  return ok(theCase.seats.filter((seat) => !heard.includes(seatName(seat))))
}

function divide(seats: readonly Seat[], reports: readonly AgentReport[]): readonly [readonly Seat[], readonly Seat[]] {
  const isPerson = (seat: Seat): boolean => reports.some((report) => report.name === seat.agent && report.kind === 'person')
  return [seats.filter(isPerson), seats.filter((seat) => !isPerson(seat))]
}

/** Forms are given before any agent is asked, so that people can write while agents think. */
async function seatPeople(run: Run, path: string, court: Court, people: readonly Seat[]): Promise<Result<Sat>> {
  const forms = await readForms(run, path, court, people.map(seatName))
  if (!forms.ok) return forms
  const awaiting = forms.value.open.length > 0 ? ['opinion'] : []
  if (court.awaiting.join() === awaiting.join()) return forms
  const kept = await keepAwaiting(run, path, awaiting)
  return kept.ok ? forms : kept
}

async function hear(
  run: Run,
  theCase: Case,
  path: string,
  court: Court,
  seats: readonly Seat[],
  reports: readonly AgentReport[],
): Promise<Result<void>> {
  const brief = await readBrief(run.vault, run.feature, theCase.specText)
  run.progress({ type: 'step', text: `Asking ${seats.map(seatName).join(', ')}` })
  const hearing = { path, specHash: court.specHash, brief, seats, reports }
  return inRoom(run, path, court, (room) => askJurors(run, hearing, room))
}

/** Lends a sealed folder with the recorded commit to agents that may only read, and tells in the note what else they did. */
async function inRoom(run: Run, path: string, court: Court, work: (room: Room) => Promise<Result<void>>): Promise<Result<void>> {
  const lent = await inSealedRoom(run, `${run.feature}-court`, court.baseSha, work)
  if (!lent.ok) return lent
  const { done, seen } = lent.value
  const told = await tell(run, path, court, seen)
  if (!told.ok) return told
  const clean = readerBreach('A juror', seen, 'Look at the court note; run court again to count the answers as they are, contested.')
  return clean.ok ? done : clean
}

async function tell(run: Run, path: string, court: Court, seen: Seen): Promise<Result<void>> {
  const files = [...seen.tampered, ...seen.changed]
  const breach: CourtEntry = { kind: 'breach', spec: court.specHash, files }
  const remark: CourtEntry = { kind: 'remark', lines: seen.written }
  for (const entry of [...(files.length > 0 ? [breach] : []), ...(seen.written.length > 0 ? [remark] : [])]) {
    const kept = await keep(run, path, entry)
    if (!kept.ok) return kept
  }
  return ok(undefined)
}

/** Counts, once enough have spoken; proves every FAIL first. */
async function judge(run: Run, theCase: Case, path: string): Promise<Result<void>> {
  const court = await readCourt(run, path)
  if (!court.ok) return court
  if (heardOpinions(court.value).length < theCase.quorum) return tooFew(run, court.value, theCase.quorum)
  const brief = await readBrief(run.vault, run.feature, theCase.specText)
  const found = await findProofs(run, court.value, brief)
  const checked = await verify(run, path, court.value, brief, found)
  if (!checked.ok) return checked
  const ruling = rule(run, checked.value, theCase.quorum, found)
  if (ruling === null) return tooFew(run, checked.value, theCase.quorum)
  run.progress({ type: 'step', text: `The court says ${ruling.verdict}` })
  const ruled = await changeNote(run, path, (text) => addRuling(text, ruling))
  return ruled.ok ? ok(undefined) : ruled
}

async function verify(run: Run, path: string, court: Court, brief: Brief, found: readonly Found[]): Promise<Result<Court>> {
  const unchecked = uncheckedOf(court, found)
  if (unchecked.length === 0) return ok(court)
  const affordable = await run.budget.check()
  if (!affordable.ok) return affordable
  run.progress({ type: 'step', text: 'Asking the verifier about what was failed' })
  const asked = await inRoom(run, path, court, (room) => askVerifier(run, { path, court, brief, room }, unchecked))
  if (!asked.ok) return asked
  return run.stop.aborted ? failed(cancelled()) : readCourt(run, path)
}

function rule(run: Run, court: Court, quorum: number, found: readonly Found[]): Ruling | null {
  const { weights, go_at, kill_below } = run.policy
  const ruling = tally(ballotsOf(court), { weights, go_at, kill_below, quorum, proved: proofsOf(court, found) })
  const breached = court.entries.some((entry): entry is Breach => entry.kind === 'breach' && entry.spec === court.specHash)
  return ruling && breached ? { ...ruling, contested: [...ruling.contested, 'A juror changed files although it may only read.'] } : ruling
}

/** Where the budget ended them, to sit again is no help. */
async function tooFew(run: Run, court: Court, quorum: number): Promise<Result<never>> {
  const affordable = await run.budget.check()
  return affordable.ok ? failed(quorumMissed(court, quorum)) : affordable
}

function quorumMissed(court: Court, quorum: number): Failure {
  const heard = heardOpinions(court).map((one) => one.seat)
  const silent = court.seats.filter((seat) => !heard.includes(seat))
  const why = silent.map((seat) => `${seat}: ${lastSilence(court, seat)}`).join(' ')
  const what = `${String(heard.length)} of ${String(court.seats.length)} jurors answered; a verdict needs ${String(quorum)}.`
  return failure(
    'quorum-missed',
    what,
    why,
    'Run court again: only the seats without an answer are asked. Or name other jurors with --jurors.',
  )
}

function lastSilence(court: Court, seat: string): string {
  const silence = court.entries.findLast((entry): entry is Silence => entry.kind === 'silence' && entry.seat === seat)
  return silence ? `${silence.what} ${silence.why}` : 'no answer.'
}

/** Files what is decided and says how it stands. */
async function closeDecided(run: Run, path: string): Promise<StageReport> {
  const filed = await fileDecision(run, path)
  return filed.ok ? reportDecided(run, filed.value) : reportFailure(run, path, filed.error)
}
