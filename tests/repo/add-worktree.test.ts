import { describe, expect, it } from 'vitest'
import { addWorktree } from '../../src/repo/add-worktree.ts'
import type { Git, GitRun } from '../../src/repo/git.ts'

const HALF_MADE = 'fatal: failed to read .git/worktrees/b/commondir: Success'

/** A git that says these things in turn; the race it stands for cannot be had on demand. */
function saying(...errors: readonly string[]) {
  const asked: string[][] = []
  const run = (args: readonly string[]): Promise<GitRun> => {
    const stderr = errors[asked.push([...args]) - 1] ?? ''
    return Promise.resolve({ code: stderr === '' ? 0 : 128, stdout: '', stderr })
  }
  return { git: { run } as Partial<Git> as Git, asked }
}

describe('making a worktree while another is being made', () => {
  it('is tried again until the other one is whole', async () => {
    const { git, asked } = saying(HALF_MADE, HALF_MADE)
    expect((await addWorktree(git, ['--detach', '/x', 'abc'])).code).toBe(0)
    expect(asked).toEqual(Array.from({ length: 3 }, () => ['worktree', 'add', '--quiet', '--detach', '/x', 'abc']))
  })

  it('gives up in the end, and at once for anything else', async () => {
    const stuck = saying(...Array.from({ length: 20 }, () => HALF_MADE))
    expect((await addWorktree(stuck.git, [])).stderr).toBe(HALF_MADE)
    expect(stuck.asked).toHaveLength(10)
    const other = saying('fatal: disk full')
    expect((await addWorktree(other.git, [])).stderr).toBe('fatal: disk full')
    expect(other.asked).toHaveLength(1)
  })
})
