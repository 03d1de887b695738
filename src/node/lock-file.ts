import { randomUUID } from 'node:crypto'
import * as v from 'valibot'
import { failed, ok, type Result } from '../basics/result.ts'
import type { Failure } from '../basics/failure.ts'
import { createExclusive, writeAtomic } from './atomic.ts'
import { readText, removeFile } from './files.ts'
import { ownIdentity } from './process-identity.ts'
import { hold, isTakerGone, letGo } from './takings.ts'

/** What a lock file says about who holds it. `id` is new for every taking. */
export interface LockOwner {
  readonly id: string
  readonly pid: number
  readonly born: string
  readonly host: string
  /** ISO time. */
  readonly since: string
  /** What the holder does, for people. */
  readonly what: string
}

const OwnerSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  pid: v.number(),
  born: v.string(),
  host: v.string(),
  since: v.string(),
  what: v.string(),
})

export interface HeldLock {
  readonly owner: LockOwner
  /** Gives it up; does nothing where it is no longer ours. */
  release(): Promise<void>
}

/** `held`: another holds it. `owner` is null where the file does not say who (it is not a lock that Forge wrote). */
export type LockTry =
  | {
      readonly held: false
      readonly lock: HeldLock
      /** The dead process it was taken over from, or null. */ readonly after: LockOwner | null
    }
  | { readonly held: true; readonly owner: LockOwner | null }

export interface LockWish {
  /** What the holder does, for people. */
  readonly what: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** A name that no other taking has; a random one where it is left out. */
  readonly id?: string
  /** A brief lock need not outlive a power cut: it is not forced onto the disk, which makes it quick. */
  readonly brief?: boolean
}

/**
 * Takes a lock, once, without waiting. A lock whose process is certainly gone, or which a page left that was loaded anew, is taken
 * over: its successor is elected by an exclusive file that carries the id of the dead taking, so that of many takers exactly one
 * replaces it.
 */
export async function tryLock(file: string, wish: LockWish): Promise<Result<LockTry>> {
  const owner: LockOwner = {
    id: wish.id ?? randomUUID(),
    ...(await ownIdentity()),
    since: new Date(wish.now).toISOString(),
    what: wish.what,
  }
  hold(owner.id)
  let isOurs = false
  try {
    const tried = await takeAs(owner, file, wish)
    isOurs = tried.ok && !tried.value.held
    return tried
  } finally {
    if (!isOurs) letGo(owner.id)
  }
}

async function takeAs(owner: LockOwner, file: string, wish: LockWish): Promise<Result<LockTry>> {
  for (;;) {
    const created = await createExclusive(file, lockText(owner), wish.brief !== true)
    if (created.ok) return ok({ held: false, lock: heldLock(file, owner), after: null })
    if (created.error.code !== 'note-exists') return created
    const there = await readOwner(file)
    if (!there.ok) return there
    if (there.value === 'gone') continue
    if (there.value === 'unknown') return ok({ held: true, owner: null })
    if (!(await isTakerGone(there.value))) return ok({ held: true, owner: there.value })
    const won = await succeed(file, there.value, owner, wish.now)
    if (!won.ok) return won
    if (won.value) return ok({ held: false, lock: heldLock(file, owner), after: there.value })
  }
}

/** Replaces a dead taking by ours; false where somebody else did. The election file is itself a lock, so a dead candidate blocks nobody. */
async function succeed(file: string, dead: LockOwner, owner: LockOwner, now: number): Promise<Result<boolean, Failure>> {
  const election = await tryLock(`${file}.after-${dead.id}`, { what: 'takes over a lock', now })
  if (!election.ok) return election
  if (election.value.held) return ok(false)
  const { lock } = election.value
  try {
    const still = await readOwner(file)
    if (!still.ok) return still
    if (typeof still.value !== 'object' || still.value.id !== dead.id) return ok(false)
    const written = await writeAtomic(file, lockText(owner))
    return written.ok ? ok(true) : written
  } finally {
    await lock.release()
  }
}

function heldLock(file: string, owner: LockOwner): HeldLock {
  const release = async (): Promise<void> => {
    const there = await readOwner(file)
    if (there.ok && typeof there.value === 'object' && there.value.id === owner.id) await removeFile(file)
    letGo(owner.id)
  }
  return { owner, release }
}

function lockText(owner: LockOwner): string {
  return `${JSON.stringify(owner)}\n`
}

/** Who holds a lock that is held now; null where nobody does, and where this cannot be told. */
export async function holderOf(file: string): Promise<LockOwner | null> {
  const owner = await readOwner(file)
  if (!owner.ok || typeof owner.value === 'string') return null
  return (await isTakerGone(owner.value)) ? null : owner.value
}

async function readOwner(file: string): Promise<Result<LockOwner | 'gone' | 'unknown'>> {
  const text = await readText(file)
  if (!text.ok) return failed(text.error)
  if (text.value === null) return ok('gone')
  const read = v.safeParse(OwnerSchema, parseJson(text.value))
  return ok(read.success ? read.output : 'unknown')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
