import { simpleGit } from 'simple-git'
import { failure, toMessage } from '../basics/failure.ts'
import type { Failure, FailureCode } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { gitEnvironment } from './git-environment.ts'

/** A command that shows no sign of life for so long is ended; hooks and filters may take their time. */
const SILENT_LIMIT_MS = 15 * 60_000
/** A hook may leave a process behind that holds the output; git itself is done by then. */
const HELD_OUTPUT_MS = 2_000
const MESSAGE_CHARS = 600
const NO_HOOKS = 'core.hooksPath=/dev/null'
const NO_MONITOR = 'core.fsmonitor=false'

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

export function openGit(folder: string, env: Readonly<Record<string, string>>): Git {
  const base = gitEnvironment(env)
  return {
    folder,
    at: (other) => openGit(other, env),
    run: (args, call = {}) => runGit(folder, args, { ...base, ...call.env }, call),
  }
}

async function runGit(folder: string, args: readonly string[], env: Readonly<Record<string, string>>, call: GitCall): Promise<GitRun> {
  let ended = { code: -1, stderr: '' }
  try {
    const git = simpleGit({
      baseDir: folder,
      config: call.hooks === true ? [NO_MONITOR] : [NO_MONITOR, NO_HOOKS],
      allowEnvironment: Object.keys(env).filter((name) => /^GIT_/i.test(name)),
      unsafe: { allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true, allowUnsafeConfigPaths: true, allowAbbreviatedOptions: true },
      completion: { onClose: true, onExit: HELD_OUTPUT_MS },
      timeout: { block: SILENT_LIMIT_MS },
      input: () => Buffer.from(call.input ?? ''),
      // Called after every command; giving nothing back means that the code is ours to judge.
      errors: (error, result) => {
        const stderr = new TextDecoder().decode(Buffer.concat(result.stdErr))
        ended = { code: result.exitCode, stderr: error instanceof Error && stderr === '' ? toMessage(error) : stderr }
        return undefined
      },
    }).env({ ...env })
    return { stdout: await git.raw([...args]), ...ended }
  } catch (thrown) {
    return { code: -1, stdout: '', stderr: toMessage(thrown) }
  }
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
