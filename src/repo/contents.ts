import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { gitFailure, zeroSeparated } from './git.ts'
import type { Git } from './git.ts'

/** Larger files are nothing to quote from. */
const SHOWN_BYTES = 20_000_000
const DIFF = [
  '-r',
  '-p',
  '-M',
  '-U3',
  '--inter-hunk-context=0',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--full-index',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
]

/** The text of a file at a commit; null where it is absent, binary, or larger than 20 MB. */
export async function show(git: Git, sha: string, path: string): Promise<string | null> {
  const name = `${sha}:${path}`
  const size = await git.run(['cat-file', '-s', name])
  if (size.code !== 0 || Number(size.stdout) > SHOWN_BYTES) return null
  const run = await git.run(['cat-file', 'blob', name])
  return run.code === 0 && !run.stdout.includes('\0') ? run.stdout : null
}

export async function files(git: Git, sha: string): Promise<readonly string[]> {
  const run = await git.run(['ls-tree', '-r', '-z', '--name-only', '--full-tree', sha])
  return zeroSeparated(run.stdout)
}

/** Unified, with `a/` and `b/` whatever the person's settings are. */
export async function diff(git: Git, base: string, head: string): Promise<Result<string>> {
  const run = await git.run(['-c', 'core.quotePath=false', 'diff-tree', ...DIFF, base, head, '--'])
  return run.code === 0 ? ok(run.stdout) : failed(gitFailure('Git could not compare', run))
}

/** The commit that a ref or sha names, or null. */
export async function resolveCommit(git: Git, ref: string): Promise<string | null> {
  const run = await git.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])
  return run.code === 0 ? run.stdout.trim() : null
}
