import { failure } from '../basics/failure.ts'
import type { Failure, FailureCode } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { runWhole } from '../node/run-whole.ts'
import { gitEnvironment } from './git-environment.ts'

/** A command that shows no sign of life for so long is ended; hooks and filters may take their time. */
const SILENT_LIMIT_MS = 15 * 60_000
/** After Stop a command has so long to finish: what it does may be half of something, or clear up after the run. */
const STOPPED_LIMIT_MS = 30_000
const MESSAGE_CHARS = 600
const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null']
const NO_MONITOR = ['-c', 'core.fsmonitor=false']

export interface GitRun {
  /** Below 0 where git could not be started or was ended by a signal. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** It was ended because the run was stopped. */
  readonly stopped?: boolean
}

export interface GitCall {
  /** Written to stdin; it is closed in any case. */
  readonly input?: string
  /** On top of the person's environment. */
  readonly env?: Readonly<Record<string, string>>
  /** True lets the repository's hooks run. */
  readonly hooks?: boolean
  /** What Stop means for it where it is not the usual limit: `ends` it at once, or `waits` because half of it would harm the person's tree. */
  readonly atStop?: 'ends' | 'waits'
}

/** How git runs, in whichever folder. */
export interface GitTerms {
  /** How long a command may show no sign of life. */
  readonly silentMs?: number
  /** The stop of the run that git works for; it ends what takes too long then. */
  readonly stop?: AbortSignal | null
  /** False keeps git, and what its hooks start, in a process group of its own: nobody can be asked at a terminal. */
  readonly sharesTerminal?: boolean
}

/** Git in one folder. No hooks (unless a call asks for them), no file monitor, no pager, no prompt, no optional locks. */
export interface Git {
  readonly folder: string
  at(folder: string): Git
  /** Never rejects: a command that fails gives its code. */
  run(args: readonly string[], call?: GitCall): Promise<GitRun>
}

export function openGit(folder: string, env: Readonly<Record<string, string>>, terms: GitTerms = {}): Git {
  const base = gitEnvironment(env)
  return {
    folder,
    at: (other) => openGit(other, env, terms),
    run: (args, call = {}) => runGit(folder, args, { ...base, ...call.env }, call, terms),
  }
}

async function runGit(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  call: GitCall,
  terms: GitTerms,
): Promise<GitRun> {
  const settings = call.hooks === true ? NO_MONITOR : [...NO_MONITOR, ...NO_HOOKS]
  // In the terminal's session where there is one, because signing may ask for a passphrase there.
  const { silentMs = SILENT_LIMIT_MS, sharesTerminal = true } = terms
  const spec = { command: 'git', args: [...settings, ...args], cwd: folder, env, input: call.input ?? null, sharesTerminal }
  const { code, stdout, stderr, startError, cut, stopped } = await runWhole(spec, { silentMs, stop: stopOf(call, terms) })
  const trouble = startError ?? cut
  return trouble === null ? { code: code ?? -1, stdout, stderr } : { code: -1, stdout, stderr: `${stderr}${trouble}`, stopped }
}

function stopOf({ atStop }: GitCall, { stop }: GitTerms) {
  if (!stop || atStop === 'waits') return null
  return { signal: stop, afterMs: atStop === 'ends' ? 0 : STOPPED_LIMIT_MS }
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
  if (run.stopped === true)
    return failure('cancelled', 'The run was stopped.', `${what} before that.`, 'Run the same command again to go on from here.')
  return failure(code, `${what}.`, messageOf(run), next)
}

/** What git said, at most so long that a person reads it. */
export function messageOf(run: GitRun): string {
  const said = (run.stderr.trim() || run.stdout.trim()).slice(-MESSAGE_CHARS)
  return said === '' ? `Git ended with code ${String(run.code)} and said nothing.` : said
}
