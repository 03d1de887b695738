import { exitOf, failure, type ExitCode, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import type { AgentReport } from '../agents/port.ts'
import type { Run } from '../runs/run.ts'

/** One call of implement: the run, and what only this process knows. Everything else is in the notes. */
export interface Shift {
  readonly run: Run
  readonly hotfix: string | null
  /** The build whose gates ran in this process, so that their result is about the files as they are. */
  gatesSeenFor: number | null
  /** Agents that were already checked. */
  readonly checked: Map<string, AgentReport>
  isTrustChecked: boolean
  /** What was asked and paid in this process, so that a note that does not take a write can never cause a second payment. */
  readonly asked: Set<string>
}

export function openShift(run: Run, hotfix: string | null): Shift {
  return { run, hotfix, gatesSeenFor: null, checked: new Map(), isTrustChecked: false, asked: new Set() }
}

/** What a step came to: look at the notes again and go on, or stop here. */
export type Outcome =
  | { readonly kind: 'look-again' }
  | {
      readonly kind: 'end'
      readonly exit: ExitCode
      readonly awaiting: readonly string[]
      readonly error: Failure | null
      readonly next: string
    }

export const LOOK_AGAIN: Outcome = { kind: 'look-again' }

export function done(next: string): Outcome {
  return { kind: 'end', exit: 0, awaiting: [], error: null, next }
}

/** A question is open, or the person is to start the next step. */
export function waits(awaiting: readonly string[], next: string): Outcome {
  return { kind: 'end', exit: 3, awaiting, error: null, next }
}

export function stopsFor(error: Failure, awaiting: readonly string[] = []): Outcome {
  return { kind: 'end', exit: exitOf(error.code), awaiting, error, next: error.next }
}

/** The outcome of a write: on with it, or its failure. */
export function afterWrite(result: Result<unknown>): Outcome {
  return result.ok ? LOOK_AGAIN : stopsFor(result.error)
}

/** All that must hold before an agent is asked and paid: trust, agents that work, budget. Trust and agents are looked up once. */
export async function readyToAsk(shift: Shift, agents: readonly string[]): Promise<Result<void>> {
  const trusted = await checkTrust(shift)
  if (!trusted.ok) return trusted
  const unchecked = [...new Set(agents)].filter((agent) => !shift.checked.has(agent))
  const found = unchecked.length === 0 ? ok([]) : await shift.run.agents.check(unchecked, [shift.run.policy.builder])
  if (!found.ok) return found
  for (const report of found.value) shift.checked.set(report.name, report)
  return shift.run.budget.check()
}

/** A person has no program to ask; forms and the worktree take its place. */
export function isPerson(shift: Shift, agent: string): boolean {
  return shift.checked.get(agent)?.kind === 'person'
}

/** Marks a question as about to be paid for; a second time in one process is a bug. */
export function payOnce(shift: Shift, question: string): void {
  if (shift.asked.has(question)) throw new Error(`"${question}" was about to be asked twice in one run.`)
  shift.asked.add(question)
}

export async function checkTrust(shift: Shift): Promise<Result<void>> {
  if (shift.isTrustChecked) return ok(undefined)
  const trusted = await shift.run.gates.checkTrust()
  if (trusted.ok) shift.isTrustChecked = true
  return trusted
}

/** A `cancelled` failure once the person has stopped the run. */
export function notStopped(run: Run): Result<void> {
  if (!run.stop.aborted) return ok(undefined)
  return failed(failure('cancelled', 'Implement was stopped.', 'You stopped it.', 'Run implement again to go on from here.'))
}
