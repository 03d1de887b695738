import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { decodeStrict } from '../basics/utf8.ts'
import { createExclusive, moveExclusive, removeLeftovers, replaceIfSame } from '../node/atomic.ts'
import { cacheFolder } from '../node/environment.ts'
import { isFolder, readBytes, realPath } from '../node/files.ts'
import { basename, dirname, join, resolve } from '../node/paths.ts'
import type { NoteFile } from '../notes/note-file.ts'
import { NoteIndex } from './note-index.ts'
import { NoteTurns } from './note-turns.ts'
import { locate } from './vault-path.ts'
import type { Vault } from './vault.ts'

/** So many times a write begins again because another program wrote in between. */
const EDIT_TRIES = 8
const TRASH = '.trash'

/** The vault in a folder. Fails with `no-vault` where there is no such folder. `locksAt`: where this device keeps the locks of writes. */
export async function openFolderVault(folder: string, locksAt = join(cacheFolder(), 'note-locks')): Promise<Result<Vault>> {
  const name = resolve(folder)
  const root = await realPath(name)
  if (root === null || !(await isFolder(root))) return failed(noVault(name))
  return ok(new FolderVault(name, root, locksAt))
}

class FolderVault implements Vault {
  readonly name: string
  private readonly root: string
  private readonly index: NoteIndex
  private readonly turns: NoteTurns
  private readonly swept = new Set<string>()

  constructor(name: string, root: string, locksAt: string) {
    this.name = name
    this.root = root
    this.index = new NoteIndex(root)
    this.turns = new NoteTurns(locksAt)
  }

  async list(folder: string): Promise<readonly NoteFile[]> {
    return Promise.resolve(this.index.list(folder))
  }

  async read(path: string): Promise<Result<string | null>> {
    const file = await locate(this.root, path)
    if (!file.ok) return file
    const bytes = await readBytes(file.value)
    if (!bytes.ok || bytes.value === null) return bytes.ok ? ok(null) : bytes
    return decodeStrict(path, bytes.value)
  }

  async create(path: string, text: string): Promise<Result<void>> {
    const file = await locate(this.root, path)
    if (!file.ok) return file
    await this.sweep(dirname(file.value))
    return this.turns.take(file.value, () => createExclusive(file.value, text))
  }

  async edit(path: string, change: (text: string) => Result<string>): Promise<Result<string>> {
    const file = await locate(this.root, path)
    if (!file.ok) return file
    await this.sweep(dirname(file.value))
    return this.turns.take(file.value, () => editFile(path, file.value, change))
  }

  async move(from: string, to: string): Promise<Result<void>> {
    const source = await locate(this.root, from)
    if (!source.ok) return source
    const target = await locate(this.root, to)
    if (!target.ok) return target
    return this.turns.take(source.value, () => moveFile(from, source.value, target.value))
  }

  async trash(path: string): Promise<Result<void>> {
    const file = await locate(this.root, path)
    if (!file.ok) return file
    return this.turns.take(file.value, () => this.trashFile(path, file.value))
  }

  private async trashFile(path: string, file: string): Promise<Result<void>> {
    const stem = basename(file, '.md')
    for (let n = 1; ; n += 1) {
      const target = await locate(this.root, `${TRASH}/${n === 1 ? stem : `${stem} ${String(n)}`}.md`)
      if (!target.ok) return target
      const moved = await moveFile(path, file, target.value)
      if (moved.ok || moved.error.code !== 'note-exists') return moved
    }
  }

  /** Once per folder: writes of processes that were killed leave dotfiles behind. */
  private async sweep(folder: string): Promise<void> {
    if (this.swept.has(folder)) return
    this.swept.add(folder)
    await removeLeftovers(folder)
  }
}

async function editFile(path: string, file: string, change: (text: string) => Result<string>): Promise<Result<string>> {
  for (let tries = 1; tries <= EDIT_TRIES; tries += 1) {
    const bytes = await readBytes(file)
    if (!bytes.ok) return bytes
    if (bytes.value === null) return failed(missing(path))
    const text = decodeStrict(path, bytes.value)
    if (!text.ok) return text
    const changed = change(text.value)
    if (!changed.ok || changed.value === text.value) return changed
    const written = await replaceIfSame(file, bytes.value, changed.value)
    if (!written.ok) return written
    if (written.value) return ok(wellFormed(changed.value))
  }
  return failed(keepsChanging(path))
}

async function moveFile(path: string, from: string, to: string): Promise<Result<void>> {
  const there = await realPath(from)
  return there === null ? failed(missing(path)) : moveExclusive(from, to)
}

/** As UTF-8 holds it: half a surrogate pair becomes U+FFFD. */
function wellFormed(text: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text))
}

function noVault(folder: string): Failure {
  const next = 'Connect the drive it is on, or link another folder with `forge init --vault DIR --repo DIR`.'
  return failure('no-vault', `There is no vault at ${folder}.`, 'The folder is not there.', next)
}

function missing(path: string): Failure {
  return failure(
    'note-missing',
    `The note ${path} is not there.`,
    'It was moved, renamed or deleted.',
    'Put it back, or run `forge status` to see what there is.',
  )
}

function keepsChanging(path: string): Failure {
  const why = 'Another program wrote it every time Forge was about to write.'
  return failure('note-changed', `Forge could not change ${path}.`, why, 'Wait until sync has finished and run the command again.')
}
