import { pause } from '../node/timer.ts'
import type { Git, GitRun } from './git.ts'

const TRIES = 10
const PAUSE_MS = 50
/** What git says where it meets a worktree that another git is just making: its files are there one by one. */
const HALF_MADE = /failed to read .*worktrees\/.*(commondir|gitdir|HEAD)/

/** `git worktree add` with these arguments, again where it stumbled over another one that was being made. */
export async function addWorktree(git: Git, args: readonly string[]): Promise<GitRun> {
  for (let tried = 1; ; tried += 1) {
    const run = await git.run(['worktree', 'add', '--quiet', ...args])
    if (run.code === 0 || tried === TRIES || !HALF_MADE.test(run.stderr)) return run
    await pause(PAUSE_MS * tried)
  }
}
