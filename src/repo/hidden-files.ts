import { ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { gitText, zeroSeparated } from './git.ts'
import type { Git, GitCall } from './git.ts'

/** A tracked file with the letter that `git ls-files -v` gives it. */
export interface Flagged {
  readonly flag: string
  readonly path: string
}

const FLAG_WIDTH = 2

/** Every tracked file. */
export async function readFlags(git: Git, call: GitCall = {}): Promise<Result<readonly Flagged[]>> {
  const list = await gitText(git, ['ls-files', '-v', '-z'], call)
  return list.ok ? ok(zeroSeparated(list.value).map((line) => ({ flag: line.slice(0, 1), path: line.slice(FLAG_WIDTH) }))) : list
}

/** Small letters are files assumed unchanged, S those that are not checked out. */
export function isHidden(flag: string): boolean {
  return /^[a-zS]$/.test(flag)
}

/**
 * Takes the flags off that make git look away from a file. Gates would see such a change, and no commit, limit or review would.
 * Where the person checks out only a part of the tree, the flags of that part stay.
 */
export async function revealHidden(git: Git, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const lines = zeroSeparated((await git.run(['ls-files', '-v', '-z'], { env })).stdout)
  await clearFlag(git, '--no-assume-unchanged', pathsWith(lines, /^[a-z] /), env)
  const skipped = pathsWith(lines, /^[Ss] /)
  if (skipped !== '' && !(await isSparse(git))) await clearFlag(git, '--no-skip-worktree', skipped, env)
}

function pathsWith(lines: readonly string[], flag: RegExp): string {
  return lines.flatMap((line) => (flag.test(line) ? [`${line.slice(2)}\0`] : [])).join('')
}

async function clearFlag(git: Git, option: string, input: string, env: Readonly<Record<string, string>>): Promise<void> {
  if (input !== '') await git.run(['update-index', option, '-z', '--stdin'], { input, env })
}

/** True where the person checks out only a part of the tree. */
export async function isSparse(git: Git): Promise<boolean> {
  return (await git.run(['config', '--type=bool', '--get', 'core.sparseCheckout'])).stdout.trim() === 'true'
}
