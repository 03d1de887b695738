import { failure } from '../basics/failure.ts'
import type { Failure } from '../basics/failure.ts'
import type { ProcessExit } from '../node/process.ts'
import type { Heard } from './hearing.ts'
import { KINDS } from './kinds.ts'
import { troubleOf } from './trouble.ts'
import type { Trouble } from './trouble.ts'

const SEE_LOG = 'Look at what it said with `forge log`, then run the command again: answers that were given are kept.'

export function unknownAgent(name: string, names: readonly string[]): Failure {
  const known = names.length === 0 ? 'No agent is set up on this device' : `The agents of this device are: ${names.join(', ')}`
  return failure(
    'agent-unknown',
    `There is no agent called ${name} on this device.`,
    `${known}.`,
    `Add ${name} under agents in the device config, or name another agent in the policy.`,
  )
}

export function unknownKind(name: string, kind: string): Failure {
  const known = KINDS.map((one) => one.name).join(', ')
  return failure(
    'agent-unknown',
    `The agent ${name} cannot be used.`,
    `Its kind is ${kind}; this version drives: ${known}.`,
    'Change its kind in the device config, or use another agent.',
  )
}

export function missing(name: string, program: string, searched: readonly string[], install: string): Failure {
  const why =
    searched.length === 0
      ? `${program} is no absolute path and no plain name.`
      : `${program} is in none of these places: ${searched.join(', ')}.`
  return failure('agent-missing', `The agent ${name} was not found.`, why, install)
}

export function doesNotRun(name: string, path: string, why: string, install: string): Failure {
  return failure('agent-missing', `The agent ${name} was found at ${path} but does not run.`, sentence(why), install)
}

export function didNotStart(name: string, why: string): Failure {
  return failure(
    'agent-failed',
    `The agent ${name} could not be started.`,
    sentence(why),
    'Check its entry in the device config (`forge doctor` tells what is found), then run the command again.',
  )
}

export function notLoggedIn(name: string, login: string): Failure {
  return failure(
    'agent-not-logged-in',
    `The agent ${name} is not logged in.`,
    'It says so itself; nothing was asked and nothing was paid.',
    login,
  )
}

export function waitsForPerson(name: string): Failure {
  return failure(
    'waits-for-person',
    `${name} is a person.`,
    'A person answers in a note of their own.',
    'Fill in the form in the note, then run the command again.',
  )
}

export function needsProgram(name: string): Failure {
  return failure(
    'bad-policy',
    `${name} is a person, and only a program can be asked this.`,
    'A person can sit on the court, plan and build; reviewers, verifier and historian answer in the middle of a run.',
    `Name another agent in the policy in place of ${name} and run the command again.`,
  )
}

export function promptTooLong(name: string, chars: number, most: number): Failure {
  return tooLong(name, `It is ${String(chars)} characters long; this agent takes ${String(most)}.`)
}

function tooLong(name: string, why: string): Failure {
  const next = 'Make the change or the spec smaller, or use another agent.'
  return failure('agent-failed', `The question is too long for the agent ${name}.`, why, next)
}

export function timedOut(name: string, timeoutMs: number, heard: Pick<Heard, 'spoke' | 'lastTool' | 'lastWord' | 'error'>): Failure {
  const silence = heard.spoke ? '' : ' Nothing came from its model in that time.'
  const tool = heard.lastTool === '' ? '' : ` Its last tool was ${heard.lastTool}.`
  const why = `It ran for ${String(Math.round(timeoutMs / 1000))} seconds without a result and was stopped.${silence}${tool}${lastSaid(heard.error ?? heard.lastWord)}`
  return failure(
    'agent-timed-out',
    `The agent ${name} took too long.`,
    why,
    'Run the command again, or raise agent_timeout_s in the policy.',
  )
}

export function cancelled(name: string): Failure {
  return failure(
    'cancelled',
    `The agent ${name} was stopped.`,
    'The run was cancelled.',
    'Run the command again to go on from where it stopped.',
  )
}

/** Stopped while the agents were looked up, before one was asked. */
export function stoppedBefore(): Failure {
  return failure('cancelled', 'The run was stopped.', 'You stopped it before an agent was asked.', 'Run the same command again.')
}

/** What CLIs and services say of a question that is longer than the model can take. */
const TOO_LONG = /(?:prompt|context|input)[^.]{0,20} (?:too (?:long|large)|exceed)|maximum context|context.?length.?exceeded/i

/** It told of an error itself. */
export function saidError(name: string, message: string): Failure {
  if (TOO_LONG.test(message)) return tooLong(name, sentence(`It says: ${message}`))
  return withTrouble(name, troubleOf(message), sentence(`It says: ${message}`), `The agent ${name} failed.`)
}

/** Nothing but the service is at fault where its words say so, and then they say what to do. */
function withTrouble(name: string, trouble: Trouble | null, why: string, what: string): Failure {
  switch (trouble) {
    case 'shut-out':
      return failure(
        'agent-not-logged-in',
        `The service of ${name} does not let it in.`,
        why,
        'Log in again, or correct its key, then run the command again.',
      )
    case 'used-up':
      return failure(
        'agent-failed',
        `What ${name} may use of its service is used up.`,
        why,
        'Wait until it is renewed, or name a fallback for this agent.',
      )
    case 'overloaded':
      return failure(
        'agent-failed',
        `The service of ${name} is overloaded.`,
        why,
        'Run the command again later, or name a fallback for this agent.',
      )
    case 'unreachable':
      return failure(
        'agent-failed',
        `The service of ${name} cannot be reached.`,
        why,
        'Look at the connection and the address of the service, then run the command again.',
      )
    case 'garbled':
      return failure(
        'agent-failed',
        `The service of ${name} answers with something that is no answer.`,
        why,
        'Look at the address of the service, and whether a proxy or a sign-in page stands before it, then run the command again.',
      )
    case 'cut':
      return failure(
        'agent-failed',
        `The service of ${name} broke off before its answer was complete.`,
        why,
        'Look at the connection, then run the command again, or name a fallback for this agent.',
      )
    case 'failing':
      return failure(
        'agent-failed',
        `The service of ${name} fails.`,
        why,
        'Run the command again later, or name a fallback for this agent.',
      )
    case 'missing':
    case null:
      return failure('agent-failed', what, why, SEE_LOG)
  }
}

/** Its kind cannot be held to what it is to do, and this device does not allow that. */
export function unconfined(name: string, why: string): Failure {
  const next = `Use another agent for this, or set unconfined: true for ${name} in the device config if you accept it.`
  return failure('agent-unconfined', `Nothing would hold ${name} to its folder.`, sentence(why), next)
}

export function tooManyTools(name: string, most: number): Failure {
  const next = `Run the command again, or raise max_tool_calls of ${name} in the device config.`
  return failure(
    'limit-reached',
    `The agent ${name} used too many tools.`,
    `It called ${String(most + 1)}, and ${String(most)} are allowed for one answer.`,
    next,
  )
}

/** The CLI goes on trying by itself, some without end. */
export function tooManyRetries(name: string, retries: number, lastWord: string): Failure {
  const why = `It tried ${String(retries)} times and was stopped.${lastSaid(lastWord)}`
  return withTrouble(name, troubleOf(lastWord) ?? 'failing', why, '')
}

export function budgetPassed(name: string, used: string): Failure {
  const next = 'Raise it in forge/core-rules/policy.md and run the command again: it goes on where it stopped.'
  return failure(
    'budget-reached',
    `The agent ${name} was stopped: the budget is used up.`,
    `The agents of this run have used ${used}.`,
    next,
  )
}

/** It ended without a terminal event. `lastWord` is its last line on stderr, or '' where it said nothing. */
export function endedWithout(name: string, exit: ProcessExit, lastWord: string, cutLines: number): Failure {
  const how = exit.signal === null ? `exited with code ${String(exit.code)}` : `was ended by ${exit.signal}`
  const cut = cutLines > 0 ? ' A line of its output was too long to be read.' : ''
  const what = exit.code === 0 ? `The agent ${name} ended without a result.` : `The agent ${name} crashed.`
  return withTrouble(name, troubleOf(lastWord), `It ${how} and gave no result.${cut}${lastSaid(lastWord)}`, what)
}

export function failedAfterResult(name: string, exit: ProcessExit, lastWord: string): Failure {
  const how = exit.signal === null ? `exited with code ${String(exit.code)}` : `was ended by ${exit.signal}`
  return failure(
    'agent-failed',
    `The agent ${name} failed after its result.`,
    `It ${how}, so its result does not count.${lastSaid(lastWord)}`,
    SEE_LOG,
  )
}

export function badAnswer(name: string, tries: number, faults: string): Failure {
  const why = `Of its last answer: ${sentence(faults.split('\n').join('; '))}`
  return failure(
    'agent-bad-answer',
    `The agent ${name} gave no usable answer in ${String(tries)} tries.`,
    why,
    `${SEE_LOG} A stronger model may help.`,
  )
}

function lastSaid(lastWord: string): string {
  return lastWord === '' ? '' : ` The last it said: ${sentence(lastWord)}`
}

function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
