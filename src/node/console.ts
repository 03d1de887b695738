import { endAllNow } from './leaving.ts'

/** The process's own streams and signals, for the terminal face only. */
export interface Streams {
  stdout(text: string): void
  stderr(text: string): void
  readonly interactive: boolean
  readonly columns: number
  readonly colour: boolean
}

const DEFAULT_COLUMNS = 80

/** Interactive only where a person sits at both ends: stdin, stdout and stderr are terminals and CI is not set. */
export function openStreams(env: Readonly<Record<string, string>>): Streams {
  const { stdin, stdout, stderr } = process
  // A reader that goes away early (`forge status | head`), or a terminal that is closed, is no failure of ours.
  for (const stream of [stdin, stdout, stderr]) stream.on('error', ignoreGoneAway)
  return {
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    interactive: stdin.isTTY && stdout.isTTY && stderr.isTTY && env['CI'] === undefined,
    columns: stderr.columns || DEFAULT_COLUMNS,
    colour: stdout.isTTY && env['NO_COLOR'] === undefined,
  }
}

function ignoreGoneAway(thrown: NodeJS.ErrnoException): void {
  if (thrown.code !== 'EPIPE' && thrown.code !== 'EIO') throw thrown
}

export function argumentsOfProcess(): readonly string[] {
  return process.argv.slice(2)
}

/** Leaves as soon as everything is written. It does not wait for timers: a library's own may run on for seconds after the work is done. */
export async function leaveWith(code: number): Promise<void> {
  process.exitCode = code
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  process.exit()
}

/** A reader that has gone away counts as served. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve())
  })
}

/** All of stdin, to its end. */
export async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}

/**
 * Calls `stop` at the first Ctrl-C, hang-up or request to end; a second one leaves at once. However this program leaves, also by a bug,
 * what it started ends with it.
 */
export function onStopSignal(stop: () => void): void {
  let asked = false
  process.on('exit', endAllNow)
  const onSignal = (): void => {
    if (asked) process.exit(EXIT_CANCELLED)
    asked = true
    stop()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
}

const EXIT_CANCELLED = 130

/** The Node that runs this command, absolute. */
export function nodeProgram(): string {
  return process.execPath
}
