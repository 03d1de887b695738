import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { freeBytes } from '../node/files.ts'

/** What notes, logs and a small checkout take, with something to spare. */
const NEEDED_BYTES = 50_000_000
const MEGABYTE = 1_000_000

/**
 * Fails with `file-failed` where one of the folders that a run writes to has hardly any room left: before anything is asked or paid, for
 * an answer that cannot be written is lost.
 */
export async function checkRoom(folders: readonly string[], needed = NEEDED_BYTES): Promise<Result<void>> {
  for (const folder of folders) {
    const free = await freeBytes(folder)
    if (free === null || free >= needed) continue
    const mb = (bytes: number): string => `${String(Math.floor(bytes / MEGABYTE))} MB`
    const why = `The disk of ${folder} has ${mb(free)} left. Nothing was asked and nothing was paid.`
    return failed(
      failure('file-failed', 'There is too little room for a run.', why, `Free ${mb(needed)} there, then run the command again.`),
    )
  }
  return ok(undefined)
}
