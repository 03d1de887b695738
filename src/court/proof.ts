import { answererOf } from '../agents/answerer.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { NO_USAGE } from '../agents/port.ts'
import type { Check } from '../notes/court-entry.ts'
import { heardOpinions, type Court } from '../notes/court-record.ts'
import type { Veto } from '../notes/opinion.ts'
import type { Room } from '../repo/repo.ts'
import type { Run } from '../runs/run.ts'
import { briefTexts, type Brief } from './brief.ts'
import { parseSeat } from './case.ts'
import { CONFIRMATION_CONTRACT, type Confirmation } from './contract.ts'
import { findEvidence } from './evidence.ts'
import { keep, keepPrice } from './keep.ts'
import { verifierPrompt } from './prompt.ts'
import { failsOf, unseconded, type Ballot, type Proof } from './tally.ts'

/** A FAIL whose quote was found. */
export interface Found {
  readonly seat: string
  readonly on: Veto
}

export function ballotsOf(court: Court): readonly Ballot[] {
  return heardOpinions(court).map(({ seat, person, opinion }) => ({ seat, person, opinion }))
}

/** The FAILs whose quote exists in what the jurors were given. */
export async function findProofs(run: Run, court: Court, brief: Brief): Promise<readonly Found[]> {
  const fails = failsOf(ballotsOf(court))
  const found = await findEvidence(
    fails.map((fail) => fail.evidence),
    { texts: briefTexts(brief), repo: run.repo, sha: court.baseSha },
  )
  return fails.filter((_, index) => found[index] === true).map(({ seat, on }) => ({ seat, on }))
}

/** The found FAILs that nobody seconds and the verifier has not answered yet. */
export function uncheckedOf(court: Court, found: readonly Found[]): readonly Found[] {
  const alone = unseconded(ballotsOf(court))
  return found.filter(({ seat, on }) => alone.some((fail) => fail.seat === seat && fail.on === on) && checkOf(court, { seat, on }) === null)
}

/** What is proved, with what the verifier said. */
export function proofsOf(court: Court, found: readonly Found[]): readonly Proof[] {
  return found.map((one) => ({ ...one, confirmed: checkOf(court, one)?.confirmed ?? null }))
}

/** What the verifier is asked in: the case, the note it goes into and the folder it may read. */
export interface Inquiry {
  readonly path: string
  readonly court: Court
  readonly brief: Brief
  readonly room: Room
}

/** Asks about each FAIL, and keeps each answer. One that nobody can answer stays unconfirmed, and the note says so. */
export async function askVerifier(run: Run, inquiry: Inquiry, unchecked: readonly Found[]): Promise<Result<void>> {
  for (const found of unchecked) {
    const verifier = await verifierFor(run, inquiry.court, found.seat)
    const kept = verifier.ok ? await askOne(run, inquiry, found, verifier.value) : await keepUnable(run, inquiry, found, verifier.error)
    if (!kept.ok) return kept
  }
  return ok(undefined)
}

/** The policy's verifier; where that is the accuser itself, another agent of this court, if there is one. Error: why nobody can be asked. */
async function verifierFor(run: Run, court: Court, accuser: string): Promise<Result<string, string>> {
  const agentOf = (seat: string): string => parseSeat(seat).agent
  const others = court.seats.map(agentOf).filter((agent) => agent !== agentOf(accuser))
  const wanted = run.policy.verifier === agentOf(accuser) ? [...others, run.policy.verifier] : [run.policy.verifier]
  let unable = ''
  for (const agent of wanted) {
    const found = await run.agents.check([agent])
    if (found.ok && found.value[0]?.kind !== 'person') return ok(agent)
    unable = found.ok ? 'A person cannot be asked in the middle of a run.' : `${found.error.what} ${found.error.why}`
  }
  return failed(unable)
}

function checkOf(court: Court, found: Found): Check | null {
  const checks = court.entries.filter(
    (entry): entry is Check => entry.kind === 'check' && entry.seat === found.seat && entry.on === found.on,
  )
  return checks.findLast((check) => check.spec === court.specHash && check.confirmed !== null) ?? null
}

async function askOne(run: Run, inquiry: Inquiry, found: Found, verifier: string): Promise<Result<unknown>> {
  const { path, court, brief, room } = inquiry
  const opinion = heardOpinions(court).find((heard) => heard.seat === found.seat)?.opinion
  if (!opinion) return ok(undefined)
  const reply = await run.agents.ask<Confirmation>({
    agent: verifier,
    role: 'verifier',
    focus: found.on,
    line: 'verifier',
    prompt: verifierPrompt({ on: found.on, opinion, brief }),
    folder: room.path,
    access: 'read',
    contract: CONFIRMATION_CONTRACT,
    attempt: 1,
    allowedCommands: [],
  })
  const known = { kind: 'check', ...found, spec: court.specHash, by: answererOf(verifier, reply), usage: reply.usage } as const
  if (reply.answer.ok) return keep(run, path, { ...known, ...reply.answer.value })
  const { what, why, code } = reply.answer.error
  if (!run.stop.aborted && code !== 'cancelled' && code !== 'budget-reached')
    return keep(run, path, { ...known, confirmed: null, reason: `${what} ${why}` })
  const kept = await keepPrice(run, path, reply.usage)
  // It was not heard out: a verdict now would take that for a doubt.
  return kept.ok && code === 'budget-reached' ? failed(reply.answer.error) : kept
}

async function keepUnable(run: Run, { path, court }: Inquiry, found: Found, reason: string): Promise<Result<unknown>> {
  const by = run.policy.verifier
  return keep(run, path, { kind: 'check', ...found, spec: court.specHash, by, confirmed: null, reason, usage: NO_USAGE })
}
