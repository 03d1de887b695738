import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRepo } from '../../src/repo/open-repo.ts'
import type { Bench, Seal } from '../../src/repo/repo.ts'
import { gitFixture } from './git-fixture.ts'
import type { GitFixture } from './git-fixture.ts'
import { expectOk } from './results.ts'

interface Sealed {
  readonly fixture: GitFixture
  readonly bench: Bench
  readonly seal: Seal
}

async function sealed(prepare: (fixture: GitFixture) => void = () => undefined, vault: string | null = null): Promise<Sealed> {
  const fixture = gitFixture({ files: { 'a.txt': 'a\n', 'dirty.txt': 'd\n', 'half.txt': '1\n2\n3\n4\n5\n6\n7\n8\n9\n' } })
  fixture.write({ 'dirty.txt': 'mine\n' })
  prepare(fixture)
  const vaultAt = vault === null ? null : path.join(fixture.root, vault)
  const repo = expectOk(await openRepo({ name: 'shop', path: fixture.root, worktreesAt: fixture.worktreesAt, env: fixture.env, vaultAt }))
  const bench = expectOk(await repo.bench('billing', fixture.git(['rev-parse', 'HEAD'])))
  return { fixture, bench, seal: await repo.seal(bench) }
}

describe('a seal', () => {
  const breaches: readonly (readonly [string, string, (all: Sealed) => void])[] = [
    [
      'a new hook',
      'pre-push',
      ({ fixture }) => {
        fixture.write({ '.git/hooks/pre-push': '#!/bin/sh\n' })
      },
    ],
    [
      'a changed setting',
      'core.pager',
      ({ fixture }) => {
        fixture.git(['config', 'core.pager', 'evil'])
      },
    ],
    [
      'a changed setting of the person',
      'core.hookspath',
      ({ fixture }) => {
        fixture.git(['config', '--global', 'core.hooksPath', '/tmp/evil'])
      },
    ],
    [
      'attributes for the whole repository',
      'attributes',
      ({ fixture }) => {
        fixture.write({ '.git/info/attributes': '* filter=evil\n' })
      },
    ],
    [
      'names that the whole repository ignores from now on',
      'exclude',
      ({ fixture }) => {
        fixture.write({ '.git/info/exclude': 'evil.txt\n', 'evil.txt': 'agent\n' })
      },
    ],
    [
      'the note of its hooks rewritten',
      'controls',
      ({ fixture }) => {
        fixture.write({ '.git/forge/controls/billing': 'agent' })
      },
    ],
    ...['--assume-unchanged', '--skip-worktree'].map(
      (flag) =>
        [
          `a file hidden with ${flag} and written`,
          'a.txt',
          ({ fixture }: Sealed): void => {
            fixture.git(['update-index', flag, 'a.txt'])
            fixture.write({ 'a.txt': 'agent\n' })
          },
        ] as const,
    ),
    [
      'a branch moved to its commit',
      'refs/heads/mine',
      ({ fixture, bench }) => {
        fixture.git(['update-ref', 'refs/heads/mine', fixture.commit({ x: 'x' }, 'agent', bench.path)])
      },
    ],
    [
      'a tag on a commit it then left',
      'refs/tags/t',
      ({ fixture, bench }) => {
        fixture.git(['tag', 't', fixture.commit({ x: 'x' }, 'agent', bench.path)])
        fixture.git(['reset', '--quiet', '--hard', 'HEAD~1'], bench.path)
      },
    ],
    [
      'its commit pushed',
      'refs/remotes/origin/main',
      ({ fixture, bench }) => {
        fixture.git(['update-ref', 'refs/remotes/origin/main', fixture.commit({ x: 'x' }, 'agent', bench.path)])
      },
    ],
    [
      'the main tree put on its commit',
      'HEAD of the main working tree',
      ({ fixture, bench }) => {
        fixture.git(['checkout', '--quiet', '--detach', fixture.commit({ x: 'x' }, 'agent', bench.path)])
      },
    ],
    [
      'an index that git can no longer read',
      '.git',
      ({ fixture }) => {
        fixture.write({ '.git/index': 'broken' })
      },
    ],
    [
      'a file written in the main tree',
      'a.txt',
      ({ fixture }) => {
        fixture.write({ 'a.txt': 'agent\n' })
      },
    ],
    [
      'a new file in the main tree',
      'deep/new ü.txt',
      ({ fixture }) => {
        fixture.write({ 'deep/new ü.txt': 'agent\n' })
      },
    ],
    [
      'a dirty file written once more',
      'dirty.txt',
      ({ fixture }) => {
        fixture.write({ 'dirty.txt': 'agent\n' })
      },
    ],
    [
      'a file staged in the main index',
      'dirty.txt',
      ({ fixture }) => {
        fixture.git(['add', 'dirty.txt'])
      },
    ],
  ]
  for (const [what, named, breach] of breaches) {
    it(`finds ${what}`, async () => {
      const all = await sealed()
      breach(all)
      expect(await all.seal.breaches()).toEqual([expect.stringContaining(named)])
    })
  }

  const normal: readonly (readonly [string, (all: Sealed) => void])[] = [
    ['nothing at all', () => undefined],
    [
      'the builder who edits and commits in the worktree',
      ({ fixture, bench }) => {
        fixture.commit({ x: 'x' }, 'agent', bench.path)
      },
    ],
    [
      'the person who commits what was dirty',
      ({ fixture }) => {
        fixture.git(['commit', '--quiet', '-am', 'mine'])
      },
    ],
    [
      'the person who commits new work',
      ({ fixture, bench }) => {
        fixture.commit({ x: 'x' }, 'agent', bench.path)
        fixture.commit({ 'person.txt': 'p\n', 'a.txt': 'p\n' }, 'person')
      },
    ],
    [
      'the person who undoes, switches, tags and brings branches',
      ({ fixture }) => {
        fixture.git(['checkout', '--quiet', '.'])
        fixture.git(['checkout', '--quiet', '-b', 'other'])
        fixture.commit({ 'o.txt': 'o\n' })
        fixture.git(['tag', 'v1'])
        fixture.git(['checkout', '--quiet', 'main'])
      },
    ],
    [
      'a fetch and the upstream that git notes for it',
      ({ fixture }) => {
        const other = path.join(fixture.top, 'clone')
        fixture.git(['clone', '--quiet', fixture.root, other])
        fixture.commit({ 'far.txt': 'far\n' }, 'far away', other)
        fixture.git(['fetch', '--quiet', other, 'main:refs/remotes/origin/main'])
        fixture.git(['config', 'branch.main.remote', 'origin'])
      },
    ],
    [
      'an editor that asks for the status',
      ({ fixture }) => {
        fixture.git(['status'])
      },
    ],
  ]
  for (const [what, move] of normal) {
    it(`does not mind ${what}`, async () => {
      const all = await sealed()
      move(all)
      expect(await all.seal.breaches()).toEqual([])
    })
  }

  it('does not mind that a partly staged file becomes a commit', async () => {
    const all = await sealed((fixture) => {
      fixture.write({ 'half.txt': 'one\n2\n3\n4\n5\n6\n7\n8\n9\n' })
      fixture.git(['add', 'half.txt'])
      fixture.write({ 'half.txt': 'one\n2\n3\n4\n5\n6\n7\n8\nnine\n' })
    })
    all.fixture.git(['commit', '--quiet', '-m', 'half'])
    expect(await all.seal.breaches()).toEqual([])
  })

  it('does not mind what a checkout of only a part of the tree leaves out', async () => {
    const all = await sealed((fixture) => {
      fixture.git(['stash', '--quiet'])
      fixture.git(['checkout', '--quiet', '-b', 'other'])
      fixture.commit({ 'out.txt': 'o\n' })
      fixture.git(['checkout', '--quiet', 'main'])
      fixture.git(['sparse-checkout', 'set', '--no-cone', 'a.txt', 'half.txt'])
    })
    all.fixture.git(['checkout', '--quiet', 'other'])
    expect(all.fixture.git(['ls-files', '-v', 'out.txt'])).toBe('S out.txt')
    expect(await all.seal.breaches()).toEqual([])
  })

  it('leaves notes to the vault, and watches hooks where the settings say they are', async () => {
    const hooks = '../hooks of mine'
    const all = await sealed((fixture) => {
      fixture.git(['config', 'core.hooksPath', path.join(fixture.root, hooks)])
      mkdirSync(path.join(fixture.root, hooks))
      mkdirSync(path.join(fixture.root, 'notes'))
    }, 'notes')
    all.fixture.write({ 'notes/forge/active/x.md': 'x\n' })
    expect(await all.seal.breaches()).toEqual([])
    writeFileSync(path.join(all.fixture.root, hooks, 'pre-commit'), '#!/bin/sh\n')
    expect(await all.seal.breaches()).toEqual([expect.stringContaining('pre-commit')])
  })

  it('leaves its own notes and what Obsidian writes alone where the vault is the main tree', async () => {
    const all = await sealed((fixture) => {
      fixture.write({ '.config of mine/app.json': '{}', '.github/x.yml': 'x\n' })
    }, '.')
    all.fixture.write({ 'forge/active/x.md': 'x\n', '.config of mine/workspace.json': '{}' })
    expect(await all.seal.breaches()).toEqual([])
    all.fixture.write({ '.github/x.yml': 'agent\n' })
    expect(await all.seal.breaches()).toEqual([expect.stringContaining('.github/x.yml')])
  })

  it('watches the main tree where there is no worktree', async () => {
    const fixture = gitFixture()
    const repo = expectOk(await openRepo({ name: 'shop', path: fixture.root, worktreesAt: fixture.worktreesAt, env: fixture.env }))
    const seal = await repo.seal(null)
    expect(await seal.breaches()).toEqual([])
    fixture.write({ 'x.txt': 'x\n' })
    expect(await seal.breaches()).toEqual([expect.stringContaining('x.txt')])
  })
})
