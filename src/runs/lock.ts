import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { listNames } from '../node/files.ts'
import { holderOf, tryLock, type LockOwner } from '../node/lock-file.ts'
import { isOurs } from '../node/takings.ts'
import { LOCK_ENDING, lockFile, lockFolder } from './places.ts'

/** A feature of a repo, held by one run. */
export interface RunLock {
  /** Id of the run that held it and died, or null. What it started may still be alive. */
  readonly interrupted: string | null
  release(): Promise<void>
}

export interface LockRequest {
  /** Git's common folder of the repo, absolute. */
  readonly commonDir: string
  /** What is held: a feature's name. */
  readonly name: string
  readonly runId: string
  /** What the run does, for people: `court on billing`. */
  readonly what: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Holds a feature for this run. Fails with `locked`, telling who holds it, since when, and what to do. A dead process holds nothing. */
export async function takeRunLock({ commonDir, name, runId, what, now }: LockRequest): Promise<Result<RunLock>> {
  const file = lockFile(commonDir, name)
  const tried = await tryLock(file, { what, now, id: runId })
  if (!tried.ok) return tried
  if (tried.value.held) return failed(locked(file, name, tried.value.owner))
  const { lock, after } = tried.value
  return ok({ interrupted: after?.id ?? null, release: () => lock.release() })
}

/** A feature of a repo that a run of another program holds. */
export interface HeldElsewhere {
  readonly name: string
  /** ISO time. */
  readonly since: string
}

/** What other programs hold of a repo now: another window, a terminal, another device. */
export async function heldElsewhere(commonDir: string): Promise<readonly HeldElsewhere[]> {
  const listed = await listNames(lockFolder(commonDir))
  const names = listed.ok ? listed.value.filter((name) => name.endsWith(LOCK_ENDING)).map((name) => name.slice(0, -LOCK_ENDING.length)) : []
  const held = await Promise.all(names.map(async (name) => ({ name, owner: await holderOf(lockFile(commonDir, name)) })))
  return held.flatMap(({ name, owner }) => (owner === null || isOurs(owner.id) ? [] : [{ name, since: owner.since }]))
}

function locked(file: string, name: string, owner: LockOwner | null): Failure {
  const what = `Another run holds ${name}.`
  if (owner === null)
    return failure(
      'locked',
      what,
      `${file} does not say which.`,
      'Wait a moment and run the command again. Where it stays, close Forge wherever it works on this repo, and move that file elsewhere.',
    )
  const since = `${owner.since.slice(0, 16).replace('T', ' ')} UTC`
  const why = `It is ${owner.what}, process ${String(owner.pid)} on ${owner.host}, since ${since}.`
  const next = `Wait until it ends or stop it, then run the command again. If no such process runs there any more, delete ${file}.`
  return failure('locked', what, why, next)
}
