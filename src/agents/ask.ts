import type { Failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { after } from '../node/timer.ts'
import type { Ready } from './check.ts'
import type { Desk } from './desk.ts'
import { badAnswer, budgetPassed, promptTooLong } from './failures.ts'
import { whyNotHeld } from './holding.ts'
import { shortened } from './lines.ts'
import { NOTHING } from './meter.ts'
import { NO_USAGE } from './port.ts'
import type { Ask, Reply, Usage } from './port.ts'
import { runTry } from './one-try.ts'
import type { Question, Tried } from './one-try.ts'
import { reminder, repairPrompt } from './repair.ts'
import type { Trouble } from './trouble.ts'

/** A first try and two repairs. */
const MAX_TRIES = 3
const SHOWN_CHARS = 2_000

export interface Asked<T> extends Reply<T> {
  /** What was wrong with the service, null where it was not at fault. */
  readonly trouble: Trouble | null
}

/** Asks one agent, decodes, and sends a bad answer back with its faults. `usage` sums all tries. */
export async function askAgent<T>(ask: Ask<T>, ready: Ready, desk: Desk): Promise<Asked<T>> {
  const refused = await refusal(ask, ready)
  if (refused !== null) return { usage: NO_USAGE, answer: failed(refused), trouble: null }
  let usage = NO_USAGE
  let question: Question = { prompt: ask.prompt, resume: null, before: NOTHING }
  let faults = ''
  for (let number = 1; number <= MAX_TRIES; number += 1) {
    if (number > 1) tellOfRepair(ask.line, faults, desk)
    const tried = await tryPatiently(ask, question, number, ready, desk, usage)
    usage = tried.usage
    if (!tried.answer.ok) return { usage, answer: tried.answer, trouble: tried.trouble }
    const decoded = ask.contract.decode(tried.answer.value)
    if (decoded.ok) return { usage, answer: ok(decoded.value), trouble: null }
    faults = tried.answer.value === undefined ? 'there is no answer in the form that was asked for' : decoded.error
    desk.log(ask.line, 'forge', `Answer ${String(number)} does not fit: ${faults}`)
    const passed = desk.ledger.passed()
    if (passed !== null) return { usage, answer: failed(budgetPassed(ask.agent, passed)), trouble: null }
    question = repairOf(ask, ready, tried, faults)
  }
  return { usage, answer: failed(badAnswer(ask.agent, MAX_TRIES, faults)), trouble: null }
}

/** What keeps a question from being asked at all; nothing is started for it. */
async function refusal<T>(ask: Ask<T>, ready: Ready): Promise<Failure | null> {
  const most = ready.kind.maxPromptChars
  if (ask.prompt.length > most) return promptTooLong(ask.agent, ask.prompt.length, most)
  return whyNotHeld(ask.agent, ready, ask.access, ask.folder)
}

function tellOfRepair(line: string, faults: string, desk: Desk): void {
  desk.progress(line, { type: 'retry', reason: `The answer did not fit: ${shortened(faults.split('\n').join('; '), SHOWN_CHARS)}` })
}

/** In the same conversation where the CLI can, for then nothing is read twice. */
function repairOf<T>(ask: Ask<T>, { kind }: Ready, tried: Tried & { readonly answer: Result<unknown> }, faults: string): Question {
  const answer = tried.answer.ok ? tried.answer.value : undefined
  const prompt = repairPrompt(ask.prompt, answer, faults, ask.access)
  if (!kind.resumes || tried.conversation === null) return { prompt, resume: null, before: NOTHING }
  return { prompt, resume: { id: tried.conversation, prompt: reminder(faults, ask.access) }, before: tried.sinceStart }
}

/** Waits and tries again while the service is overloaded. */
async function tryPatiently<T>(
  ask: Ask<T>,
  question: Question,
  number: number,
  ready: Ready,
  desk: Desk,
  usageBefore: Usage,
): Promise<Tried> {
  let tried = await tryAgainAnew(ask, question, number, ready, desk, usageBefore)
  for (const waitMs of desk.waitsMs) {
    if (tried.trouble !== 'overloaded' || desk.stop.aborted) return tried
    desk.progress(ask.line, { type: 'waiting', on: 'the service (overloaded)', forS: waitMs / 1000 })
    desk.log(ask.line, 'forge', `The service is overloaded; the next try is in ${String(Math.round(waitMs / 1000))} seconds.`)
    await restUnlessStopped(waitMs, desk.stop)
    if (!desk.stop.aborted) desk.progress(ask.line, { type: 'retry', reason: 'The service was overloaded.' })
    tried = await tryAgainAnew(ask, question, number, ready, desk, tried.usage)
  }
  return tried
}

/** A conversation that cannot be taken up again, for its file is gone, is begun anew. */
async function tryAgainAnew<T>(
  ask: Ask<T>,
  question: Question,
  number: number,
  ready: Ready,
  desk: Desk,
  usageBefore: Usage,
): Promise<Tried> {
  const tried = await runTry(ask, question, number, ready, desk, usageBefore)
  const isLost = question.resume !== null && !tried.answer.ok && tried.answer.error.code === 'agent-failed' && tried.spentNothing
  if (!isLost || tried.trouble !== null) return tried
  desk.log(ask.line, 'forge', 'The conversation could not be taken up again; the whole question is asked anew.')
  return runTry(ask, { prompt: question.prompt, resume: null, before: NOTHING }, number, ready, desk, tried.usage)
}

function restUnlessStopped(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel()
      stop.removeEventListener('abort', end)
      resolve()
    }
    const cancel = after(ms, end)
    stop.addEventListener('abort', end, { once: true })
    if (stop.aborted) end()
  })
}
