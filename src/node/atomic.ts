import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync } from 'node:fs'
import { link, lstat, mkdir, open, readdir, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { errorCode, tryFile } from './file-failure.ts'
import type { Bytes } from './files.ts'
import { pause } from './timer.ts'

/** Half-written files carry these around a random part; being dotfiles, they are no notes. */
const TEMP_START = '.forge-'
const TEMP_END = '.tmp'
/** Another program (a virus scanner, a sync client) may hold a file for a moment; on Windows that refuses a rename. */
const BUSY_TRIES = 20
const BUSY_PAUSE_MS = 25
/** A write that is still under way is not older than this. */
const LEFTOVER_AGE_MS = 3_600_000

const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'EINVAL']

/** True for the name of a file that a write left behind when it was killed. */
function isLeftover(name: string): boolean {
  return name.startsWith(TEMP_START) && name.endsWith(TEMP_END)
}

/** The whole new text or the whole old one, whatever happens. Makes the folder; keeps the mode of a file that was there. */
export async function writeAtomic(file: string, text: string): Promise<Result<void>> {
  return withTemp('could not write', file, text, async (temp) => {
    await whenFree(() => {
      renameSync(temp, file)
    })
    return ok(undefined)
  })
}

/** As `writeAtomic`, but only where the file still holds `expected`; says whether it wrote. */
export async function replaceIfSame(file: string, expected: Bytes, text: string): Promise<Result<boolean>> {
  return withTemp('could not write', file, text, async (temp) => {
    let same = false
    await whenFree(() => {
      // Nothing else of this process runs between the look and the rename.
      same = holds(file, expected)
      if (same) renameSync(temp, file)
    })
    return ok(same)
  })
}

/** Makes a file that must not be there yet, with its whole text at once; fails with `note-exists`. Makes the folder. `durable`: outlives a power cut. */
export async function createExclusive(file: string, text: string, durable = true): Promise<Result<void>> {
  const create = async (temp: string): Promise<Result<void>> =>
    (await linkOrCreate(temp, file, text)) ? ok(undefined) : failed(taken(file))
  return withTemp('could not make', file, text, create, durable)
}

/** Removes what killed writes left in a folder more than an hour ago. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter(isLeftover)) {
    const file = path.join(folder, name)
    const found = await lstat(file).catch(() => null)
    if (found && Date.now() - found.mtimeMs > LEFTOVER_AGE_MS) await rm(file, { force: true }).catch(() => undefined)
  }
}

/** Moves a file to a name that must be free; fails with `note-exists`. A move that was killed half-way is completed. */
export async function moveExclusive(from: string, to: string): Promise<Result<void>> {
  const moved = await tryFile('could not move', from, async () => {
    await mkdir(path.dirname(to), { recursive: true })
    if (!(await linkOrRename(from, to))) return false
    await syncFolder(path.dirname(to))
    return true
  })
  if (!moved.ok) return moved
  return moved.value ? ok(undefined) : failed(taken(to))
}

function equalBytes(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

function holds(file: string, expected: Bytes): boolean {
  try {
    return equalBytes(readFileSync(file), expected)
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return false
    throw thrown
  }
}

function taken(file: string): Failure {
  return failure(
    'note-exists',
    `${file} is there already.`,
    'Forge never overwrites a note.',
    'Move or rename that file and run the command again.',
  )
}

async function withTemp<T>(
  what: string,
  file: string,
  text: string,
  use: (temp: string) => Promise<Result<T>>,
  durable = true,
): Promise<Result<T>> {
  const temp = path.join(path.dirname(file), `${TEMP_START}${randomUUID()}${TEMP_END}`)
  const done = await tryFile(what, file, async () => {
    try {
      await mkdir(path.dirname(file), { recursive: true })
      await writeTemp(temp, text, file, durable)
      return await use(temp)
    } finally {
      await rm(temp, { force: true }).catch(() => undefined)
    }
  })
  if (durable && done.ok && done.value.ok) await syncFolder(path.dirname(file))
  return done.ok ? done.value : done
}

async function writeTemp(temp: string, text: string, like: string, durable: boolean): Promise<void> {
  const old = await stat(like).catch(() => null)
  const handle = await open(temp, 'wx')
  try {
    await handle.writeFile(text, 'utf8')
    if (old) await resemble(handle, old)
    if (durable) await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A note that a person owns stays theirs, also when Forge runs as root. */
async function resemble(handle: FileHandle, old: { readonly mode: number; readonly uid: number; readonly gid: number }): Promise<void> {
  const made = await handle.stat()
  if (made.uid !== old.uid || made.gid !== old.gid) await handle.chown(old.uid, old.gid).catch(() => undefined)
  if (made.mode !== old.mode) await handle.chmod(old.mode & 0o7777)
}

/** False where `file` is taken. */
async function linkOrCreate(temp: string, file: string, text: string): Promise<boolean> {
  const linked = await tryLink(temp, file)
  if (linked !== 'no-links') return linked === 'linked'
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(text, 'utf8').finally(() => handle.close())
    return true
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return false
    throw thrown
  }
}

/** False where `to` is taken by another file. */
async function linkOrRename(from: string, to: string): Promise<boolean> {
  const linked = await tryLink(from, to)
  if (linked === 'taken' && !(await isSameFile(from, to))) return false
  if (linked === 'no-links') await rename(from, to)
  else await rm(from)
  return true
}

async function tryLink(from: string, to: string): Promise<'linked' | 'taken' | 'no-links'> {
  try {
    await link(from, to)
    return 'linked'
  } catch (thrown) {
    const code = errorCode(thrown) ?? ''
    if (code === 'EEXIST') return 'taken'
    if (!NO_LINKS.includes(code)) throw thrown
    // A disk without hard links (exFAT, some network drives): the look before the act is the best there is.
    return (await lstat(to).catch(() => null)) === null ? 'no-links' : 'taken'
  }
}

/** One file under two names. */
async function isSameFile(a: string, b: string): Promise<boolean> {
  if ((await realpath(a)) === (await realpath(b))) return false
  const [one, other] = await Promise.all([lstat(a, { bigint: true }), lstat(b, { bigint: true })])
  return one.ino !== 0n && one.ino === other.ino && one.dev === other.dev && one.nlink > 1n
}

async function whenFree(act: () => void): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      act()
      return
    } catch (thrown) {
      const code = errorCode(thrown) ?? ''
      const busy = code === 'EBUSY' || (process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES'))
      if (!busy || tries === BUSY_TRIES) throw thrown
      await pause(BUSY_PAUSE_MS)
    }
  }
}

/** Makes a new name last through a power cut where the system can. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
