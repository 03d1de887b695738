import { appendFile, lstat, readdir, readFile, realpath, rename as renameFile, rm, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import { ok, type Result } from '../basics/result.ts'
import { decodeStrict } from '../basics/utf8.ts'
import { errorCode, tryFile } from './file-failure.ts'

export type Bytes = Uint8Array

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970, with fractions. */
  readonly changedMs: number
  readonly inode: number
  readonly device: number
}

/** The text of a file; bytes that are no UTF-8 show as U+FFFD, a BOM stays. null where there is no such file. */
export async function readText(file: string): Promise<Result<string | null>> {
  const bytes = await readBytes(file)
  if (!bytes.ok || bytes.value === null) return bytes.ok ? ok(null) : bytes
  return ok(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.value))
}

/** The text of a file; fails with `bad-note` where it is no UTF-8. A BOM stays. null where there is no such file. */
export async function readTextStrictUtf8(file: string): Promise<Result<string | null>> {
  const bytes = await readBytes(file)
  if (!bytes.ok || bytes.value === null) return bytes.ok ? ok(null) : bytes
  return decodeStrict(file, bytes.value)
}

/** null where there is no such file. */
export async function readBytes(file: string): Promise<Result<Bytes | null>> {
  return tryFile('could not read', file, () => unlessAbsent(() => readFile(file)))
}

/** What is at a path (a link is told as a link), or null. */
export async function statOf(file: string): Promise<Result<FileStat | null>> {
  return tryFile('could not look at', file, () =>
    unlessAbsent(async () => {
      const found = await lstat(file)
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : found.isSymbolicLink() ? 'link' : 'other'
      return { kind, size: found.size, changedMs: found.mtimeMs, inode: found.ino, device: found.dev } as const
    }),
  )
}

/** True where a path leads to something; false also where that cannot be told. */
export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

/** True where a path leads to a folder, through links too. */
export async function isFolder(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** Bytes that are left for this user on the disk of a folder, or of the nearest one above it that is there; null where nobody tells. */
export async function freeBytes(folder: string): Promise<number | null> {
  const found = await statfs(folder).catch(() => null)
  if (found === null) return path.dirname(folder) === folder ? null : freeBytes(path.dirname(folder))
  // Some network disks tell of no blocks at all.
  return found.blocks === 0 ? null : found.bavail * found.bsize
}

/** The path with every link followed, or null where it leads nowhere. */
export async function realPath(file: string): Promise<string | null> {
  return realpath(file).catch(() => null)
}

/** Names in a folder, sorted; empty where it is absent. */
export async function listNames(folder: string): Promise<Result<readonly string[]>> {
  return tryFile('could not list', folder, async () => ((await unlessAbsent(() => readdir(folder))) ?? []).sort())
}

/** Removes one file; nothing where it is absent. */
export async function removeFile(file: string): Promise<Result<void>> {
  return tryFile('could not remove', file, () => rm(file, { force: true }))
}

/** Removes a folder with all that is in it; nothing where it is absent. */
export async function removeFolder(folder: string): Promise<Result<void>> {
  return tryFile('could not remove', folder, () => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
}

/** Takes the place of what is at `to`. */
export async function rename(from: string, to: string): Promise<Result<void>> {
  return tryFile('could not move', `${from} to ${to}`, () => renameFile(from, to))
}

/** Adds a line, in one write; `text` has no line break of its own at its end. */
export async function appendLine(file: string, text: string): Promise<Result<void>> {
  return tryFile('could not write', file, () => appendFile(file, `${text}\n`))
}

async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(thrown) ?? '')) return null
    throw thrown
  }
}
