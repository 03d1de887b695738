import type { Result } from '../basics/result.ts'
import { gitText } from './git.ts'
import type { Git } from './git.ts'

const MESSAGE = 'Work under review'
const EMAIL = 'review@forge.invalid'
/** Always the same, so that the same work is always the same commit. */
const SOME_DAY = '2000-01-01T00:00:00Z'
const ENV = {
  GIT_AUTHOR_NAME: 'Forge',
  GIT_AUTHOR_EMAIL: EMAIL,
  GIT_AUTHOR_DATE: SOME_DAY,
  GIT_COMMITTER_NAME: 'Forge',
  GIT_COMMITTER_EMAIL: EMAIL,
  GIT_COMMITTER_DATE: SOME_DAY,
}

/** A commit with the tree of `head` on top of `base`, without the messages, authors and steps in between. */
export async function blindCommit(git: Git, base: string, head: string): Promise<Result<string>> {
  return gitText(git, ['commit-tree', `${head}^{tree}`, '-p', base, '-m', MESSAGE], { env: ENV })
}

/** True where HEAD is such a commit: no ref holds it, and nothing is lost when it is left. */
export async function isOnBlindCommit(git: Git): Promise<boolean> {
  const run = await git.run(['show', '--no-patch', '--format=%ae %ce %B', 'HEAD'])
  return run.code === 0 && run.stdout.trim() === `${EMAIL} ${EMAIL} ${MESSAGE}`
}
