import { failure } from '../basics/failure.ts'
import { ok, type Result } from '../basics/result.ts'
import type { NoteWatch } from '../feature/note-watch.ts'
import type { Seen } from '../feature/sealed-room.ts'
import type { Seal } from '../repo/repo.ts'
import type { Run } from '../runs/run.ts'
import { LOOK_AGAIN, stopsFor, type Outcome } from './shift.ts'
import { remark, write } from './write.ts'

/** Ends the run where an agent went beyond its folder: told in the note, nothing committed. On with it where nothing is amiss. */
export async function tellBreach(run: Run, path: string, breaches: readonly string[]): Promise<Outcome> {
  if (breaches.length === 0) return LOOK_AGAIN
  const told = await write(run, path, { entry: remark(run, 'Breach', breaches) })
  if (!told.ok) return stopsFor(told.error)
  return stopsFor(
    failure(
      'breach',
      'Something outside the work’s own folder changed, and nothing was committed.',
      breaches.join(' '),
      'Put it right, unless it was you who changed it. Then run implement to go on.',
    ),
  )
}

/** The end of an ask that may only read. Files of the main tree may be the person's own, so they are told and stop nothing. */
export async function tellReading(run: Run, path: string, seen: Seen, outcome: Outcome): Promise<Outcome> {
  const remarked = await tellWritten(run, path, seen.written)
  if (!remarked.ok) return stopsFor(remarked.error)
  const changed = seen.changed.map((file) => `The planner changed ${file}, though it may only read.`)
  const breach = await tellBreach(run, path, [...changed, ...seen.tampered])
  return breach.kind === 'end' ? breach : outcome
}

/** A remark on files of the main tree that changed meanwhile. */
export async function tellWritten(run: Run, path: string, written: readonly string[]): Promise<Result<unknown>> {
  return written.length === 0 ? ok(null) : write(run, path, { entry: remark(run, 'Written meanwhile', written) })
}

/** Commands of the repository run what a builder wrote, so they are held to the same as the builder. */
export async function tellGates(run: Run, path: string, seal: Seal, notes: NoteWatch): Promise<Outcome> {
  const [{ tampered, written }, { forged, answered }] = [await seal.look(), await notes.look()]
  const remarked = await tellWritten(run, path, [...written, ...answered])
  return remarked.ok ? tellBreach(run, path, [...tampered, ...forged]) : stopsFor(remarked.error)
}

/** The end of a build: whatever moved outside of the worktree stops the run. */
export async function tellBuilding(run: Run, path: string, seal: Seal, notes: NoteWatch): Promise<Outcome> {
  const [breaches, { forged, answered }] = [await seal.breaches(), await notes.look()]
  const remarked = await tellWritten(run, path, answered)
  return remarked.ok ? tellBreach(run, path, [...breaches, ...forged]) : stopsFor(remarked.error)
}
