import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDiff } from '../../src/diff/parse-diff.ts'
import { openRepo } from '../../src/repo/open-repo.ts'
import { gitFixture } from './git-fixture.ts'
import type { GitFixture } from './git-fixture.ts'
import { expectFailure, expectOk } from './results.ts'

const open = (fixture: GitFixture, folder = fixture.root, env = fixture.env) =>
  openRepo({ name: 'shop', path: folder, worktreesAt: fixture.worktreesAt, env })

describe('opening a repository', () => {
  it('finds its top, its shared folder and what is checked out, from any folder in it', async () => {
    const fixture = gitFixture({ files: { 'a b/c.txt': 'c\n' } })
    const repo = expectOk(await open(fixture, path.join(fixture.root, 'a b')))
    expect([repo.name, repo.root, repo.commonDir]).toEqual(['shop', fixture.root, path.join(fixture.root, '.git')])
    const sha = fixture.git(['rev-parse', 'HEAD'])
    expect(expectOk(await repo.head())).toEqual({ sha, branch: 'main' })
    fixture.git(['checkout', '--quiet', '--detach'])
    expect(expectOk(await repo.head())).toEqual({ sha, branch: null })
  })

  it('works where the linked folder is a worktree itself', async () => {
    const fixture = gitFixture()
    const linked = path.join(fixture.top, 'linked')
    fixture.git(['worktree', 'add', '--quiet', '-b', 'side', linked])
    const repo = expectOk(await open(fixture, linked))
    expect([repo.root, repo.commonDir, expectOk(await repo.head()).branch]).toEqual([linked, path.join(fixture.root, '.git'), 'side'])
    const sha = expectOk(await repo.head()).sha
    const bench = expectOk(await repo.bench('billing', sha))
    fixture.write({ 'a.txt': 'a\n' }, bench.path)
    const head = expectOk(await bench.commit('feat: a')) ?? ''
    const { sha: squashed, onto } = expectOk(await repo.squash(head, 'side', 'feat: a'))
    expect(expectOk(await repo.advance('side', squashed, onto)).treeMoved).toBe(true)
    expect(fixture.git(['status', '--porcelain'], linked)).toBe('')
  })

  it('says what is missing', async () => {
    const fixture = gitFixture({ files: null })
    const gone = expectFailure(await open(fixture, path.join(fixture.top, 'gone')))
    expect([gone.code, gone.next]).toEqual(['no-repo', expect.stringContaining('forge init')])
    mkdirSync(path.join(fixture.top, 'plain'))
    expect(expectFailure(await open(fixture, path.join(fixture.top, 'plain'))).code).toBe('no-repo')
    fixture.git(['init', '--quiet', '--bare', path.join(fixture.top, 'bare')])
    expect(expectFailure(await open(fixture, path.join(fixture.top, 'bare'))).what).toContain('bare')
    expect(expectFailure(await open(fixture, fixture.root, { ...fixture.env, PATH: '' })).code).toBe('no-git')
    const unborn = expectFailure(await expectOk(await open(fixture)).head())
    expect([unborn.code, unborn.why]).toEqual(['unborn-branch', expect.stringContaining('main')])
  })

  it('keeps worktrees out of the repository, in the cache folder where nothing else is said', async () => {
    const fixture = gitFixture()
    const inside = await openRepo({
      name: 'shop',
      path: fixture.root,
      worktreesAt: path.join(fixture.root, 'deep/trees'),
      env: fixture.env,
    })
    expect(expectFailure(inside).code).toBe('bad-config')
    const env = { ...fixture.env, FORGE_HOME: path.join(fixture.top, 'home') }
    const repo = expectOk(await openRepo({ name: 'my/shop', path: fixture.root, worktreesAt: null, env }))
    const bench = expectOk(await repo.bench('billing', expectOk(await repo.head()).sha))
    expect(path.relative(env.FORGE_HOME, bench.path)).toMatch(/^cache\/worktrees\/my_shop-[0-9a-f]{10}\/benches\/billing$/)
  })

  it('works with SHA-256 objects from bench to landing', async () => {
    const fixture = gitFixture({ objectFormat: 'sha256' })
    const repo = expectOk(await open(fixture))
    const base = expectOk(await repo.head()).sha
    expect(base).toHaveLength(64)
    const bench = expectOk(await repo.bench('billing', base))
    fixture.write({ 'a.txt': 'a\n' }, bench.path)
    const head = expectOk(await bench.commit('feat: a')) ?? ''
    const { sha, onto } = expectOk(await repo.squash(head, 'main', 'feat: a'))
    expectOk(await repo.advance('main', sha, onto))
    expect(await repo.show('main', 'a.txt')).toBe('a\n')
  })
})

describe('reading a repository', () => {
  it('resolves refs, relations and files, and nothing that is none', async () => {
    const fixture = gitFixture({ files: { 'ü "x".txt': 'text\n', 'bin.dat': new Uint8Array([0, 1]) } })
    const repo = expectOk(await open(fixture))
    const first = expectOk(await repo.head()).sha
    const second = fixture.commit({ 'b.txt': 'b\n' })
    expect(await repo.resolve('main')).toBe(second)
    for (const none of ['nope', '--all', '', 'main:b.txt']) expect(await repo.resolve(none), none).toBeNull()
    expect([await repo.isAncestor(first, second), await repo.isAncestor(second, first), await repo.isAncestor('nope', second)]).toEqual([
      true,
      false,
      false,
    ])
    expect(await repo.show(first, 'ü "x".txt')).toBe('text\n')
    expect([await repo.show(first, 'bin.dat'), await repo.show(first, 'b.txt'), await repo.show('nope', 'b.txt')]).toEqual([
      null,
      null,
      null,
    ])
    expect(await repo.files(second)).toEqual(['b.txt', 'bin.dat', 'ü "x".txt'])
  })

  it('gives the same diff whatever the person has set for showing diffs', async () => {
    const fixture = gitFixture({ files: { 'a b.txt': '1\n2\n3\n4\n5\n6\n7\n8\n9\n\n', '.gitattributes': '*.txt diff=loud\n' } })
    const base = fixture.git(['rev-parse', 'HEAD'])
    const head = fixture.commit({ 'a b.txt': '1\n2\n3\n4\n5\n6\nseven\n8\n9\n\n', 'ü.txt': 'x\n' })
    const plain = expectOk(await expectOk(await open(fixture)).diff(base, head))
    for (const [key, value] of Object.entries({
      'diff.noprefix': 'true',
      'diff.context': '0',
      'diff.mnemonicPrefix': 'true',
      'color.ui': 'always',
      'diff.external': '/bin/false',
      'diff.loud.command': '/bin/false',
      'diff.loud.textconv': '/bin/false',
    }))
      fixture.git(['config', key, value])
    const repo = expectOk(await open(fixture))
    expect(expectOk(await repo.diff(base, head))).toBe(plain)
    expect(parseDiff(plain).map((file) => file.path)).toEqual(['a b.txt', 'ü.txt'])
    expect(expectOk(await repo.changed(base, head)).map((file) => [file.path, file.added, file.removed])).toEqual([
      ['a b.txt', 1, 1],
      ['ü.txt', 1, 0],
    ])
    expect(expectFailure(await repo.diff(base, 'nope')).code).toBe('git-failed')
  })
})

describe('a room', () => {
  it('holds a commit, tells what an agent changed in it, and goes away only when clean', async () => {
    const fixture = gitFixture({ files: { 'a.txt': 'a\n', '.gitignore': '*.log\n' } })
    const repo = expectOk(await open(fixture))
    const { sha } = expectOk(await repo.head())
    fixture.commit({ 'a.txt': 'later\n' })
    const room = expectOk(await repo.room('billing-court', sha))
    expect([room.sha, await room.changed(), fixture.git(['show', 'HEAD:a.txt'], room.path)]).toEqual([sha, [], 'a'])
    fixture.write({ 'new file.txt': 'x', 'a.txt': 'b\n', 'x.log': 'ignored' }, room.path)
    expect(await room.changed()).toEqual(['a.txt', 'new file.txt'])
    await room.leave()
    expect(fixture.git(['worktree', 'list'])).toContain('billing-court')
    const next = expectOk(await repo.room('billing-court', sha))
    expect([next.path === room.path, await next.changed()]).toEqual([false, []])
    await next.leave()
    fixture.git(['checkout', '--quiet', '.'], room.path)
    rmSync(path.join(room.path, 'new file.txt'))
    await room.leave()
    expect(fixture.git(['worktree', 'list']).split('\n')).toHaveLength(1)
  })

  it('sees a change that an agent committed, and a link that was rewritten', async () => {
    const fixture = gitFixture()
    const repo = expectOk(await open(fixture))
    const { sha } = expectOk(await repo.head())
    const room = expectOk(await repo.room('court', sha))
    fixture.commit({ 'a.txt': 'a\n' }, 'agent', room.path)
    expect(await room.changed()).toEqual(['a.txt'])
    await room.leave()
    expect(fixture.git(['worktree', 'list']).split('\n')).toHaveLength(2)
    expect(expectOk(await repo.room('court', sha)).path).not.toBe(room.path)
    writeFileSync(path.join(room.path, '.git'), `gitdir: ${path.join(fixture.root, '.git')}\n`)
    expect(await room.changed()).toEqual(['.git'])
  })

  it('is taken over from a killed run for another commit, but never a folder that git does not know', async () => {
    const fixture = gitFixture({ files: { 'a.txt': 'a\n' } })
    const repo = expectOk(await open(fixture))
    const first = expectOk(await repo.head()).sha
    const room = expectOk(await repo.room('court', first))
    const second = fixture.commit({ 'b.txt': 'b\n' })
    const again = expectOk(await repo.room('court', second))
    expect([again.path, await again.changed(), fixture.git(['rev-parse', 'HEAD'], again.path)]).toEqual([room.path, [], second])
    const plain = path.join(path.dirname(room.path), 'plain')
    mkdirSync(plain)
    writeFileSync(path.join(plain, 'work.txt'), 'work')
    expect(expectFailure(await repo.room('plain', second)).what).toContain(plain)
    expect(expectFailure(await repo.room('../x', second)).code).toBe('bad-feature-name')
  })

  it('counts as clean where the checkout itself leaves a file changed', async () => {
    const fixture = gitFixture({ files: { 'a.txt': 'a\n', 'z.txt': 'z\n', '.gitattributes': 'z.txt filter=clumsy\n' } })
    fixture.git(['config', 'filter.clumsy.smudge', 'echo more >> a.txt; cat'])
    const repo = expectOk(await open(fixture))
    const room = expectOk(await repo.room('court', expectOk(await repo.head()).sha))
    expect([fixture.git(['status', '--porcelain'], room.path), await room.changed()]).toEqual([' M a.txt', []])
    fixture.write({ 'a.txt': 'agent\n' }, room.path)
    expect(await room.changed()).toEqual(['a.txt'])
    fixture.write({ 'a.txt': 'a\nmore\n' }, room.path)
    await room.leave()
    expect(existsSync(room.path)).toBe(false)
  })

  it('goes away with what gates left in it where that is asked for', async () => {
    const fixture = gitFixture()
    const repo = expectOk(await open(fixture))
    const room = expectOk(await repo.room('land', expectOk(await repo.head()).sha))
    fixture.write({ 'coverage/x': 'x\n' }, room.path)
    await room.leave(true)
    expect(existsSync(room.path)).toBe(false)
  })

  it('can be one of several that are opened at once, also where the repository has submodules', async () => {
    const fixture = gitFixture()
    const inner = gitFixture()
    fixture.git(['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'inner'])
    const sha = fixture.commit({}, 'with a submodule')
    const repo = expectOk(await open(fixture))
    const rooms = (await Promise.all(['a', 'b', 'c', 'd'].map((name) => repo.room(name, sha)))).map(expectOk)
    expect(new Set(rooms.map((room) => room.path)).size).toBe(4)
    expect(await Promise.all(rooms.map((room) => room.changed()))).toEqual([[], [], [], []])
    for (const room of rooms) await room.leave()
    expect(fixture.git(['worktree', 'list']).split('\n')).toHaveLength(1)
  })
})
