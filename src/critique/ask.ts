import type { Policy } from '../policy/policy.ts'
import { answererOf, answererRemarks } from '../agents/answerer.ts'
import type { Contract, Reply, Role } from '../agents/port.ts'
import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { addCheck, addRemark, addReview } from '../notes/critique-note.ts'
import { addUsageKeys } from '../notes/head.ts'
import type { Room } from '../repo/repo.ts'
import type { Run } from '../runs/run.ts'
import { REVIEWER_CONTRACT, VERIFIER_CONTRACT } from './contract.ts'
import { findFile, pathInRoom } from './evidence.ts'
import type { Material } from './judge.ts'
import { checkPrompt, repairPrompt, reviewPrompt, searchPrompt, type ReviewBrief } from './prompt.ts'
import { cut, diffParts, excerpt, SHOWN_FILE_DIFF_CHARS } from './shown-diff.ts'
import type { Step } from './steps.ts'
import { change } from './write.ts'

/** What a round of questions needs. */
export interface Desk {
  readonly run: Run
  /** Path of the critique note. */
  readonly path: string
  readonly attempt: number
  readonly room: Room
  readonly brief: ReviewBrief
  /** The diff as git printed it. */
  readonly diffText: string
  readonly material: Material
}

const AT_ONCE = 8

/** Asks everything at once, up to a limit. Every answer is in the note before this returns; the first failure is given, a stop before any other. */
export async function askAll(desk: Desk, steps: readonly Step[]): Promise<Result<void>> {
  const waiting = [...steps]
  const failures: Failure[] = []
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const answered = await askOne(desk, step)
      if (answered.ok) continue
      failures.push(answered.error)
      if (STOPPING.has(answered.error.code)) waiting.length = 0
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, steps.length) }, worker))
  const first = failures.find((error) => STOPPING.has(error.code)) ?? failures[0]
  return first === undefined ? ok(undefined) : failed(first)
}

/** After these there is no point in asking anybody else. */
const STOPPING: ReadonlySet<string> = new Set(['cancelled', 'budget-reached', 'note-missing', 'bad-note', 'file-failed'])

async function askOne(desk: Desk, step: Step): Promise<Result<void>> {
  if (desk.run.stop.aborted)
    return failed(failure('cancelled', 'The critique was stopped.', 'You stopped it.', 'Run critique again: answers that came are kept.'))
  const affordable = await desk.run.budget.check()
  if (!affordable.ok) return affordable
  return step.kind === 'check' ? askVerifier(desk, step) : askReviewer(desk, step)
}

async function askReviewer(desk: Desk, step: Exclude<Step, { kind: 'check' }>): Promise<Result<void>> {
  const [agent, focus] = splitSeat(step.seat)
  const reply = await ask(desk, {
    agent,
    role: 'reviewer',
    focus,
    line: step.seat,
    prompt: promptOf(desk.brief, focus, step),
    contract: REVIEWER_CONTRACT,
  })
  const { answer, usage } = reply
  if (!answer.ok) return keepPrice(desk, reply)
  const claims = answer.value.claims.map((claim) => ({ ...claim, file: pathInRoom(claim.file, desk.room.path) }))
  const review = { seat: step.seat, pass: step.pass, ...answer.value, claims }
  const remarks = answererRemarks(agent, reply)
  const kept = await change(desk.run, desk.path, (text) => remarked(addReview(text, review, usage), remarks))
  return kept.ok ? ok(undefined) : kept
}

async function askVerifier(desk: Desk, { doubt }: Extract<Step, { kind: 'check' }>): Promise<Result<void>> {
  const { claim } = doubt
  const by = verifierOf(desk.run.policy, claim.seats)
  const prompt = checkPrompt({
    ...doubt,
    diff: fileDiff(desk, claim.file),
    excerpt: excerpt(desk.material.textAtHead.get(claim.file) ?? '', claim.line),
  })
  const line = `${by}:${claim.file}:${String(claim.line)}`
  const reply = await ask(desk, { agent: by, role: 'verifier', focus: null, line, prompt, contract: VERIFIER_CONTRACT })
  const { answer, usage } = reply
  if (!answer.ok) return keepPrice(desk, reply)
  const check = { by: answererOf(by, reply), fingerprint: claim.fingerprint, claim: claim.claim, ...answer.value }
  const kept = await change(desk.run, desk.path, (text) => addCheck(text, check, usage))
  return kept.ok ? ok(undefined) : kept
}

function remarked(text: Result<string, string>, remarks: readonly string[]): Result<string, string> {
  return remarks.reduce((now, remark) => (now.ok ? addRemark(now.value, remark) : now), text)
}

/** The policy's verifier; where it raised the claim itself, a reviewer who did not, if there is one. */
export function verifierOf(policy: Pick<Policy, 'verifier' | 'reviewers'>, seats: readonly string[]): string {
  const accusers = seats.map((seat) => seat.slice(0, seat.lastIndexOf(':')))
  return [policy.verifier, ...policy.reviewers].find((agent) => !accusers.includes(agent)) ?? policy.verifier
}

interface Question<T> {
  readonly agent: string
  readonly role: Role
  readonly focus: string | null
  readonly line: string
  readonly prompt: string
  readonly contract: Contract<T>
}

function ask<T>(desk: Desk, question: Question<T>): Promise<Reply<T>> {
  return desk.run.agents.ask({ ...question, folder: desk.room.path, access: 'read', attempt: desk.attempt, allowedCommands: [] })
}

/** No answer came, but it may have cost something. */
async function keepPrice<T>(desk: Desk, { answer, usage }: Reply<T>): Promise<Result<void>> {
  const kept = await change(desk.run, desk.path, (text) => addUsageKeys(text, usage))
  return answer.ok || !kept.ok ? (kept.ok ? ok(undefined) : kept) : answer
}

function promptOf(brief: ReviewBrief, focus: string, step: Exclude<Step, { kind: 'check' }>): string {
  if (step.kind === 'repair') return repairPrompt(focus, brief, step.failing)
  return step.kind === 'search' ? searchPrompt(focus, brief, step.missing) : reviewPrompt(focus, brief)
}

/** `agent:focus`; an agent's name may hold a colon, a focus does not. */
export function splitSeat(seat: string): readonly [string, string] {
  const at = seat.lastIndexOf(':')
  return [seat.slice(0, at), seat.slice(at + 1)]
}

function fileDiff(desk: Desk, path: string): string {
  const file = findFile(desk.material.diff, path)
  const index = file === null ? -1 : desk.material.diff.indexOf(file)
  return cut(diffParts(desk.diffText)[index] ?? '', SHOWN_FILE_DIFF_CHARS)
}
