import type { Reply } from './port.ts'

type Answered = Pick<Reply<unknown>, 'by' | 'unconfined'>

/** Who answered a question to an agent, as a note names it: a stand-in in whose place, and what did not hold it. */
export function answererOf(asked: string, { by, unconfined }: Answered): string {
  const name = by === undefined ? asked : `${by.agent} in place of ${asked}`
  return unconfined === true ? `${name} (nothing holds it to its folder; this device allows that)` : name
}

/** The same as sentences, for a note that names the agent that was asked elsewhere; none where there is nothing to say. */
export function answererRemarks(asked: string, { by, unconfined }: Answered): readonly string[] {
  return [
    ...(by === undefined ? [] : [`${asked} could not be asked; ${by.agent} answered in its place.`]),
    ...(unconfined === true ? [`Nothing held ${by?.agent ?? asked} to its folder; this device allows that.`] : []),
  ]
}
