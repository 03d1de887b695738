import { describe, expect, it } from 'vitest'
import { parseChanges } from '../../src/repo/changes.ts'
import { gitEnvironment } from '../../src/repo/git-environment.ts'
import { parseWorktrees } from '../../src/repo/worktrees.ts'

describe('the list of worktrees', () => {
  const records = [
    ['worktree /home/ada/shop', 'HEAD 1234', 'branch refs/heads/main'],
    ['worktree /tmp/with space', 'HEAD 5678', 'detached', 'locked initializing'],
    ['worktree /tmp/kept', 'HEAD 5678', 'branch refs/heads/x', 'locked by me', 'prunable gone'],
    ['worktree /srv/bare.git', 'bare'],
  ]

  for (const end of ['\0', '\n'] as const) {
    it(`is read where lines end in ${JSON.stringify(end)}`, () => {
      const output = records.map((lines) => lines.map((line) => line + end).join('') + end).join('')
      expect(parseWorktrees(output, end)).toEqual([
        { path: '/home/ada/shop', branch: 'refs/heads/main', halfMade: false },
        { path: '/tmp/with space', branch: null, halfMade: true },
        { path: '/tmp/kept', branch: 'refs/heads/x', halfMade: false },
        { path: '/srv/bare.git', branch: null, halfMade: false },
      ])
    })
  }
})

describe('the list of changes', () => {
  it('is read with renames, new links to repositories, and names that look like records', () => {
    const output = [
      ...[':100644 100644 1 2 R090', 'old name', ':new'],
      ...[':100644 120000 1 2 T', 'a\nb'],
      ...[':000000 160000 0 2 A', 'inner'],
      ...[':160000 160000 1 2 M', 'known'],
      ...['1\t2\t', 'old name', ':new', '3\t0\ta\nb', '1\t0\tinner', '1\t1\tknown', ''],
    ].join('\0')
    expect(parseChanges(output)).toEqual([
      { file: { path: ':new', from: 'old name', change: 'renamed', added: 1, removed: 2 }, nested: false },
      { file: { path: 'a\nb', from: null, change: 'modified', added: 3, removed: 0 }, nested: false },
      { file: { path: 'inner', from: null, change: 'added', added: 1, removed: 0 }, nested: true },
      { file: { path: 'known', from: null, change: 'modified', added: 1, removed: 1 }, nested: false },
    ])
  })
})

describe('the environment for git', () => {
  it('keeps who the person is and drops what points elsewhere or would ask', () => {
    const dropped = {
      GIT_DIR: 'x',
      GIT_WORK_TREE: 'x',
      GIT_INDEX_FILE: 'x',
      GIT_CONFIG_PARAMETERS: 'x',
      GIT_CONFIG_COUNT: '1',
      git_dir: 'x',
      GIT_EXTERNAL_DIFF: 'x',
      EDITOR: 'vi',
      PAGER: 'less',
      LC_ALL: 'de_DE',
    }
    const kept = { PATH: '/bin', HOME: '/home/ada', GIT_AUTHOR_EMAIL: 'a@example.org', GIT_CONFIG_GLOBAL: '/x', GPG_TTY: '/dev/tty' }
    expect(gitEnvironment({ ...dropped, ...kept })).toEqual({ ...kept, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' })
  })
})
