import type { ExitCode, Failure } from '../basics/failure.ts'

/** The streams and the surroundings of a terminal command, handed in by the entry so that tests can hand in their own. */
export interface Screen {
  stdout(text: string): void
  stderr(text: string): void
  /** True where a person can be asked: stdin and stderr are terminals and nothing says otherwise. */
  readonly interactive: boolean
  /** Columns of the terminal, 80 where unknown. */
  readonly columns: number
  readonly colour: boolean
}

/** What a command came to, ready for either kind of reader. */
export interface Printout {
  /** The one JSON document of `--json`. */
  readonly document: unknown
  /** What a person reads on stdout; empty where the progress on stderr has said it all. */
  readonly text: string
  readonly exit: ExitCode
}

/** A failure as a person reads it: what, why, next. */
export function describeFailure(failure: Failure): string {
  return [failure.what, failure.why, failure.next === '' ? '' : `Next: ${failure.next}`].filter((line) => line !== '').join('\n')
}

export function failurePrintout(failure: Failure, exit: ExitCode): Printout {
  return { document: { error: failure }, text: '', exit }
}
