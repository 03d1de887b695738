import { removeFile } from '../node/files.ts'
import type { Git } from './git.ts'
import { findBench } from './bench.ts'
import { revealHidden } from './hidden-files.ts'
import { recordOf } from './hooks.ts'
import { readLinkFile } from './link-file.ts'

/** Removes the feature's worktree where every byte of it that git does not ignore is in a commit that a branch holds; true where it is gone. */
export async function clearBench(git: Git, commonDir: string, benches: string, feature: string): Promise<boolean> {
  const found = await findBench(git, benches, feature)
  if (!found.ok) return false
  if (found.value === null) return true
  const bench = git.at(found.value)
  if (!(await readLinkFile(bench, commonDir)).ok) return false
  await revealHidden(bench)
  // Without force git refuses where a file is changed or new.
  if ((await git.run(['worktree', 'remove', found.value])).code !== 0) return false
  await removeFile(recordOf(bench, commonDir))
  return true
}
