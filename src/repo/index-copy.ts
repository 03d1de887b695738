import { failed } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { removeFile } from '../node/files.ts'
import { join } from '../node/paths.ts'
import { gitFailure } from './git.ts'
import type { Git } from './git.ts'
import { revealHidden } from './hidden-files.ts'

/**
 * Hands over the environment for an index that holds everything in the worktree (what git ignores left out), made from the worktree's
 * own, which stays as it is: a builder that looks at its own changes still sees them.
 */
export async function indexCopy<T>(
  git: Git,
  gitDir: string,
  use: (env: Readonly<Record<string, string>>) => Promise<Result<T>>,
): Promise<Result<T>> {
  const file = join(gitDir, 'forge-index')
  const env = { GIT_INDEX_FILE: file }
  await removeFile(`${file}.lock`)
  try {
    // Keeps what the worktree's index knows about unchanged files, so that they are not read again.
    const read = await git.run(['read-tree', `--index-output=${file}`, '-m', 'HEAD'])
    if (read.code !== 0) return failed(gitFailure('Git could not read the index of the worktree', read))
    await revealHidden(git, env)
    const add = await git.run(['add', '-A'], { env })
    return add.code === 0 ? await use(env) : failed(gitFailure('Git could not read the files of the worktree', add))
  } finally {
    await removeFile(file)
  }
}
