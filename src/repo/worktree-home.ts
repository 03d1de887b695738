import { failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { exists, listNames, realPath } from '../node/files.ts'
import { basename, dirname, join } from '../node/paths.ts'
import { sha256 } from './digest.ts'
import { gitFailure } from './git.ts'
import type { Git } from './git.ts'
import type { Worktree } from './worktrees.ts'

/** Where Forge keeps this repository's worktrees: one folder per repository, so that equal names never meet. */
export interface WorktreeHome {
  readonly benches: string
  readonly rooms: string
}

const HASH_CHARS = 10
const NAME = /^[a-z0-9][a-z0-9-]{0,99}$/

/** `<worktreesAt>/<repo>-<hash of the repository>`: the same repository finds its work again under another name or from another of its worktrees. */
export async function worktreeHome(worktreesAt: string, name: string, commonDir: string): Promise<WorktreeHome> {
  const hash = await sha256(commonDir)
  const home = join(worktreesAt, `${name.replace(/[^A-Za-z0-9_-]/g, '_')}-${hash.slice(0, HASH_CHARS)}`)
  return { benches: join(home, 'benches'), rooms: join(home, 'rooms') }
}

/** Names become folders and branches: nothing that could lead elsewhere gets through. */
export function checkName(name: string): Result<void> {
  if (NAME.test(name)) return ok(undefined)
  const why = 'It becomes a folder and a branch, so it has small letters, digits and dashes only, and begins with a letter or digit.'
  return failed(
    failure('bad-feature-name', `${JSON.stringify(name)} cannot name a worktree.`, why, 'Choose a name such as paddle-billing.'),
  )
}

export interface Surroundings {
  /** The one at the place, null where the place is free. */
  readonly worktree: Worktree | null
  /** Those of the known ones that are elsewhere. */
  readonly others: readonly Worktree[]
}

/** Looks at the place for a worktree. What a killed git or a cleaned cache left there is cleared; anything else in the way is a failure. */
export async function lookAt(git: Git, path: string, known: readonly Worktree[]): Promise<Result<Surroundings>> {
  const real = await realOf(path)
  const found = known.find((worktree) => worktree.path === path || worktree.path === real) ?? null
  const others = known.filter((worktree) => worktree !== found)
  const there = await exists(path)
  if (found && there && !found.halfMade) return ok({ worktree: found, others })
  const names = !found && there ? await listNames(path) : ok([])
  if (!names.ok || names.value.length > 0) return failed(taken(path))
  const cleared = found ? await forget(git, found) : ok(undefined)
  return cleared.ok ? ok({ worktree: null, others }) : cleared
}

/** The real path even where the folder itself is not there yet. */
export async function realOf(path: string): Promise<string> {
  const real = await realPath(path)
  if (real !== null || dirname(path) === path) return real ?? path
  return join(await realOf(dirname(path)), basename(path))
}

/** A folder that is gone holds nothing to lose, and one that git had not finished was never handed to anybody. */
async function forget(git: Git, worktree: Worktree): Promise<Result<void>> {
  const run = await git.run(['worktree', 'remove', '--force', '--force', worktree.path])
  return run.code === 0 ? ok(undefined) : failed(gitFailure(`Git could not clear what is left of the worktree ${worktree.path}`, run))
}

function taken(path: string) {
  const why = 'It is not empty, and git does not know it as a worktree of this repository.'
  return failure(
    'not-ready',
    `The folder ${path} is in the way.`,
    why,
    'Look into it, keep what you need, then move it away and run the same command again.',
  )
}
