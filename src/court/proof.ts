import { ok, type Result } from '../basics/result.ts'
import { NO_USAGE } from '../agents/port.ts'
import type { Check } from '../notes/court-entry.ts'
import { heardOpinions, type Court } from '../notes/court-record.ts'
import type { Opinion, Veto } from '../notes/opinion.ts'
import type { Room } from '../repo/repo.ts'
import type { Run } from '../runs/run.ts'
import { briefTexts, type Brief } from './brief.ts'
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

/** Asks the verifier about each, and keeps each answer. One that cannot answer leaves the FAIL unconfirmed, and the note says so. */
export async function askVerifier(
  run: Run,
  path: string,
  court: Court,
  brief: Brief,
  unchecked: readonly Found[],
  room: Room,
): Promise<Result<void>> {
  const ready = await run.agents.check([run.policy.verifier])
  const isPerson = ready.ok && ready.value[0]?.kind === 'person'
  for (const found of unchecked) {
    const opinion = heardOpinions(court).find((heard) => heard.seat === found.seat)?.opinion
    if (!opinion) continue
    const unable = ready.ok
      ? isPerson
        ? 'A person cannot be asked in the middle of a run.'
        : null
      : `${ready.error.what} ${ready.error.why}`
    const kept =
      unable === null ? await askOne(run, path, court, brief, found, opinion, room) : await keepUnable(run, path, court, found, unable)
    if (!kept.ok) return kept
  }
  return ok(undefined)
}

function checkOf(court: Court, found: Found): Check | null {
  const checks = court.entries.filter(
    (entry): entry is Check => entry.kind === 'check' && entry.seat === found.seat && entry.on === found.on,
  )
  return checks.findLast((check) => check.spec === court.specHash && check.confirmed !== null) ?? null
}

async function askOne(
  run: Run,
  path: string,
  court: Court,
  brief: Brief,
  found: Found,
  opinion: Opinion,
  room: Room,
): Promise<Result<unknown>> {
  const reply = await run.agents.ask<Confirmation>({
    agent: run.policy.verifier,
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
  const known = { kind: 'check', ...found, spec: court.specHash, by: run.policy.verifier, usage: reply.usage } as const
  if (reply.answer.ok) return keep(run, path, { ...known, ...reply.answer.value })
  const { what, why, code } = reply.answer.error
  if (run.stop.aborted || code === 'cancelled') return keepPrice(run, path, reply.usage)
  return keep(run, path, { ...known, confirmed: null, reason: `${what} ${why}` })
}

async function keepUnable(run: Run, path: string, court: Court, found: Found, reason: string): Promise<Result<unknown>> {
  return keep(run, path, {
    kind: 'check',
    ...found,
    spec: court.specHash,
    by: run.policy.verifier,
    confirmed: null,
    reason,
    usage: NO_USAGE,
  })
}
