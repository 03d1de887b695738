import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { parseRetro } from '../notes/retro-note.ts'
import type { Retro } from '../notes/retro-record.ts'
import type { Run } from '../runs/run.ts'
import { badNote } from './ended.ts'

/** The retro note as it now reads. */
export interface OpenRetro {
  readonly path: string
  readonly text: string
  readonly retro: Retro
}

export async function readRetro(run: Run, path: string): Promise<Result<OpenRetro>> {
  const text = await run.vault.read(path)
  if (!text.ok) return text
  if (text.value === null) return failed(missing(path))
  return opened(path, text.value)
}

/** Splices the retro note and gives it as it then reads. */
export async function changeRetroNote(
  run: Run,
  path: string,
  change: (text: string) => Result<string, string>,
): Promise<Result<OpenRetro>> {
  const edited = await run.vault.edit(path, (text) => {
    const changed = change(text)
    return changed.ok ? changed : failed(badNote(path, changed.error))
  })
  return edited.ok ? opened(path, edited.value) : edited
}

function opened(path: string, text: string): Result<OpenRetro> {
  const retro = parseRetro(text)
  return retro.ok ? ok({ path, text, retro: retro.value }) : failed(badNote(path, retro.error))
}

function missing(path: string) {
  return failure(
    'note-missing',
    `${path} is gone.`,
    'It was deleted or moved while the retro ran.',
    'Put the note back, or run forge retro again to start over.',
  )
}
