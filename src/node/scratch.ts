import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Result } from '../basics/result.ts'
import { tryFile } from './file-failure.ts'

/** A folder that only this user can read, for files that a program must be given by path. */
export interface Scratch {
  readonly folder: string
  remove(): Promise<void>
}

/** `files`: text by plain file name. Fails with `file-failed`, for example where the disk is full. */
export function makeScratch(files: Readonly<Record<string, string>>): Promise<Result<Scratch>> {
  return tryFile('could not write to', os.tmpdir(), async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'forge-'))
    const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
    return { folder, remove }
  })
}
