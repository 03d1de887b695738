import { toMessage } from '../basics/failure.ts'
import type { Notices } from './notices.ts'

/** What a person began, for the notice of a bug. */
export interface Begun {
  /** Its name, as a sentence begins: `Hold court`. */
  readonly name: string
  /** The subject of the notice. */
  readonly about: string
}

/** Does what a command or a click began. Never rejects: what a bug throws is told in one notice, and logged. */
export async function guarded(notices: Notices, { name, about }: Begun, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (bug) {
    console.error(`Forge: ${name} failed.`, bug)
    notices.say(about, sentenceFor(name, bug))
  }
}

/** What a button does: pressed again while that goes on, it begins nothing new. */
export function oneAtATime(act: () => Promise<void>): () => Promise<void> {
  let going: Promise<void> | null = null
  return () => (going ??= act().finally(() => (going = null)))
}

/** A class of the core that a phone must not load is told by its name; its message says what to do. */
function sentenceFor(name: string, thrown: unknown): string {
  if (thrown instanceof Error && thrown.name === 'FileTrouble') return thrown.message
  return `${name} failed because of a mistake in Forge (${toMessage(thrown)}). Your notes are as they were last written; the developer console has the details.`
}
