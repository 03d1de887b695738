import { failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { readText, realPath, removeFile } from '../node/files.ts'
import { isInside, join } from '../node/paths.ts'
import { gitText } from './git.ts'
import type { Git } from './git.ts'

/** The `.git` file of a worktree as it was made. An agent that rewrites it could make git obey settings of its own. */
export interface LinkFile {
  /** The worktree's own folder in the repository's. */
  readonly gitDir: string
  /** Fails with `breach` where the file no longer says the same. */
  check(): Promise<Result<void>>
}

/** Reads it while no agent is at work; the folder it names must be one of this repository. */
export async function readLinkFile(git: Git, commonDir: string): Promise<Result<LinkFile>> {
  const text = await readText(join(git.folder, '.git'))
  const before = text.ok ? text.value : null
  const gitDir = await gitText(git, ['rev-parse', '--absolute-git-dir'])
  if (!gitDir.ok) return gitDir
  const [folder, home] = [await realPath(gitDir.value), await realPath(join(commonDir, 'worktrees'))]
  if (before === null || folder === null || home === null || folder === home || !isInside(home, folder)) return failed(breach(git.folder))
  const check = async (): Promise<Result<void>> => {
    const now = await readText(join(git.folder, '.git'))
    return now.ok && now.value === before ? ok(undefined) : failed(breach(git.folder))
  }
  return ok({ gitDir: gitDir.value, check })
}

/** What a killed git left: nobody but Forge and its agents works in these folders, and the run's lock lets one of them in at a time. */
export async function clearLocks(gitDir: string): Promise<void> {
  for (const lock of ['index.lock', 'HEAD.lock']) await removeFile(join(gitDir, lock))
}

function breach(folder: string) {
  const next =
    'Look at what changed it. Keep the work you need, remove the folder, run git worktree prune, then run the same command again.'
  return failure(
    'breach',
    `The worktree ${folder} is no longer linked to the repository.`,
    'Its .git file is not the one that git made.',
    next,
  )
}
