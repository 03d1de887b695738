import { failure, toMessage, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'

/** The system's name for what went wrong (`ENOSPC`), or null for anything that is no error of the system. */
export function errorCode(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null
}

interface Remedy {
  readonly why: string
  readonly next: string
}

const AGAIN = 'and run the command again.'
const FULL: Remedy = { why: 'The disk is full.', next: `Free some space ${AGAIN}` }
const FORBIDDEN: Remedy = {
  why: 'You are not allowed to do this there.',
  next: `Check the permissions of the file and of its folder, ${AGAIN}`,
}

const REMEDIES: Readonly<Record<string, Remedy>> = {
  ENOSPC: FULL,
  EDQUOT: { why: 'Your disk quota is used up.', next: `Free some space ${AGAIN}` },
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: { why: 'The disk is read-only.', next: `Make it writable, or choose a folder on another disk, ${AGAIN}` },
  ENOENT: { why: 'It, or its folder, is not there.', next: `Check that the folder still exists (a drive may not be connected), ${AGAIN}` },
  ENOTDIR: { why: 'A file is in the way where a folder is needed.', next: `Move that file away ${AGAIN}` },
  EISDIR: { why: 'A folder is in the way where a file is needed.', next: `Move that folder away ${AGAIN}` },
  EBUSY: { why: 'Another program keeps it open.', next: `Close that program ${AGAIN}` },
  EMFILE: { why: 'Too many files are open.', next: `Close some programs ${AGAIN}` },
  ENFILE: { why: 'Too many files are open.', next: `Close some programs ${AGAIN}` },
  ENAMETOOLONG: {
    why: 'Its name is longer than this disk allows.',
    next: `Choose a shorter name or a folder nearer to the root, ${AGAIN}`,
  },
  ELOOP: { why: 'Its links point at each other.', next: `Remove the links ${AGAIN}` },
  EIO: { why: 'The disk reports an error.', next: 'Check the disk and its cable before anything else.' },
}

/** What to tell a person when a file operation failed. `what` is the sentence's beginning: `could not write`. */
export function fileFailure(what: string, path: string, thrown: unknown): Failure {
  const { why, next } = REMEDIES[errorCode(thrown) ?? ''] ?? { why: toMessage(thrown), next: `Look at the file and its folder, ${AGAIN}` }
  return failure('file-failed', `Forge ${what} ${path}.`, why, next)
}

/** Runs a file operation; what the system refuses becomes a `file-failed`. */
export async function tryFile<T>(what: string, path: string, operation: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await operation())
  } catch (thrown) {
    if (errorCode(thrown) === null) throw thrown
    return failed(fileFailure(what, path, thrown))
  }
}

/** Thrown where a port gives no result to fail with; carries what to tell the person. */
export class FileTrouble extends Error {
  readonly failure: Failure

  constructor(trouble: Failure) {
    super(`${trouble.what} ${trouble.why} ${trouble.next}`)
    this.name = 'FileTrouble'
    this.failure = trouble
  }
}
