import type { Result } from '../basics/result.ts'
import type { NoteFile } from '../notes/note-file.ts'

/** The notes. The folder adapter and Obsidian's adapter both keep these promises. */
export interface Vault {
  /** What the vault is called on this device (terminal: its folder). */
  readonly name: string
  /** Every `.md` file below a folder (dotfiles excluded), frontmatter only, sorted by path; empty where the folder is absent. */
  list(folder: string): Promise<readonly NoteFile[]>
  /** The whole text, byte for byte as UTF-8 (a BOM stays); null where there is no such note; fails where it is not UTF-8. */
  read(path: string): Promise<Result<string | null>>
  /** Makes a new note and its folders; fails with `note-exists` rather than overwrite. Atomic. */
  create(path: string, text: string): Promise<Result<void>>
  /**
   * Changes a note atomically. `change` gets the text as it reads now and gives the new one; it is pure, and may be called
   * again when somebody else wrote in between. Fails with `note-missing`, `note-changed`, or with what `change` fails with.
   * Gives the text as written.
   */
  edit(path: string, change: (text: string) => Result<string>): Promise<Result<string>>
  /** Moves a note to another folder under the same name; never overwrites. Links by file name stay true. */
  move(from: string, to: string): Promise<Result<void>>
  /** Puts a note into the trash (Obsidian's, or `.trash/` of the vault). */
  trash(path: string): Promise<Result<void>>
}
