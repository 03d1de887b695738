import { normalizePath, TFile, TFolder, type App } from 'obsidian'
import { failure, toMessage, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import type { NoteFile } from '../notes/note-file.ts'
import type { Vault } from '../vault/vault.ts'

/** The vault port over Obsidian: reads through the metadata cache, writes through `vault.process`, never scans what is not Forge's. */
export class ObsidianVault implements Vault {
  readonly name: string

  constructor(private readonly app: App) {
    this.name = app.vault.getName()
  }

  list(folder: string): Promise<readonly NoteFile[]> {
    const root = this.app.vault.getFolderByPath(normalizePath(folder))
    const files = root === null ? [] : notesBelow(root)
    return Promise.resolve(files.map((file) => this.noteFile(file)).sort((a, b) => (a.path < b.path ? -1 : 1)))
  }

  async read(path: string): Promise<Result<string | null>> {
    const file = this.app.vault.getFileByPath(normalizePath(path))
    if (file === null) return ok(null)
    return attempt(path, () => this.app.vault.read(file))
  }

  async create(path: string, text: string): Promise<Result<void>> {
    const clean = normalizePath(path)
    if (this.app.vault.getAbstractFileByPath(clean) !== null) return failed(nameTaken(clean))
    return attempt(clean, async () => {
      await this.makeFolders(clean)
      await this.app.vault.create(clean, text)
    })
  }

  async edit(path: string, change: (text: string) => Result<string>): Promise<Result<string>> {
    const file = this.app.vault.getFileByPath(normalizePath(path))
    if (file === null) return failed(missing(path))
    const outcome: { refused: Failure | null } = { refused: null }
    const written = await attempt(path, () =>
      this.app.vault.process(file, (text) => {
        const changed = change(text)
        outcome.refused = changed.ok ? null : changed.error
        return changed.ok ? changed.value : text
      }),
    )
    return outcome.refused === null ? written : failed(outcome.refused)
  }

  async move(from: string, to: string): Promise<Result<void>> {
    const file = this.app.vault.getFileByPath(normalizePath(from))
    const clean = normalizePath(to)
    if (file === null) return failed(missing(from))
    if (this.app.vault.getAbstractFileByPath(clean) !== null) return failed(nameTaken(clean))
    return attempt(from, async () => {
      await this.makeFolders(clean)
      await this.app.vault.rename(file, clean)
    })
  }

  async trash(path: string): Promise<Result<void>> {
    const file = this.app.vault.getFileByPath(normalizePath(path))
    return file === null ? failed(missing(path)) : attempt(path, () => this.app.fileManager.trashFile(file))
  }

  /** The keys of a note as the metadata cache has them. */
  noteFile(file: TFile): NoteFile {
    return { path: file.path, keys: this.app.metadataCache.getFileCache(file)?.frontmatter ?? {}, broken: null }
  }

  private async makeFolders(path: string): Promise<void> {
    const parts = path.split('/').slice(0, -1)
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('/')
      if (this.app.vault.getFolderByPath(folder) === null) await this.app.vault.createFolder(folder)
    }
  }
}

function notesBelow(folder: TFolder): readonly TFile[] {
  return folder.children.flatMap((child) => {
    if (child instanceof TFolder) return notesBelow(child)
    return child instanceof TFile && child.extension === 'md' ? [child] : []
  })
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await action())
  } catch (thrown) {
    return failed(
      failure(
        'file-failed',
        `${path} could not be read or written.`,
        toMessage(thrown),
        'Check that the note is there and the disk is not full, then try again.',
      ),
    )
  }
}

function missing(path: string): Failure {
  return failure('note-missing', `${path} is gone.`, 'It was moved or deleted.', 'Restore it from the trash or from sync, then try again.')
}

function nameTaken(path: string): Failure {
  return failure('note-exists', `${path} is there already.`, 'Forge never overwrites a note.', 'Move or rename that note, then try again.')
}
