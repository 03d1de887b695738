import { failure, toMessage, type Failure } from '../basics/failure.ts'

const TRY_AGAIN = 'then try again.'

export function fileFailed(path: string, thrown: unknown): Failure {
  const next = `Check the permissions of the note and the space on the disk, ${TRY_AGAIN}`
  return failure('file-failed', `Forge could not read or write ${path}.`, toMessage(thrown), next)
}

export function inTheWay(folder: string): Failure {
  const why = 'A file of that name is there, or a folder whose name differs by upper and lower case.'
  return failure('file-failed', `Forge could not make the folder ${folder}.`, why, `Rename what is there, ${TRY_AGAIN}`)
}

export function missing(path: string): Failure {
  return failure('note-missing', `${path} is gone.`, 'It was moved or deleted.', `Restore it from the trash or from sync, ${TRY_AGAIN}`)
}

export function nameTaken(path: string): Failure {
  return failure('note-exists', `${path} is there already.`, 'Forge never overwrites a note.', `Move or rename that note, ${TRY_AGAIN}`)
}
