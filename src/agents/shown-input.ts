/** What tells a person best what a tool does, whatever the CLI calls it. */
const KEYS = ['file_path', 'filePath', 'command', 'pattern', 'path', 'notebook_path', 'dir_path']

/** The one input of a tool that is shown; '' where none of them tells anything. */
export function shownInput(input: Readonly<Record<string, unknown>>): string {
  return KEYS.map((key) => input[key]).find((value) => typeof value === 'string') ?? ''
}
