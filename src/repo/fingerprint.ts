import { listNames, readBytes, statOf } from '../node/files.ts'
import { join } from '../node/paths.ts'
import { sha256 } from './digest.ts'

/** Larger files are told apart by size and time of change: reading them would take too long. */
const HASHED_BYTES = 4_000_000
const MAX_DEPTH = 4

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

/** Tells one content of a file from another; 'absent' where it is not there. */
export async function fileMark(path: string): Promise<string> {
  const found = await statOf(path)
  if (!found.ok || found.value === null) return found.ok ? 'absent' : 'unreadable'
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
