import type { Said } from './kind.ts'
import type { FileChange } from './port.ts'

/** What a tool's input names a file by. */
const FILE_KEYS = ['file_path', 'filePath', 'notebook_path', 'path']
/** What tells a person best what a tool does, whatever the CLI calls it. */
const KEYS = ['file_path', 'filePath', 'command', 'pattern', 'path', 'notebook_path', 'dir_path', 'url', 'query']

type Input = Readonly<Record<string, unknown>>

/** What each tool that changes a file makes of it, by the tool's name. */
export type Changes = Readonly<Record<string, FileChange>>

/** The one input of a tool that is shown; '' where none of them tells anything. */
export function shownInput(input: Input): string {
  return textAt(input, KEYS) ?? ''
}

/** The change that a call is to make, should it come back well; none where the tool changes no file. */
export function changeBy(changes: Changes, tool: string, input: Input, call: string | null): readonly Said[] {
  const what = Object.hasOwn(changes, tool) ? changes[tool] : undefined
  const path = textAt(input, FILE_KEYS)
  return what === undefined || path === undefined ? [] : [{ type: 'change', path, what, call }]
}

function textAt(input: Input, keys: readonly string[]): string | undefined {
  return keys.map((key) => input[key]).find((value) => typeof value === 'string')
}
