import { join } from '../node/paths.ts'

/** What Forge keeps beside a repo, for all its worktrees; deleting it loses logs, never work. `commonDir` is git's common folder. */
export function lockFile(commonDir: string, name: string): string {
  return join(lockFolder(commonDir), `${name}${LOCK_ENDING}`)
}

export const LOCK_ENDING = '.lock'

export function lockFolder(commonDir: string): string {
  return join(commonDir, 'forge', 'locks')
}

export function logFolder(commonDir: string): string {
  return join(commonDir, 'forge', 'runs')
}

export function logFile(commonDir: string, runId: string): string {
  return join(logFolder(commonDir), `${runId}.jsonl`)
}
