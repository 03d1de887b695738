import { readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRepo } from '../../src/repo/open-repo.ts'
import type { Repo } from '../../src/repo/repo.ts'
import { gitFixture } from './git-fixture.ts'
import type { FixtureOptions, GitFixture } from './git-fixture.ts'
import { expectFailure, expectOk } from './results.ts'

interface Ready {
  readonly fixture: GitFixture
  readonly repo: Repo
  readonly base: string
  readonly head: string
}

/** A repository whose feature changed `a.txt`, removed `old.txt` and added `new/n.txt`. */
async function ready(options: FixtureOptions = {}, vaultAt?: (fixture: GitFixture) => string): Promise<Ready> {
  const fixture = gitFixture({
    ...options,
    files: { 'a.txt': '1\n2\n3\n4\n5\n', 'old.txt': 'old\n', 'other.txt': 'other\n', ...options.files },
  })
  const place = {
    name: 'shop',
    path: fixture.root,
    worktreesAt: fixture.worktreesAt,
    env: fixture.env,
    vaultAt: vaultAt?.(fixture) ?? null,
  }
  const repo = expectOk(await openRepo(place))
  const base = fixture.git(['rev-parse', 'HEAD'])
  const bench = expectOk(await repo.bench('billing', base))
  rmSync(path.join(bench.path, 'old.txt'))
  fixture.write({ 'a.txt': '1\ntwo\n3\n4\n5\n', 'new/n.txt': 'n\n' }, bench.path)
  const head = expectOk(await bench.commit('feat: build')) ?? ''
  return { fixture, repo, base, head }
}

async function land({ repo, head }: Ready, target = 'main') {
  const { sha, onto } = expectOk(await repo.squash(head, target, 'feat: billing\n\nBody "quoted" `$x`\n# kept\n'))
  return { sha, onto, result: await repo.advance(target, sha, onto) }
}

/** All that a refused landing must leave as it was. */
function state(fixture: GitFixture): unknown {
  const names = fixture.git(['ls-files', '--others', '--cached', '-z']).split('\0')
  const content = names.filter((name) => name !== '').map((name) => [name, readFile(fixture, name)])
  return {
    refs: fixture.git(['for-each-ref']),
    status: fixture.git(['status', '--porcelain', '--ignored']),
    index: fixture.git(['ls-files', '-s']),
    content,
  }
}

function readFile(fixture: GitFixture, name: string): string | null {
  try {
    return readFileSync(path.join(fixture.root, name), 'utf8')
  } catch {
    return null
  }
}

describe('landing', () => {
  it('puts one commit with the given message on the target and moves the clean tree with it', async () => {
    const all = await ready()
    const { fixture, repo, base } = all
    const made = expectOk(await repo.squash(all.head, 'main', 'feat: x'))
    expect([fixture.git(['rev-parse', 'main']), fixture.git(['status', '--porcelain']), made.onto]).toEqual([base, '', base])
    const { sha, result } = await land(all)
    expect(expectOk(result)).toEqual({ sha, target: 'main', treeMoved: true })
    expect(fixture.git(['log', '-1', '--format=%P%n%an%n%B'])).toBe(`${base}\nAda\nfeat: billing\n\nBody "quoted" \`$x\`\n# kept\n`)
    expect([fixture.git(['rev-parse', 'HEAD']), fixture.git(['status', '--porcelain'])]).toEqual([sha, ''])
    expect([readFile(fixture, 'new/n.txt'), readFile(fixture, 'old.txt')]).toEqual(['n\n', null])
    expect(fixture.git(['reflog', '-1', '--format=%gs'])).toBe('forge: land')
  })

  it('merges with what came to the target meanwhile, and says so once all of it is there already', async () => {
    const all = await ready()
    const later = all.fixture.commit({ 'a.txt': '1\n2\n3\n4\nfive\n' })
    const { sha, onto } = await land(all)
    expect([onto, readFile(all.fixture, 'a.txt')]).toEqual([later, '1\ntwo\n3\n4\nfive\n'])
    const again = await land(all)
    expect([again.sha, again.onto, expectOk(again.result).sha]).toEqual([sha, sha, sha])
    all.fixture.write({ 'a.txt': 'mine\n' })
    expect(expectOk((await land(all)).result).treeMoved).toBe(false)
  })

  it('leaves the tree alone while it is on another branch, dirty or not', async () => {
    const all = await ready()
    all.fixture.git(['checkout', '--quiet', '-b', 'mine'])
    all.fixture.write({ 'a.txt': 'mine\n', 'loose.txt': 'loose\n' })
    const status = all.fixture.git(['status', '--porcelain'])
    const { sha, result } = await land(all)
    expect(expectOk(result).treeMoved).toBe(false)
    expect([all.fixture.git(['rev-parse', 'main']), all.fixture.git(['status', '--porcelain'])]).toEqual([sha, status])
  })

  it('names the files of a conflict and makes nothing', async () => {
    const all = await ready()
    all.fixture.commit({ 'a.txt': '1\nzwei\n3\n4\n5\n' })
    const before = state(all.fixture)
    const failure = expectFailure(await all.repo.squash(all.head, 'main', 'feat: x'))
    expect([failure.code, failure.why]).toEqual(['merge-conflict', 'Both sides changed a.txt.'])
    expect(expectFailure(await all.repo.squash(all.head, 'nope', 'feat: x')).code).toBe('not-ready')
    expect(state(all.fixture)).toEqual(before)
  })

  const inTheWay: readonly (readonly [string, (fixture: GitFixture) => void])[] = [
    [
      'a changed file',
      (fixture) => {
        fixture.write({ 'other.txt': 'mine\n' })
      },
    ],
    [
      'a staged file',
      (fixture) => {
        fixture.write({ 'other.txt': 'mine\n' })
        fixture.git(['add', '-A'])
      },
    ],
    [
      'a removed file',
      (fixture) => {
        rmSync(path.join(fixture.root, 'other.txt'))
      },
    ],
    [
      'an untracked file at a new path',
      (fixture) => {
        fixture.write({ 'new/n.txt': 'mine\n' })
      },
    ],
    [
      'an ignored file at a new path',
      (fixture) => {
        fixture.write({ 'new/n.txt': 'mine\n', '.git/info/exclude': 'n.txt\n' })
      },
    ],
    [
      'a file where a new folder goes',
      (fixture) => {
        fixture.write({ new: 'mine\n', '.git/info/exclude': 'new\n' })
      },
    ],
    [
      'a dead link where a new folder goes',
      (fixture) => {
        symlinkSync('nowhere', path.join(fixture.root, 'new'))
      },
    ],
    ...['--assume-unchanged', '--skip-worktree'].map(
      (flag) =>
        [
          `a file that ${flag} hides`,
          (fixture: GitFixture): void => {
            fixture.git(['update-index', flag, 'a.txt', 'old.txt'])
            fixture.write({ 'a.txt': 'mine\n', 'old.txt': 'mine\n' })
          },
        ] as const,
    ),
    [
      'a merge under way',
      (fixture) => {
        fixture.write({ '.git/MERGE_HEAD': `${fixture.git(['rev-parse', 'HEAD'])}\n` })
      },
    ],
  ]
  for (const [what, block] of inTheWay) {
    it(`is refused by ${what}, and changes nothing`, async () => {
      const all = await ready()
      block(all.fixture)
      const before = state(all.fixture)
      const { result } = await land(all)
      expect(expectFailure(result).code).toBe('dirty-tree')
      expect(state(all.fixture)).toEqual(before)
    })
  }

  it('goes past untracked files and files that were only touched', async () => {
    const all = await ready()
    utimesSync(path.join(all.fixture.root, 'a.txt'), 1_000_000, 1_000_000)
    all.fixture.write({ 'loose.txt': 'loose\n' })
    expectOk((await land(all)).result)
    expect(all.fixture.git(['status', '--porcelain'])).toBe('?? loose.txt')
  })

  it('goes past changed notes of a vault in the repository, but not where it would overwrite one', async () => {
    const notes = (fixture: GitFixture): string => path.join(fixture.root, 'notes')
    const all = await ready({ files: { 'notes/x.md': 'x\n', 'notes/y.md': 'y\n' } }, notes)
    all.fixture.write({ 'notes/x.md': 'changed\n' })
    const { result } = await land(all)
    expect([expectOk(result).treeMoved, all.fixture.git(['status', '--porcelain'])]).toEqual([true, ' M notes/x.md'])
    const bench = expectOk(await all.repo.bench('billing', all.base))
    all.fixture.write({ 'notes/x.md': 'built\n' }, bench.path)
    const head = expectOk(await bench.commit('feat: a note')) ?? ''
    const before = state(all.fixture)
    const refused = await land({ ...all, head })
    expect(expectFailure(refused.result).why).toContain('notes/x.md')
    expect(state(all.fixture)).toEqual(before)
  })

  it('is refused where the target is checked out in another worktree, or moved since the merge was made', async () => {
    const all = await ready()
    const { fixture, repo, base, head } = all
    fixture.git(['checkout', '--quiet', '-b', 'mine'])
    const made = expectOk(await repo.squash(head, 'main', 'feat: x'))
    fixture.git(['worktree', 'add', '--quiet', path.join(fixture.top, 'elsewhere'), 'main'])
    expect(expectFailure(await repo.advance('main', made.sha, made.onto)).why).toContain('elsewhere')
    fixture.git(['worktree', 'remove', path.join(fixture.top, 'elsewhere')])
    fixture.git(['checkout', '--quiet', 'main'])
    const moved = fixture.commit({ 'b.txt': 'b\n' })
    const before = state(fixture)
    const { ctimeMs } = statSync(path.join(fixture.root, 'a.txt'))
    expect(expectFailure(await repo.advance('main', made.sha, base)).what).toContain('moved')
    expect([state(fixture), fixture.git(['rev-parse', 'main'])]).toEqual([before, moved])
    expect(statSync(path.join(fixture.root, 'a.txt')).ctimeMs).toBe(ctimeMs)
  })

  it('puts the tree back where the branch cannot be moved', async () => {
    const all = await ready()
    const before = state(all.fixture)
    writeFileSync(path.join(all.fixture.root, '.git/refs/heads/main.lock'), '')
    expect(expectFailure((await land(all)).result).code).toBe('git-failed')
    rmSync(path.join(all.fixture.root, '.git/refs/heads/main.lock'))
    expect(state(all.fixture)).toEqual(before)
  })

  it('puts the tree back where git gives up midway', async () => {
    const all = await ready({ files: { '.gitattributes': 'zz.txt filter=broken\n', 'zz.txt': 'z\n' } })
    const bench = expectOk(await all.repo.bench('billing', all.base))
    all.fixture.write({ 'zz.txt': 'zz\n' }, bench.path)
    const head = expectOk(await bench.commit('feat: zz')) ?? ''
    all.fixture.git(['config', 'filter.broken.required', 'true'])
    all.fixture.git(['config', 'filter.broken.smudge', 'grep -v zz'])
    all.fixture.git(['config', 'filter.broken.clean', 'cat'])
    const before = state(all.fixture)
    expect(expectFailure((await land({ ...all, head })).result).code).toBe('git-failed')
    all.fixture.git(['config', '--remove-section', 'filter.broken'])
    expect(state(all.fixture)).toEqual(before)
  })

  it('puts back only what git wrote where it gives up midway', async () => {
    const all = await ready({ files: { '.gitattributes': 'mm.txt filter=broken\n', 'mm.txt': 'm\n', 'zz.txt': 'z\n' } })
    const bench = expectOk(await all.repo.bench('billing', all.base))
    all.fixture.write({ 'mm.txt': 'mm\n', 'zz.txt': 'zz\n' }, bench.path)
    const head = expectOk(await bench.commit('feat: zz')) ?? ''
    all.fixture.git(['config', 'filter.broken.required', 'true'])
    all.fixture.git(['config', 'filter.broken.smudge', 'grep -v mm'])
    all.fixture.git(['config', 'filter.broken.clean', 'cat'])
    const { ctimeMs, ino } = statSync(path.join(all.fixture.root, 'zz.txt'))
    expect(expectFailure((await land({ ...all, head })).result).code).toBe('git-failed')
    const after = statSync(path.join(all.fixture.root, 'zz.txt'))
    expect([after.ctimeMs, after.ino, readFile(all.fixture, 'a.txt')]).toEqual([ctimeMs, ino, '1\n2\n3\n4\n5\n'])
  })

  it('lands a file under a name in other letters, but not over a file of the person that has that name', async () => {
    const all = await ready({ files: { 'readme.md': 'read\n' } })
    const bench = expectOk(await all.repo.bench('billing', all.base))
    rmSync(path.join(bench.path, 'readme.md'))
    all.fixture.write({ 'README.md': 'read\n' }, bench.path)
    const head = expectOk(await bench.commit('feat: capitals')) ?? ''
    if (readFile(all.fixture, 'README.md') === null) {
      all.fixture.write({ 'README.md': 'mine\n', '.git/info/exclude': 'README.md\n' })
      const before = state(all.fixture)
      const refused = await land({ ...all, head })
      expect(expectFailure(refused.result).why).toContain('README.md')
      expect([state(all.fixture), readFile(all.fixture, 'README.md')]).toEqual([before, 'mine\n'])
      rmSync(path.join(all.fixture.root, 'README.md'))
    }
    expectOk((await land({ ...all, head })).result)
    expect(readFile(all.fixture, 'README.md')).toBe('read\n')
  })

  it('gives way to whoever moves the branch in the very moment', async () => {
    const all = await ready({ files: { '.gitattributes': 'new/n.txt filter=racing\n' } })
    const { fixture } = all
    fixture.git(['checkout', '--quiet', '-b', 'mine'])
    const rival = fixture.commit({ 'b.txt': 'b\n' })
    fixture.git(['checkout', '--quiet', 'main'])
    const index = fixture.git(['ls-files', '-s'])
    fixture.git(['config', 'filter.racing.smudge', `git update-ref refs/heads/main ${rival}; cat`])
    expect(expectFailure((await land(all)).result).what).toContain('moved')
    expect([fixture.git(['rev-parse', 'main']), fixture.git(['ls-files', '-s']), readFile(fixture, 'new/n.txt')]).toEqual([
      rival,
      index,
      null,
    ])
  })

  it('goes on where it was killed between moving the tree and moving the branch', async () => {
    const all = await ready({ files: { 'notes/x.md': 'x\n' } }, (fixture) => path.join(fixture.root, 'notes'))
    all.fixture.write({ 'notes/x.md': 'changed\n' })
    const killed = expectOk(await all.repo.squash(all.head, 'main', 'feat: x'))
    all.fixture.git(['read-tree', '-m', '-u', killed.onto, killed.sha])
    const { sha, result } = await land(all)
    expect(expectOk(result)).toEqual({ sha, target: 'main', treeMoved: true })
    expect(all.fixture.git(['status', '--porcelain'])).toBe(' M notes/x.md')
  })

  it('signs where the person signs, and fails where that fails', async () => {
    const all = await ready()
    all.fixture.git(['config', 'commit.gpgsign', 'true'])
    all.fixture.git(['config', 'gpg.program', '/bin/false'])
    expect(expectFailure(await all.repo.squash(all.head, 'main', 'feat: x')).code).toBe('git-failed')
  })
})
