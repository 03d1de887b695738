import { failure, type ExitCode, type Failure } from '../basics/failure.ts'

/** How far a retro came in this run. */
export interface Ended {
  readonly note: string | null
  readonly exit: ExitCode
  readonly awaiting: readonly string[]
  /** One sentence: what to do now. */
  readonly next: string
}

/** A retro note that cannot be read or spliced. */
export function badNote(path: string, why: string): Failure {
  return failure('bad-note', `${path} cannot be read as Forge wrote it.`, why, 'Mend that part of the note, then run forge retro again.')
}
