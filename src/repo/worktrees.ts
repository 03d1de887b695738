import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { gitFailure } from './git.ts'
import type { Git } from './git.ts'

/** A registered worktree; the main tree is one, too. */
export interface Worktree {
  readonly path: string
  /** Full name of the branch, null where it is on none. */
  readonly branch: string | null
  /** True while git is still filling it, and for ever where git was killed meanwhile. */
  readonly halfMade: boolean
}

const USAGE_CODE = 129

export async function listWorktrees(git: Git): Promise<Result<readonly Worktree[]>> {
  const run = await git.run(['worktree', 'list', '--porcelain', '-z'])
  if (run.code === 0) return ok(parseWorktrees(run.stdout, '\0'))
  // Git before 2.36 knows no -z here.
  const older = run.code === USAGE_CODE ? await git.run(['worktree', 'list', '--porcelain']) : run
  return older.code === 0 ? ok(parseWorktrees(older.stdout, '\n')) : failed(gitFailure('Git could not list the worktrees', older))
}

/** Lines end in `end`, records in an empty line. */
export function parseWorktrees(output: string, end: '\0' | '\n'): readonly Worktree[] {
  const records = output.split(end + end).map((record) => record.split(end))
  return records.flatMap((lines) => {
    const path = valueOf(lines, 'worktree')
    return path === null ? [] : [{ path, branch: valueOf(lines, 'branch'), halfMade: valueOf(lines, 'locked') === 'initializing' }]
  })
}

function valueOf(lines: readonly string[], key: string): string | null {
  return lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? null
}
