/** A command that can be named exactly to a CLI: no pattern character that would allow more, no line end. */
export function isExact(command: string): boolean {
  return !/[*?()[\]\r\n]/.test(command)
}

/** A regular expression, matched against a JSON object from the start of the command on: this command and not a character more. */
export function shellPattern(command: string): string {
  return `${JSON.stringify(command)
    .slice(1)
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`
}
