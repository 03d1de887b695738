import { answererRemarks } from '../agents/answerer.ts'
import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import type { AgentReport, Reply } from '../agents/port.ts'
import type { Opinion } from '../notes/opinion.ts'
import type { Room } from '../repo/repo.ts'
import type { Run } from '../runs/run.ts'
import { seatName, type Seat } from '../policy/policy.ts'
import type { Brief } from './brief.ts'
import { JUROR_CONTRACT } from './contract.ts'
import { keep, keepPrice } from './keep.ts'
import { jurorPrompt } from './prompt.ts'

/** The seats to be asked, all with the same brief. */
export interface Hearing {
  readonly path: string
  readonly specHash: string
  readonly brief: Brief
  readonly seats: readonly Seat[]
  readonly reports: readonly AgentReport[]
}

/** Asks the seats in parallel and keeps each answer as it comes. Fails where the note cannot take one, or the person stops the run. */
export async function askJurors(run: Run, hearing: Hearing, room: Room): Promise<Result<void>> {
  const settled = await Promise.allSettled(hearing.seats.map((seat) => askSeat(run, hearing, seat, room)))
  for (const outcome of settled) {
    if (outcome.status === 'rejected') throw outcome.reason
    if (!outcome.value.ok) return outcome.value
  }
  return run.stop.aborted ? failed(cancelled()) : ok(undefined)
}

export function cancelled(): Failure {
  return failure(
    'cancelled',
    'The court was stopped.',
    'You stopped the run.',
    'Run court again; only the seats without an answer are asked.',
  )
}

async function askSeat(run: Run, hearing: Hearing, seat: Seat, room: Room): Promise<Result<unknown>> {
  const reply = await run.agents.ask<Opinion>({
    agent: seat.agent,
    role: 'juror',
    focus: seat.lens,
    line: seatName(seat),
    prompt: jurorPrompt(seat.lens, hearing.brief),
    folder: room.path,
    access: 'read',
    contract: JUROR_CONTRACT,
    attempt: 1,
    allowedCommands: [],
  })
  return keepReply(run, hearing, seat, reply)
}

async function keepReply(run: Run, hearing: Hearing, seat: Seat, reply: Reply<Opinion>): Promise<Result<unknown>> {
  const known = { seat: seatName(seat), spec: hearing.specHash, usage: reply.usage }
  const report = hearing.reports.find((one) => one.name === seat.agent)
  if (reply.answer.ok) {
    const heard = {
      ...known,
      family: reply.by?.family ?? report?.family ?? seat.agent,
      person: false,
      form: null,
      remarks: [...remarksOn(report), ...answererRemarks(seat.agent, reply)],
      opinion: reply.answer.value,
    }
    return keep(run, hearing.path, { kind: 'opinion', ...heard })
  }
  const { code, what, why } = reply.answer.error
  if (code === 'cancelled' || run.stop.aborted) return keepPrice(run, hearing.path, reply.usage)
  return keep(run, hearing.path, { kind: 'silence', ...known, what, why })
}

function remarksOn(report: AgentReport | undefined): readonly string[] {
  return report?.rehearsal ? ['A rehearsal: this juror is scripted, no model was asked.'] : []
}
