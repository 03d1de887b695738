import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

/** A folder that only this user can read, for files that a program must be given by path. */
export interface Scratch {
  readonly folder: string
  remove(): Promise<void>
}

/** `files`: text by plain file name. */
export async function makeScratch(files: Readonly<Record<string, string>>): Promise<Scratch> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'forge-'))
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
