import { failure } from '../basics/failure.ts'
import type { Failure } from '../basics/failure.ts'
import type { ProcessExit } from '../node/process.ts'
import { KINDS } from './kinds.ts'

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

export function promptTooLong(name: string, chars: number, most: number): Failure {
  const why = `It is ${String(chars)} characters long; this agent takes ${String(most)}.`
  return failure(
    'agent-failed',
    `The question is too long for the agent ${name}.`,
    why,
    'Make the change or the spec smaller, or use another agent.',
  )
}

export function timedOut(name: string, timeoutMs: number): Failure {
  const why = `It ran for ${String(Math.round(timeoutMs / 1000))} seconds without a result and was stopped.`
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

/** It told of an error itself. */
export function saidError(name: string, message: string): Failure {
  return failure('agent-failed', `The agent ${name} failed.`, sentence(`It says: ${message}`), SEE_LOG)
}

/** It ended without a terminal event. `lastWord` is its last line on stderr, or '' where it said nothing. */
export function endedWithout(name: string, exit: ProcessExit, lastWord: string, cutLines: number): Failure {
  const how = exit.signal === null ? `exited with code ${String(exit.code)}` : `was ended by ${exit.signal}`
  const cut = cutLines > 0 ? ' A line of its output was too long to be read.' : ''
  const said = lastWord === '' ? '' : ` The last it said: ${sentence(lastWord)}`
  const what = exit.code === 0 ? `The agent ${name} ended without a result.` : `The agent ${name} crashed.`
  return failure('agent-failed', what, `It ${how} and gave no result.${cut}${said}`, SEE_LOG)
}

export function failedAfterResult(name: string, exit: ProcessExit, lastWord: string): Failure {
  const how = exit.signal === null ? `exited with code ${String(exit.code)}` : `was ended by ${exit.signal}`
  const said = lastWord === '' ? '' : ` The last it said: ${sentence(lastWord)}`
  return failure('agent-failed', `The agent ${name} failed after its result.`, `It ${how}, so its result does not count.${said}`, SEE_LOG)
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

function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
