import { failure } from '../basics/failure.ts'
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
      'Something outside the agent’s folder changed while it worked, and nothing was committed.',
      breaches.join(' '),
      'Put it right, unless it was you who changed it. Then run implement to go on.',
    ),
  )
}
