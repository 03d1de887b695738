import { failure } from '../basics/failure.ts'
import type { Failure, FailureCode } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { runWhole } from '../node/run-whole.ts'
import { gitEnvironment } from './git-environment.ts'

/** A command that shows no sign of life for so long is ended; hooks and filters may take their time. */
const SILENT_LIMIT_MS = 15 * 60_000
const MESSAGE_CHARS = 600
const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null']
const NO_MONITOR = ['-c', 'core.fsmonitor=false']

export interface GitRun {
  /** Below 0 where git could not be started or was ended by a signal. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface GitCall {
  /** Written to stdin; it is closed in any case. */
  readonly input?: string
  /** On top of the person's environment. */
  readonly env?: Readonly<Record<string, string>>
  /** True lets the repository's hooks run. */
  readonly hooks?: boolean
}

/** Git in one folder. No hooks (unless a call asks for them), no file monitor, no pager, no prompt, no optional locks. */
export interface Git {
  readonly folder: string
  at(folder: string): Git
  /** Never rejects: a command that fails gives its code. */
  run(args: readonly string[], call?: GitCall): Promise<GitRun>
}

/** `silentMs`: how long a command may show no sign of life. */
export function openGit(folder: string, env: Readonly<Record<string, string>>, silentMs = SILENT_LIMIT_MS): Git {
  const base = gitEnvironment(env)
  return {
    folder,
    at: (other) => openGit(other, env, silentMs),
    run: (args, call = {}) => runGit(folder, args, { ...base, ...call.env }, call, silentMs),
  }
}

async function runGit(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  call: GitCall,
  silentMs: number,
): Promise<GitRun> {
  const settings = call.hooks === true ? NO_MONITOR : [...NO_MONITOR, ...NO_HOOKS]
  // In the terminal's session, because signing may ask for a passphrase there.
  const spec = { command: 'git', args: [...settings, ...args], cwd: folder, env, input: call.input ?? null, sharesTerminal: true }
  const { code, stdout, stderr, startError, cut } = await runWhole(spec, silentMs)
  const trouble = startError ?? cut
  return trouble === null ? { code: code ?? -1, stdout, stderr } : { code: -1, stdout, stderr: `${stderr}${trouble}` }
}

/** The output without its last line feed. */
export async function gitText(git: Git, args: readonly string[], call?: GitCall): Promise<Result<string>> {
  const run = await git.run(args, call)
  return run.code === 0 ? ok(run.stdout.replace(/\n$/, '')) : failed(gitFailure(`Git could not ${args[0] ?? 'run'}`, run))
}

/** Output of a `-z` command as its parts. */
export function zeroSeparated(output: string): readonly string[] {
  return output.split('\0').filter((part) => part !== '')
}

export function gitFailure(
  what: string,
  run: GitRun,
  next = 'Put right what git says, then run the same command again.',
  code: FailureCode = 'git-failed',
): Failure {
  return failure(code, `${what}.`, messageOf(run), next)
}

/** What git said, at most so long that a person reads it. */
export function messageOf(run: GitRun): string {
  const said = (run.stderr.trim() || run.stdout.trim()).slice(-MESSAGE_CHARS)
  return said === '' ? `Git ended with code ${String(run.code)} and said nothing.` : said
}
