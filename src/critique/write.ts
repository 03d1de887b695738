import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { parseCritique } from '../notes/critique-note.ts'
import type { CritiqueNote } from '../notes/critique-record.ts'
import type { Run } from '../runs/run.ts'

/** Changes a critique note; what cannot be read in it is a `bad-note` failure. */
export async function change(run: Run, path: string, splice: (text: string) => Result<string, string>): Promise<Result<string>> {
  return run.vault.edit(path, (text) => {
    const changed = splice(text)
    return changed.ok ? changed : failed(badNote(path, changed.error))
  })
}

export async function readCritique(run: Run, path: string): Promise<Result<CritiqueNote>> {
  const text = await run.vault.read(path)
  if (!text.ok) return text
  if (text.value === null) return failed(isMissing(path))
  const note = parseCritique(text.value)
  return note.ok ? ok(note.value) : failed(badNote(path, note.error))
}

export function badNote(path: string, why: string): Failure {
  return failure(
    'bad-note',
    `${path} cannot be read.`,
    why,
    'Mend that place in the note, or put its last good version back, and run critique again.',
  )
}

function isMissing(path: string): Failure {
  return failure(
    'note-missing',
    `${path} is gone.`,
    'It was moved or deleted while the critique was at work.',
    'Put it back from the trash, or run critique again to begin anew.',
  )
}
