import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ok, type Result } from '../basics/result.ts'
import { cacheFolder } from './environment.ts'
import { tryFile } from './file-failure.ts'

/** What the system appends to a name to make it one of its own. */
const SUFFIX_CHARS = 6

/** A folder that only this user can read, for files that a program must be given by path. */
export interface Scratch {
  /** '' where there are no files, for then there is no folder. */
  readonly folder: string
  readonly remove: () => Promise<void>
}

/** `files`: text by plain file name. `runId` names the folder. Fails with `file-failed`, for example where the disk is full. */
export async function makeScratch(runId: string, files: Readonly<Record<string, string>>): Promise<Result<Scratch>> {
  if (Object.keys(files).length === 0) return ok({ folder: '', remove: () => Promise.resolve() })
  const root = scratchRoot()
  return tryFile('could not write to', root, async () => {
    await mkdir(root, { recursive: true, mode: 0o700 })
    const folder = await mkdtemp(path.join(root, prefixOf(runId)))
    const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
    return { folder, remove }
  })
}

/** Removes what a killed run left; somebody else's folder of such a name stays. */
export async function clearScratch(runId: string): Promise<void> {
  const prefix = prefixOf(runId)
  const root = scratchRoot()
  const names = await readdir(root).catch(() => [])
  const left = names.filter((name) => name.startsWith(prefix) && name.length === prefix.length + SUFFIX_CHARS)
  await Promise.all(left.map((name) => rm(path.join(root, name), { recursive: true, force: true }).catch(() => undefined)))
}

/** Not the system's folder for temporary files: some programs take no settings from below a folder that everybody may write to. */
function scratchRoot(): string {
  return path.join(cacheFolder(), 'scratch')
}

function prefixOf(runId: string): string {
  return `forge-${runId}-`
}
