/** How a command that a person wrote as one line is handed to the system's shell, which is named by its absolute path. */
export function shellCommand(text: string): { readonly command: string; readonly args: readonly string[] } {
  if (process.platform !== 'win32') return { command: '/bin/sh', args: ['-c', text] }
  // cmd.exe strips the outer quotes itself (/s); startProcess hands its arguments over untouched.
  return { command: `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\cmd.exe`, args: ['/d', '/s', '/c', `"${text}"`] }
}
