import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { setImmediate as soon } from 'node:timers'
import spawn from 'cross-spawn'
import { toMessage } from '../basics/failure.ts'
import { enlist } from './leaving.ts'
import { RUN_MARK } from './process-list.ts'
import { stopTree } from './process-tree.ts'
import type { Tree } from './process-tree.ts'
import { after } from './timer.ts'
import { whyNotThrough } from './windows-shell.ts'

/** After the exit, output that is already on its way is read until it has been quiet for so long … */
const QUIET_MS = 250
/** … and no longer than this, because a grandchild may hold the pipe for ever. */
const HELD_LIMIT_MS = 2_000
const TIMEOUT_GRACE_MS = 1_000
const DEFAULT_MAX_CHARS = 4_000_000

export interface ProcessSpec {
  readonly command: string
  readonly args: readonly string[]
  /** Absolute path. */
  readonly cwd: string
  /** The whole environment; only the mark is added. */
  readonly env: Readonly<Record<string, string>>
  /** Written to stdin, which is then closed; null closes it at once. */
  readonly input: string | null
  /** Inherited by everything it starts, so that nothing can hide from `stop`. */
  readonly mark: string
  /** True keeps it in this process's group and session: it may ask at the terminal, and Ctrl-C there ends it too. */
  readonly sharesTerminal?: boolean
}

export interface ProcessExit {
  readonly code: number | null
  readonly signal: string | null
  /** Why it could not be started at all, or null. */
  readonly startError: string | null
}

export interface RunningProcess {
  readonly pid: number | null
  /** Settles within 2 s of the exit, with all output that had been written by then delivered. */
  readonly exited: Promise<ProcessExit>
  /** SIGTERM to the walked tree and every marked process, SIGKILL after the grace; resolves when nothing of it is alive. */
  stop(graceMs: number): Promise<void>
}

export interface Listener {
  stdout(text: string): void
  stderr(text: string): void
}

/** Starts a program, in a process group of its own where nothing else is said. Output arrives as text, never cut inside a character. */
export function startProcess(spec: ProcessSpec, on: Listener): RunningProcess {
  const child = launch(spec)
  if (typeof child === 'string') return notStarted(child)
  let gone = false
  let outputs = 0
  const count =
    (tell: (text: string) => void) =>
    (text: string): void => {
      outputs += 1
      tell(text)
    }
  listen(
    child.stdout,
    count((text) => on.stdout(text)),
  )
  listen(
    child.stderr,
    count((text) => on.stderr(text)),
  )
  feed(child, spec.input)
  const pid = child.pid ?? null
  child.once('exit', () => (gone = true))
  const tree = { root: pid, rootGone: () => gone, mark: spec.mark }
  const remember = (): (() => unknown) =>
    pid === null ? () => undefined : enlist({ pid, leadsGroup: isDetached(spec), mark: spec.mark, gone: () => gone })
  const exited = settled(child, spec.cwd, () => outputs)
  const forget = remember()
  // Not before whoever waits for the exit had a turn to stop what is left.
  void exited.then(() => soon(forget))
  return { pid, exited, stop: (graceMs) => stopRemembered(tree, graceMs, remember()) }
}

/** What is being stopped is not forgotten, though its root is gone. */
async function stopRemembered(tree: Tree, graceMs: number, forget: () => unknown): Promise<void> {
  try {
    await stopTree(tree, graceMs)
  } finally {
    forget()
  }
}

/** Runs a short command to its end. Keeps the last `maxChars` of each stream; after `timeoutMs`, or when it is stopped, nothing of it is left alive. */
export async function runProcess(
  spec: Omit<ProcessSpec, 'mark' | 'input'> & {
    readonly input?: string | null
    readonly timeoutMs: number
    readonly maxChars?: number
    readonly stop?: AbortSignal | null
  },
): Promise<ProcessExit & { readonly stdout: string; readonly stderr: string; readonly timedOut: boolean }> {
  const maxChars = spec.maxChars ?? DEFAULT_MAX_CHARS
  const stdout = keepEnd(maxChars)
  const stderr = keepEnd(maxChars)
  const running = startProcess({ ...spec, input: spec.input ?? null, mark: randomUUID() }, { stdout: stdout.add, stderr: stderr.add })
  let timedOut = false
  let stopped = Promise.resolve()
  const end = (): void => void (stopped = running.stop(TIMEOUT_GRACE_MS))
  const cancel = after(spec.timeoutMs, () => {
    timedOut = true
    end()
  })
  spec.stop?.addEventListener('abort', end, { once: true })
  if (spec.stop?.aborted === true) end()
  const exit = await running.exited
  cancel()
  spec.stop?.removeEventListener('abort', end)
  await stopped
  return { ...exit, stdout: stdout.text(), stderr: stderr.text(), timedOut }
}

function launch(spec: ProcessSpec): ChildProcessWithoutNullStreams | string {
  const windows = process.platform === 'win32'
  const refused = windows ? whyNotThrough(spec.command, spec.args) : null
  if (refused !== null) return refused
  try {
    // A spawn that cannot even begin (an argument that is too long, a zero byte) throws instead of telling an event.
    return spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: { ...spec.env, [RUN_MARK]: spec.mark },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: isDetached(spec),
      windowsHide: true,
      windowsVerbatimArguments: windows && spec.command.toLowerCase().endsWith('\\cmd.exe'),
    }) as ChildProcessWithoutNullStreams
  } catch (thrown) {
    const message = toMessage(thrown)
    return /E2BIG|ENAMETOOLONG/.test(message) ? `Its arguments are longer than this system takes (${message})` : message
  }
}

function isDetached({ sharesTerminal }: ProcessSpec): boolean {
  return process.platform !== 'win32' && sharesTerminal !== true
}

function notStarted(startError: string): RunningProcess {
  return { pid: null, exited: Promise.resolve({ code: null, signal: null, startError }), stop: () => Promise.resolve() }
}

function feed(child: ChildProcessWithoutNullStreams, input: string | null): void {
  // A program may end, or close its stdin, without reading the prompt.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input ?? '')
}

function listen(stream: NodeJS.ReadableStream, tell: (text: string) => void): void {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  stream.on('data', (bytes: Uint8Array) => {
    tell(decoder.decode(bytes, { stream: true }))
  })
  stream.on('end', () => {
    const rest = decoder.decode()
    if (rest !== '') tell(rest)
  })
  stream.on('error', () => undefined)
}

function settled(child: ChildProcessWithoutNullStreams, cwd: string, outputs: () => number): Promise<ProcessExit> {
  return new Promise((resolve) => {
    const finish = (exit: ProcessExit): void => {
      child.stdout.destroy()
      child.stderr.destroy()
      resolve(exit)
    }
    child.once('error', (error) => {
      finish({ code: null, signal: null, startError: startErrorOf(error, cwd) })
    })
    child.once('close', (code, signal) => {
      finish({ code, signal, startError: null })
    })
    child.once('exit', (code, signal) => {
      whenQuiet(outputs, Date.now() + HELD_LIMIT_MS, () => {
        finish({ code, signal, startError: null })
      })
    })
  })
}

/** Waits until no output came for a while. The look happens after pending reads, so that a busy loop does not pass for silence. */
function whenQuiet(outputs: () => number, until: number, then: () => void): void {
  const before = outputs()
  after(QUIET_MS, () => {
    soon(() => {
      if (outputs() === before || Date.now() > until) then()
      else whenQuiet(outputs, until, then)
    })
  })
}

function startErrorOf(error: Error, cwd: string): string {
  return existsSync(cwd) ? error.message : `The folder ${cwd} is not there`
}

/** The end of a text that arrives in pieces, with bounded memory. */
function keepEnd(maxChars: number): { readonly add: (text: string) => void; readonly text: () => string } {
  let kept = ''
  return {
    add: (text) => {
      kept += text
      if (kept.length > maxChars * 2) kept = kept.slice(-maxChars)
    },
    text: () => kept.slice(-maxChars),
  }
}
