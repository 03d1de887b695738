/** One Markdown note as a listing of the vault shows it. Paths are relative to the vault, with `/`. */
export interface NoteFile {
  readonly path: string
  /** The parsed frontmatter, `{}` where there is none. */
  readonly keys: Readonly<Record<string, unknown>>
  /** Why the frontmatter could not be read, or null. `keys` is `{}` then. */
  readonly broken: string | null
}
