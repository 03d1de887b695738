import { failed, ok, type Result } from '../basics/result.ts'
import { failure } from '../basics/failure.ts'
import type { Room, Seal } from '../repo/repo.ts'
import type { Run } from '../runs/run.ts'
import { watchNotes, type NoteWatch } from './note-watch.ts'

/** What agents did beyond reading, one sentence each; empty is the rule. */
export interface Seen {
  /** Hooks, settings, and notes that answer in the person's place: the run must not go on. */
  readonly tampered: readonly string[]
  /** Files of the main tree, and answers. They may be the person's own, so they are told and stop nothing. */
  readonly written: readonly string[]
  /** Files of the room. */
  readonly changed: readonly string[]
}

export const NOTHING_SEEN: Seen = { tampered: [], written: [], changed: [] }

export interface SealedRoom {
  readonly room: Room
  /** Looks at what happened since it was opened, then leaves the room. `own`: notes that Forge made meanwhile. */
  close(own?: readonly string[]): Promise<Seen>
}

/** Lends agents that may only read a folder with a commit, and watches everything that they must not touch. */
export async function openSealedRoom(run: Run, purpose: string, sha: string): Promise<Result<SealedRoom>> {
  const seal = await run.repo.seal(null)
  const room = await run.repo.room(purpose, sha)
  if (!room.ok) return room
  const [notes, before] = [await watchNotes(run), await room.value.changed()]
  return ok({ room: room.value, close: (own = []) => close(seal, notes, room.value, before, own) })
}

async function close(seal: Seal, notes: NoteWatch, room: Room, before: readonly string[], own: readonly string[]): Promise<Seen> {
  try {
    const { tampered, written } = await seal.look()
    const { forged, answered } = await notes.look(own)
    const changed = (await room.changed()).filter((file) => !before.includes(file))
    return { tampered: [...tampered, ...forged], written: [...written, ...answered], changed }
  } finally {
    await room.leave()
  }
}

/** Lends a sealed room for one piece of work. What was seen counts whether the work succeeded or not. */
export async function inSealedRoom<T>(
  run: Run,
  purpose: string,
  sha: string,
  work: (room: Room) => Promise<T>,
): Promise<Result<{ readonly done: T; readonly seen: Seen }>> {
  const sealed = await openSealedRoom(run, purpose, sha)
  if (!sealed.ok) return sealed
  try {
    const done = await work(sealed.value.room)
    return ok({ done, seen: await sealed.value.close() })
  } catch (thrown) {
    await sealed.value.room.leave()
    throw thrown
  }
}

/** The end of a run in which an agent that may only read did more. `who`: `A juror`. `next`: what another run does. */
export function readerBreach(who: string, { tampered, changed }: Seen, next: string): Result<void> {
  if (tampered.length === 0 && changed.length === 0) return ok(undefined)
  const files = changed.length === 0 ? [] : [`These files of its reading room changed: ${changed.slice(0, 10).join(', ')}.`]
  const first = tampered.length === 0 ? 'Nothing of yours was touched.' : 'Put right what changed, unless it was you who changed it.'
  return failed(failure('breach', `${who} wrote although it may only read.`, [...tampered, ...files].join(' '), `${first} ${next}`))
}
