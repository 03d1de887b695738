export interface OutlineHeading {
  /** Its Markdown. */
  readonly source: string
  readonly depth: number
  readonly start: number
  /** The end of its last line. */
  readonly end: number
}

/** What the block id of every option of a question starts with, after a space; an escaped one in agent text is none. */
export const QUESTION_MARK = /[ \t]\^q-/

/** The blocks of a body that structure it; none of them is inside code, raw HTML or another block. */
export interface Outline {
  readonly headings: readonly OutlineHeading[]
  readonly quotes: readonly { readonly start: number; readonly end: number }[]
  /** Where the bulleted items start whose first line has a question mark; items in quotes are left out. */
  readonly items: readonly number[]
  /** What closes the fence or the comment that is open at the end; null where none is. */
  readonly openEnd: string | null
}
