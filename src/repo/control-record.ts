import { ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { createExclusive } from '../node/atomic.ts'
import { readText } from '../node/files.ts'
import { sha256 } from './digest.ts'
import type { Git } from './git.ts'
import { readControls, recordOf } from './hooks.ts'

/**
 * Notes what git would run or obey when a feature's worktree is first made, before any agent worked in it. A note that is there stays,
 * also where the worktree is made anew: what an agent planted must not become the rule by running the command again.
 */
export async function recordControls(git: Git, commonDir: string): Promise<Result<void>> {
  const made = await createExclusive(recordOf(git, commonDir), await digestOf(git, commonDir))
  return made.ok || made.error.code === 'note-exists' ? ok(undefined) : made
}

/** True while everything is as it was then; false also where nothing was noted. */
export async function controlsAsRecorded(git: Git, commonDir: string): Promise<boolean> {
  const noted = await readText(recordOf(git, commonDir))
  return noted.ok && noted.value !== null && noted.value === (await digestOf(git, commonDir))
}

async function digestOf(git: Git, commonDir: string): Promise<string> {
  const controls = new Map(await readControls(git, commonDir))
  controls.delete(recordOf(git, commonDir))
  return sha256(JSON.stringify([...controls].sort(([one], [other]) => (one < other ? -1 : 1))))
}
