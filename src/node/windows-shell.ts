/** What cmd.exe takes in one line. */
const MOST_CHARS = 8_191

/** Why a `.cmd` that nobody could see through must not be handed these arguments; null where it may. */
export function whyNotThrough(command: string, args: readonly string[]): string | null {
  if (!/\.(?:cmd|bat)$/i.test(command)) return null
  const isLong = args.reduce((sum, one) => sum + one.length + 3, command.length) > MOST_CHARS
  if (!isLong && !args.some((one) => /[\r\n]/.test(one))) return null
  return `The Windows shell that reads ${command} takes no line breaks and ${String(MOST_CHARS)} characters at most; name the program itself in \`path\``
}
