import { normalizePath, TFile, TFolder, type App, type CachedMetadata } from 'obsidian'
import { toMessage, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { decodeStrict } from '../basics/utf8.ts'
import type { NoteFile } from '../notes/note-file.ts'
import type { Vault } from '../vault/vault.ts'
import { keysAsWritten, keysOf, rememberWrite, type NoteKeys } from './own-writes.ts'
import { fileFailed, inTheWay, missing, nameTaken } from './vault-failures.ts'

/** What a file without indexed frontmatter holds, read once for each state of the metadata cache. */
const unindexed = new WeakMap<CachedMetadata, NoteKeys>()

/**
 * The vault port over Obsidian: keys from the metadata cache, writes through `vault.process`, never a scan of what is not Forge's.
 * A byte order mark stays where Obsidian hands it out; what an open editor has not saved yet is Obsidian's to merge.
 */
export class ObsidianVault implements Vault {
  readonly name: string

  constructor(private readonly app: App) {
    this.name = app.vault.getName()
  }

  async list(folder: string): Promise<readonly NoteFile[]> {
    const root = this.app.vault.getFolderByPath(normalizePath(folder))
    const notes = await Promise.all((root === null ? [] : notesBelow(root)).map((file) => this.noteFile(file)))
    return notes.sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  async read(path: string): Promise<Result<string | null>> {
    const file = this.file(path)
    if (file === null) return ok(null)
    const text = await this.attempt(path, () => this.app.vault.read(file))
    if (!text.ok) return text.error.code === 'note-missing' ? ok(null) : text
    const fault = text.value.includes(UNREADABLE) ? await this.notUtf8(file) : null
    return fault === null ? text : failed(fault)
  }

  async create(path: string, text: string): Promise<Result<void>> {
    const clean = normalizePath(path)
    const folders = await this.makeFolders(clean)
    if (!folders.ok) return folders
    // The disk knows of files that are not indexed yet, and of names that differ only by case.
    if (await this.isTaken(clean)) return failed(nameTaken(clean))
    const whole = wellFormed(text)
    try {
      rememberWrite(await this.app.vault.create(clean, whole), whole)
      return ok(undefined)
    } catch (thrown) {
      return failed(isAboutTakenName(thrown) ? nameTaken(clean) : fileFailed(clean, thrown))
    }
  }

  async edit(path: string, change: Change): Promise<Result<string>> {
    const file = this.file(path)
    return file === null ? failed(missing(path)) : this.process(file, change, false)
  }

  async move(from: string, to: string): Promise<Result<void>> {
    const file = this.file(from)
    if (file === null) return failed(missing(from))
    const clean = normalizePath(to)
    const folders = await this.makeFolders(clean)
    if (!folders.ok) return folders
    if (await this.isTaken(clean)) return failed(nameTaken(clean))
    return this.attempt(from, () => this.app.vault.rename(file, clean))
  }

  async trash(path: string): Promise<Result<void>> {
    const file = this.file(path)
    return file === null ? failed(missing(path)) : this.attempt(path, () => this.app.fileManager.trashFile(file))
  }

  /** The keys of a note: as this window wrote them, else as the metadata cache has them, else as the file says. */
  async noteFile(file: TFile): Promise<NoteFile> {
    const own = await keysAsWritten(file)
    if (own !== null) return { path: file.path, ...own }
    const cache = this.app.metadataCache.getFileCache(file)
    if (cache?.frontmatter !== undefined) return { path: file.path, keys: cache.frontmatter, broken: null }
    return { path: file.path, ...(await this.unindexedKeys(file, cache)) }
  }

  /** The cache says nothing of frontmatter where there is none, where it cannot be parsed, and where it has not looked yet. */
  private async unindexedKeys(file: TFile, cache: CachedMetadata | null): Promise<NoteKeys> {
    const known = cache === null ? undefined : unindexed.get(cache)
    if (known !== undefined) return known
    try {
      const keys = keysOf(await this.app.vault.cachedRead(file))
      if (cache !== null) unindexed.set(cache, keys)
      return keys
    } catch (thrown) {
      return { keys: {}, broken: `The file cannot be read: ${toMessage(thrown)}` }
    }
  }

  private async process(file: TFile, change: Change, isUtf8: boolean): Promise<Result<string>> {
    try {
      const written = await this.app.vault.process(file, (text) => {
        if (!isUtf8 && text.includes(UNREADABLE)) throw new Held(() => this.processUtf8(file, change))
        return changedText(text, change)
      })
      rememberWrite(file, written)
      return ok(written)
    } catch (thrown) {
      return thrown instanceof Held ? thrown.instead() : failed(await this.whatFailed(file.path, thrown))
    }
  }

  private async processUtf8(file: TFile, change: Change): Promise<Result<string>> {
    const fault = await this.notUtf8(file)
    return fault === null ? this.process(file, change, true) : failed(fault)
  }

  /** Obsidian reads bytes that are no UTF-8 as U+FFFD; writing that back would destroy them. */
  private async notUtf8(file: TFile): Promise<Failure | null> {
    const bytes = await this.attempt(file.path, () => this.app.vault.readBinary(file))
    const text = bytes.ok ? decodeStrict(file.path, new Uint8Array(bytes.value)) : bytes
    return text.ok ? null : text.error
  }

  private async makeFolders(path: string): Promise<Result<void>> {
    const parts = path.split('/').slice(0, -1)
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const made = await this.makeFolder(parts.slice(0, depth).join('/'))
      if (!made.ok) return made
    }
    return ok(undefined)
  }

  private async makeFolder(folder: string): Promise<Result<void>> {
    const { vault } = this.app
    const there = vault.getAbstractFileByPath(folder)
    if (there !== null) return there instanceof TFolder ? ok(undefined) : failed(inTheWay(folder))
    try {
      await vault.createFolder(folder)
      return ok(undefined)
    } catch (thrown) {
      const stat = await vault.adapter.stat(folder)
      // Somebody else has made it in the meantime, or sync has and it is not indexed yet.
      if (stat?.type === 'folder' && !this.isSpelledOtherwise(folder)) return ok(undefined)
      return failed((await vault.adapter.exists(folder)) ? inTheWay(folder) : fileFailed(folder, thrown))
    }
  }

  /** Many disks take `Forge` and `forge` for one folder; Obsidian's index does not. */
  private isSpelledOtherwise(folder: string): boolean {
    const { vault } = this.app
    const parent = vault.getFolderByPath(folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) ?? vault.getRoot()
    return parent.children.some(({ path }) => path !== folder && path.toLowerCase() === folder.toLowerCase())
  }

  private file(path: string): TFile | null {
    return this.app.vault.getFileByPath(normalizePath(path))
  }

  private async isTaken(path: string): Promise<boolean> {
    return this.app.vault.getAbstractFileByPath(path) !== null || (await this.app.vault.adapter.exists(path))
  }

  private async attempt<T>(path: string, action: () => Promise<T>): Promise<Result<T>> {
    try {
      return ok(await action())
    } catch (thrown) {
      return failed(await this.whatFailed(path, thrown))
    }
  }

  /** A note may go away between the look and the deed. */
  private async whatFailed(path: string, thrown: unknown): Promise<Failure> {
    const isThere = await this.app.vault.adapter.exists(normalizePath(path))
    return isThere ? fileFailed(path, thrown) : missing(path)
  }
}

type Change = (text: string) => Result<string>

/** Thrown inside `vault.process`, which then writes nothing. */
class Held extends Error {
  constructor(readonly instead: () => Promise<Result<string>>) {
    super('Nothing is written.')
  }
}

const UNREADABLE = '\ufffd'

function changedText(text: string, change: Change): string {
  const changed = changeOrThrow(text, change)
  if (!changed.ok || changed.value === text) throw new Held(() => Promise.resolve(changed))
  return wellFormed(changed.value)
}

/** A bug in `change` goes on as what it is, and is not taken for trouble with the file. */
function changeOrThrow(text: string, change: Change): Result<string> {
  try {
    return change(text)
  } catch (bug) {
    throw new Held(() => Promise.reject(bug instanceof Error ? bug : new Error(String(bug))))
  }
}

/** As UTF-8 will hold it. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, UNREADABLE)
}

function notesBelow(folder: TFolder): readonly TFile[] {
  return folder.children.flatMap((child) => {
    if (child instanceof TFolder) return notesBelow(child)
    return child instanceof TFile && child.extension === 'md' ? [child] : []
  })
}

function isAboutTakenName(thrown: unknown): boolean {
  return /already exists/i.test(toMessage(thrown))
}
