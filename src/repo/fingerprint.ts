import { listNames, readBytes, statOf } from '../node/files.ts'
import { join } from '../node/paths.ts'
import { sha256 } from './digest.ts'

/** Larger files are told apart by size and time of change: reading them would take too long. */
const HASHED_BYTES = 256_000
/** Open at once; a system allows a process only so many. */
const BATCH_FILES = 64
const MAX_DEPTH = 4
/** The mark of a file that is not there. */
export const ABSENT = 'absent'

/** Every file below a path (or the file itself) with a hash of its content; empty where nothing is there. */
export async function fingerprint(path: string, depth = 0): Promise<ReadonlyMap<string, string>> {
  const found = await statOf(path)
  if (!found.ok) return new Map([[path, 'unreadable']])
  if (found.value === null) return new Map()
  if (found.value.kind !== 'folder' || depth > MAX_DEPTH) return new Map([[path, await fileMark(path)]])
  const names = await listNames(path)
  const below = await Promise.all((names.ok ? names.value : []).map((name) => fingerprint(join(path, name), depth + 1)))
  return new Map(below.flatMap((files) => [...files]))
}

/** Marks of many files, each by its path below the folder as it was given. */
export async function fileMarks(folder: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const marks = new Map<string, string>()
  for (let at = 0; at < paths.length; at += BATCH_FILES) {
    const batch = paths.slice(at, at + BATCH_FILES)
    const found = await Promise.all(batch.map((path) => fileMark(join(folder, path))))
    batch.forEach((path, index) => marks.set(path, found[index] ?? ''))
  }
  return marks
}

/** Tells one content of a file from another; `ABSENT` where it is not there. */
async function fileMark(path: string): Promise<string> {
  const found = await statOf(path)
  if (!found.ok || found.value === null) return found.ok ? ABSENT : 'unreadable'
  const { kind, size, changedMs } = found.value
  if (kind !== 'file' || size > HASHED_BYTES) return `${kind} ${String(size)} ${String(changedMs)}`
  const bytes = await readBytes(path)
  if (!bytes.ok || bytes.value === null) return 'unreadable'
  return sha256(bytes.value)
}

/** The paths that came, went or changed from one fingerprint to another. */
export function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()])
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort()
}
