import type { Printout } from './screen.ts'
import type { Surroundings } from './surroundings.ts'

/** Options that every command takes. */
export interface CommonFlags {
  readonly json: boolean
  readonly vault: string | null
  readonly repo: string | null
}

/** What a command does: `words` are its arguments in order, absent ones null; `flags` its own options. */
export type Act = (
  place: Surroundings,
  common: CommonFlags,
  words: readonly (string | null)[],
  flags: Readonly<Record<string, unknown>>,
) => Promise<Printout>

/** A command as its help shows it. */
export interface Verb {
  readonly usage: string
  readonly summary: string
  readonly options: readonly (readonly [flags: string, description: string])[]
  readonly act: Act
}

/** The value of an option that takes text; null where it was not given. */
export function textFlag(flags: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = flags[name]
  return typeof value === 'string' ? value : null
}
