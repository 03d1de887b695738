import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync, lstatSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRepo } from '../../src/repo/open-repo.ts'
import type { Bench, Repo } from '../../src/repo/repo.ts'
import { gitFixture } from './git-fixture.ts'
import type { GitFixture } from './git-fixture.ts'
import { expectFailure, expectOk } from './results.ts'

async function open(fixture: GitFixture, env: Readonly<Record<string, string>> = {}): Promise<Repo> {
  return expectOk(await openRepo({ name: 'shop', path: fixture.root, worktreesAt: fixture.worktreesAt, env: { ...fixture.env, ...env } }))
}

async function benchOf(fixture: GitFixture, feature = 'billing'): Promise<{ repo: Repo; bench: Bench; base: string }> {
  const repo = await open(fixture)
  const base = fixture.git(['rev-parse', 'HEAD'])
  return { repo, bench: expectOk(await repo.bench(feature, base)), base }
}

/** Every file of the main tree and its index, byte for byte. */
function mainTree(fixture: GitFixture): Readonly<Record<string, string>> {
  const files = readdirSync(fixture.root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => !file.startsWith('.git/') && lstatSync(path.join(fixture.root, file)).isFile(),
  )
  const hash = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(path.join(fixture.root, file)))
      .digest('hex')
  return Object.fromEntries([...files, '.git/index', '.git/HEAD', '.git/config'].map((file) => [file, hash(file)]))
}

describe('a bench', () => {
  it('builds and commits without touching the main tree, its index or its staged and loose work', async () => {
    const fixture = gitFixture({ files: { 'src/a.ts': 'a\n', '.gitignore': 'ignored/\n' } })
    fixture.write({ 'src/a.ts': 'mine\n', 'staged.txt': 'staged\n', 'loose.txt': 'loose\n' })
    fixture.git(['add', 'staged.txt'])
    const before = mainTree(fixture)
    const status = fixture.git(['status', '--porcelain'])
    const { repo, bench, base } = await benchOf(fixture)
    expect(bench.fresh).toBe(true)
    fixture.write({ 'src/a.ts': 'b\n', 'new ü\n"file".txt': 'new\n', 'ignored/x': 'x\n' }, bench.path)
    expect(expectOk(await bench.dirty())).toBe(true)
    const sha = expectOk(await bench.commit('feat: build it\n\n# kept as it is\n'))
    expect(sha).toBe(expectOk(await bench.head()))
    expect(expectOk(await bench.dirty())).toBe(false)
    expect(expectOk(await bench.commit('again'))).toBeNull()
    expect(fixture.git(['log', '-1', '--format=%B%an', 'forge/billing'])).toBe('feat: build it\n\n# kept as it is\nAda')
    expect(expectOk(await repo.changed(base, sha ?? '')).map((file) => [file.path, file.change, file.added, file.removed])).toEqual([
      ['new ü\n"file".txt', 'added', 1, 0],
      ['src/a.ts', 'modified', 1, 1],
    ])
    expect(mainTree(fixture)).toEqual(before)
    expect(fixture.git(['status', '--porcelain'])).toBe(status)
  })

  it('tells what differs from a commit, untracked files and renames included, and leaves its own index alone', async () => {
    const text = Array.from({ length: 30 }, (_, line) => `line ${String(line)}\n`).join('')
    const fixture = gitFixture({ files: { 'old.txt': text, 'gone.txt': 'x\ny\n', '.gitignore': '*.log\n' } })
    const { bench, base } = await benchOf(fixture)
    fixture.git(['mv', 'old.txt', 'new name.txt'], bench.path)
    rmSync(path.join(bench.path, 'gone.txt'))
    fixture.write({ 'added.txt': '1\n2\n', 'bin.dat': new Uint8Array([0, 1]), 'x.log': 'no\n' }, bench.path)
    const index = fixture.git(['ls-files', '-s'], bench.path)
    expect(expectOk(await bench.changedSince(base))).toEqual([
      { path: 'added.txt', from: null, change: 'added', added: 2, removed: 0 },
      { path: 'bin.dat', from: null, change: 'added', added: 0, removed: 0 },
      { path: 'gone.txt', from: null, change: 'deleted', added: 0, removed: 2 },
      { path: 'new name.txt', from: 'old.txt', change: 'renamed', added: 0, removed: 0 },
    ])
    expect(fixture.git(['ls-files', '-s'], bench.path)).toBe(index)
  })

  it('is found again with its uncommitted work, also from a place that was moved since', async () => {
    const fixture = gitFixture()
    const { bench, base } = await benchOf(fixture)
    fixture.write({ 'half.txt': 'half\n' }, bench.path)
    writeFileSync(path.join(fixture.root, '.git/worktrees/billing/index.lock'), '')
    const again = expectOk(await (await open(fixture)).bench('billing', base))
    expect([again.path, again.fresh, readFileSync(path.join(again.path, 'half.txt'), 'utf8')]).toEqual([bench.path, false, 'half\n'])
    expect(expectOk(await again.commit('feat: half'))).not.toBeNull()
    const elsewhere = await openRepo({ name: 'shop', path: fixture.root, worktreesAt: path.join(fixture.top, 'other'), env: fixture.env })
    expect(expectOk(await expectOk(elsewhere).bench('billing', base)).path).toBe(bench.path)
  })

  it('is made anew, on the branch that is there, where its folder is gone or git was killed while making it', async () => {
    const fixture = gitFixture()
    const { repo, bench, base } = await benchOf(fixture)
    fixture.write({ 'a.txt': 'a\n' }, bench.path)
    const sha = expectOk(await bench.commit('feat: a'))
    rmSync(bench.path, { recursive: true })
    const again = expectOk(await repo.bench('billing', base))
    expect([again.fresh, expectOk(await again.head())]).toEqual([true, sha])
    rmSync(path.join(again.path, 'a.txt'))
    writeFileSync(path.join(fixture.root, '.git/worktrees/billing/locked'), 'initializing')
    const third = expectOk(await repo.bench('billing', base))
    expect([third.fresh, existsSync(path.join(third.path, 'a.txt'))]).toEqual([true, true])
  })

  it('does not take over a folder, a branch or a worktree that is not its own', async () => {
    const fixture = gitFixture()
    const { repo, bench, base } = await benchOf(fixture)
    const folder = path.join(path.dirname(bench.path), 'plain')
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'work.txt'), 'work')
    expect(expectFailure(await repo.bench('plain', base)).what).toContain(folder)
    expect(readFileSync(path.join(folder, 'work.txt'), 'utf8')).toBe('work')
    fixture.git(['worktree', 'add', '--quiet', '-b', 'forge/mine', path.join(fixture.top, 'mine')])
    expect(expectFailure(await repo.bench('mine', base)).why).toContain(path.join(fixture.top, 'mine'))
    fixture.git(['checkout', '--quiet', '--orphan', 'forge/other'])
    fixture.git(['commit', '--quiet', '-m', 'other'])
    fixture.git(['checkout', '--quiet', 'main'])
    expect(expectFailure(await repo.bench('other', base)).code).toBe('not-ready')
    for (const name of ['../evil', 'a\nb', '-x', '', 'A']) expect(expectFailure(await repo.bench(name, base)).code).toBe('bad-feature-name')
  })

  it('refuses a branch name that git cannot hold, with what git says', async () => {
    const fixture = gitFixture()
    fixture.git(['branch', 'forge'])
    const failure = expectFailure(await (await open(fixture)).bench('billing', fixture.git(['rev-parse', 'HEAD'])))
    expect([failure.code, failure.why]).toEqual(['git-failed', expect.stringContaining("'refs/heads/forge'")])
  })

  it('commits to its branch or not at all, and no repository inside itself', async () => {
    const fixture = gitFixture()
    const { bench } = await benchOf(fixture)
    fixture.write({ 'a.txt': 'a\n' }, bench.path)
    fixture.git(['checkout', '--quiet', '-b', 'agent'], bench.path)
    expect(expectFailure(await bench.commit('feat: a')).code).toBe('breach')
    fixture.git(['checkout', '--quiet', 'forge/billing'], bench.path)
    mkdirSync(path.join(bench.path, 'inner'))
    fixture.git(['init', '--quiet'], path.join(bench.path, 'inner'))
    fixture.commit({ x: 'x\n' }, 'inner', path.join(bench.path, 'inner'))
    expect(expectFailure(await bench.commit('feat: a')).why).toContain('inner')
  })

  for (const flag of ['--assume-unchanged', '--skip-worktree']) {
    it(`sees and commits files that an agent hid with ${flag}`, async () => {
      const fixture = gitFixture({ files: { 'a.txt': 'a\n' } })
      const { bench, base } = await benchOf(fixture)
      fixture.git(['update-index', flag, 'a.txt'], bench.path)
      fixture.write({ 'a.txt': 'b\n' }, bench.path)
      expect(expectOk(await bench.changedSince(base)).map((file) => file.path)).toEqual(['a.txt'])
      expect(expectOk(await bench.commit('feat: b'))).not.toBeNull()
      expect(fixture.git(['show', 'forge/billing:a.txt'])).toBe('b')
      fixture.git(['update-index', flag, 'a.txt'], bench.path)
      fixture.write({ 'a.txt': 'c\n' }, bench.path)
      expect(expectOk(await bench.dirty())).toBe(true)
    })
  }

  it('stops where its link to the repository was rewritten', async () => {
    const fixture = gitFixture()
    const { bench, base, repo } = await benchOf(fixture)
    const seal = await repo.seal(bench)
    writeFileSync(path.join(bench.path, '.git'), `gitdir: ${path.join(fixture.root, '.git')}\n`)
    expect(expectFailure(await bench.commit('feat: a')).code).toBe('breach')
    expect(expectFailure(await bench.changedSince(base)).code).toBe('breach')
    expect(await seal.breaches()).toEqual([expect.stringContaining('.git file')])
  })

  it('does not commit on a branch that was rewritten behind its base', async () => {
    const fixture = gitFixture()
    fixture.commit({ 'b.txt': 'b\n' })
    const { bench } = await benchOf(fixture)
    fixture.git(['reset', '--quiet', '--soft', 'HEAD~1'], bench.path)
    const failure = expectFailure(await bench.commit('feat: a'))
    expect([failure.code, failure.what]).toEqual(['breach', expect.stringContaining('rewritten')])
  })

  it('leaves out what the person does not check out, and nothing else', async () => {
    const fixture = gitFixture({ files: { 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' } })
    fixture.git(['sparse-checkout', 'set', 'in'])
    const { bench, base } = await benchOf(fixture)
    fixture.git(['sparse-checkout', 'set', 'in'], bench.path)
    expect(existsSync(path.join(bench.path, 'out'))).toBe(false)
    fixture.write({ 'in/a.txt': 'new\n' }, bench.path)
    expect(expectOk(await bench.changedSince(base)).map((file) => file.path)).toEqual(['in/a.txt'])
    expectOk(await bench.commit('feat: a'))
    expect(fixture.git(['ls-tree', '-r', '--name-only', 'forge/billing'])).toBe('in/a.txt\nout/b.txt')
  })

  it('keeps links, executable bits and line endings as they are', async () => {
    const fixture = gitFixture({ files: { 'a.txt': 'a\r\nb\r\n' } })
    const { bench, base, repo } = await benchOf(fixture)
    fixture.git(['update-index', '--chmod=+x', 'a.txt'], bench.path)
    const { symlinkSync, chmodSync } = await import('node:fs')
    symlinkSync('a.txt', path.join(bench.path, 'link'))
    chmodSync(path.join(bench.path, 'a.txt'), 0o755)
    const sha = expectOk(await bench.commit('feat: modes')) ?? ''
    expect(
      fixture
        .git(['diff-tree', '-r', '--raw', '--abbrev=1', base, sha])
        .split('\n')
        .map((line) => line.slice(0, 14)),
    ).toEqual([':100644 100755', ':000000 120000'])
    expect(await repo.show(sha, 'a.txt')).toBe('a\r\nb\r\n')
  })

  it('signs as the person, as the environment says, or as Forge where nobody is known', async () => {
    const fixture = gitFixture()
    rmSync(path.join(fixture.top, '.gitconfig'))
    const { bench } = await benchOf(fixture)
    fixture.write({ 'a.txt': 'a\n' }, bench.path)
    expectOk(await bench.commit('feat: a'))
    expect(fixture.git(['log', '-1', '--format=%an <%ae> %cn <%ce>', 'forge/billing'])).toBe(
      'Forge <forge@localhost> Forge <forge@localhost>',
    )
    const repo = await open(fixture, {
      GIT_AUTHOR_NAME: 'Grace',
      GIT_AUTHOR_EMAIL: 'g@example.org',
      GIT_COMMITTER_NAME: 'Grace',
      GIT_COMMITTER_EMAIL: 'g@example.org',
    })
    const again = expectOk(await repo.bench('billing', fixture.git(['rev-parse', 'HEAD'])))
    fixture.write({ 'b.txt': 'b\n' }, again.path)
    expectOk(await again.commit('feat: b'))
    expect(fixture.git(['log', '-1', '--format=%an <%ce>', 'forge/billing'])).toBe('Grace <g@example.org>')
  })

  it('fails with a next step where the person signs commits and signing fails', async () => {
    const fixture = gitFixture()
    fixture.git(['config', 'commit.gpgsign', 'true'])
    fixture.git(['config', 'gpg.program', '/bin/false'])
    const { bench } = await benchOf(fixture)
    fixture.write({ 'a.txt': 'a\n' }, bench.path)
    expect(expectFailure(await bench.commit('feat: a')).next).toContain('still in the worktree')
    expect(existsSync(path.join(bench.path, 'a.txt'))).toBe(true)
  })

  it('obeys its own repository whatever git variables the person has set', async () => {
    const fixture = gitFixture()
    const stranger = gitFixture()
    const env = {
      GIT_DIR: path.join(stranger.root, '.git'),
      GIT_WORK_TREE: stranger.root,
      GIT_INDEX_FILE: path.join(stranger.top, 'index'),
      EDITOR: 'false',
      GIT_EDITOR: 'false',
      GIT_PAGER: 'false',
      PAGER: 'false',
    }
    const repo = await open(fixture, env)
    expect([repo.root, realpathSync(repo.commonDir)]).toEqual([fixture.root, path.join(fixture.root, '.git')])
    const bench = expectOk(await repo.bench('billing', fixture.git(['rev-parse', 'HEAD'])))
    fixture.write({ 'a.txt': 'a\n' }, bench.path)
    expectOk(await bench.commit('feat: a'))
    expect(stranger.git(['for-each-ref']).split('\n')).toHaveLength(1)
  })
})

describe('clearing a bench', () => {
  it('leaves it standing while a byte of it is in no commit, and keeps the branch', async () => {
    const fixture = gitFixture()
    const { repo, bench } = await benchOf(fixture)
    fixture.write({ 'a.txt': 'a\n' }, bench.path)
    expect(await repo.clearBench('billing')).toBe(false)
    expect(existsSync(path.join(bench.path, 'a.txt'))).toBe(true)
    const sha = expectOk(await bench.commit('feat: a'))
    fixture.git(['update-index', '--assume-unchanged', 'README.md'], bench.path)
    fixture.write({ 'README.md': 'hidden\n' }, bench.path)
    expect(await repo.clearBench('billing')).toBe(false)
    fixture.git(['checkout', '--quiet', '.'], bench.path)
    fixture.git(['checkout', '--quiet', '--detach'], bench.path)
    expect(await repo.clearBench('billing')).toBe(false)
    fixture.git(['checkout', '--quiet', 'forge/billing'], bench.path)
    expect(await repo.clearBench('billing')).toBe(true)
    expect([existsSync(bench.path), await repo.resolve('forge/billing')]).toEqual([false, sha])
    expect(await repo.clearBench('billing')).toBe(true)
  })
})

describe('hooks', () => {
  const failing = '#!/bin/sh\necho the hook says no >&2\nexit 1\n'
  const marking = '#!/bin/sh\ntouch "$(git rev-parse --git-common-dir)/hook-ran"\n'
  const ran = (fixture: GitFixture): boolean => existsSync(path.join(fixture.root, '.git/hook-ran'))

  function install(folder: string, name: string, text: string): void {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, name), text, { mode: 0o755 })
    expect(statSync(path.join(folder, name)).mode & 0o100).toBe(0o100)
  }

  it('run on a commit, and what they refuse is told with the work kept', async () => {
    const fixture = gitFixture()
    const gate = '#!/bin/sh\ntest -e "$(git rev-parse --git-common-dir)/allowed" && exit 0\n'
    install(path.join(fixture.root, '.git/hooks'), 'pre-commit', `${gate}${failing}`)
    install(path.join(fixture.root, '.git/hooks'), 'commit-msg', marking)
    install(path.join(fixture.root, '.git/hooks'), 'post-checkout', marking)
    const { bench, repo, base } = await benchOf(fixture)
    expect(ran(fixture)).toBe(false)
    fixture.write({ 'a.txt': 'a\n' }, bench.path)
    expect(expectFailure(await bench.commit('feat: a')).why).toBe('the hook says no')
    fixture.write({ '.git/allowed': '' })
    const again = expectOk(await repo.bench('billing', base))
    expectOk(await again.commit('feat: a'))
    expect(ran(fixture)).toBe(true)
  })

  it('that appeared since the worktree was first made do not run in any later run', async () => {
    const fixture = gitFixture()
    const { repo, base, bench } = await benchOf(fixture)
    install(path.join(fixture.root, '.git/hooks'), 'pre-commit', marking)
    const again = expectOk(await (await open(fixture)).bench('billing', base))
    fixture.write({ 'a.txt': 'a\n' }, again.path)
    expectOk(await again.commit('feat: a'))
    fixture.git(['worktree', 'remove', '--force', bench.path])
    const anew = expectOk(await (await open(fixture)).bench('billing', base))
    expect(anew.fresh).toBe(true)
    fixture.write({ 'b.txt': 'b\n' }, anew.path)
    expectOk(await anew.commit('feat: b'))
    expect(ran(fixture)).toBe(false)
    expect(await repo.clearBench('billing')).toBe(true)
    const next = expectOk(await repo.bench('billing', base))
    fixture.write({ 'c.txt': 'c\n' }, next.path)
    expectOk(await next.commit('feat: c'))
    expect(ran(fixture)).toBe(true)
  })

  it('that appeared since the worktree was opened do not run', async () => {
    const fixture = gitFixture()
    const { bench } = await benchOf(fixture)
    install(path.join(fixture.root, '.git/hooks'), 'pre-commit', marking)
    fixture.write({ 'a.txt': 'a\n' }, bench.path)
    expectOk(await bench.commit('feat: a'))
    expect(ran(fixture)).toBe(false)
  })

  it('that lie in the tree run only where all of them are as they were at the base', async () => {
    const fixture = gitFixture({ files: { 'a.txt': 'a\n', '.gitignore': '.githooks/post-*\n' } })
    install(path.join(fixture.root, '.githooks'), 'pre-commit', marking)
    fixture.git(['config', 'core.hooksPath', '.githooks'])
    fixture.git(['add', '-A'])
    fixture.git(['commit', '--quiet', '--no-verify', '-m', 'hooks'])
    const { bench } = await benchOf(fixture)
    const hooks = path.join(bench.path, '.githooks')
    install(hooks, 'post-commit', marking)
    fixture.write({ 'a.txt': 'b\n' }, bench.path)
    expectOk(await bench.commit('feat: with a hook that git ignores'))
    rmSync(path.join(hooks, 'post-commit'))
    install(hooks, 'pre-commit', `${marking}# changed\n`)
    expectOk(await bench.commit('feat: with a changed hook'))
    expect(ran(fixture)).toBe(false)
    install(hooks, 'pre-commit', marking)
    expectOk(await bench.commit('feat: with the hook of old'))
    expect(ran(fixture)).toBe(true)
  })
})
