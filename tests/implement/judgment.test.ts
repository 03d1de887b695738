import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commitMessage, commitSubject } from '../../src/implement/commit-message.ts'
import { overLimit, protectedFiles } from '../../src/implement/limits.ts'
import { outside } from '../../src/implement/scope.ts'
import { changedLines, showChange } from '../../src/implement/spec-change.ts'
import type { ChangedFile } from '../../src/repo/repo.ts'
import { anyString } from '../markdown/arbitrary.ts'

function file(path: string, from: string | null = null, added = 1, removed = 0): ChangedFile {
  return { path, from, change: from === null ? 'modified' : 'renamed', added, removed }
}

describe('protected paths', () => {
  const hits = (pattern: string, ...paths: string[]): readonly string[] =>
    protectedFiles(
      paths.map((path) => file(path)),
      [pattern],
    )

  it.each([
    ['.github/**', '.github/workflows/ci.yml', 'docs/.github.md'],
    ['.github', '.github/workflows/ci.yml', 'github/ci.yml'],
    ['.github/', 'sub/.github/ci.yml', 'sub/.githubs/ci.yml'],
    ['*.lock', 'a/b/yarn.lock', 'yarn.locks'],
    ['src/*.ts', 'src/a.ts', 'src/a/b.ts'],
    ['src/**/a.ts', 'src/x/y/a.ts', 'lib/a.ts'],
    ['src/**/a.ts', 'src/a.ts', 'src/aa.ts'],
    ['/migrations', 'migrations/001.sql', 'src/migrations.ts'],
    ['./infra/prod', 'infra/prod/main.tf', 'infra/production'],
    ['file?.txt', 'file1.txt', 'file10.txt'],
    ['a+b(c).txt', 'a+b(c).txt', 'aab(c)xtxt'],
    ['Secrets', 'secrets/key.pem', 'secret/key.pem'],
  ])('%s covers %s and not %s', (pattern, covered, free) => {
    expect(hits(pattern, covered, free)).toEqual([covered])
  })

  it('cover a file by the name that it was renamed from', () => {
    expect(protectedFiles([file('b.ts', '.github/a.ts')], ['.github'])).toEqual(['.github/a.ts'])
  })

  it('hold for names with line breaks and cover nothing where a pattern is empty', () => {
    expect(hits('.github', '.github/a\nb')).toEqual(['.github/a\nb'])
    expect(hits(' ', 'a')).toEqual([])
  })
})

describe('limits', () => {
  const limits = { max_changed_files: 2, max_changed_lines: 10 }

  it('count files, and lines added and removed', () => {
    expect(overLimit([file('a', null, 5, 5), file('b', null, 0, 0)], limits)).toBeNull()
    expect(overLimit([file('a', null, 5, 6)], limits)).toContain('11 lines changed; the policy allows 10')
    expect(overLimit([file('a'), file('b'), file('c')], limits)).toContain('3 files changed; the policy allows 2')
  })
})

describe('files outside the plan', () => {
  it('are those that no planned path, folder or pattern covers', () => {
    const files = ['src/a.ts', 'src/pay/b.ts', 'test/c.test.ts', 'README.md', 'deep/src/a.ts'].map((path) => file(path))
    expect(outside(files, ['src/a.ts', './src/pay/', 'test/*.ts'])).toEqual(['README.md', 'deep/src/a.ts'])
    expect(outside(files, [])).toHaveLength(5)
    expect(outside([file('readme.md')], ['README.md'])).toEqual(['readme.md'])
  })

  it('are none where every file is planned by its exact name', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc
            .string({ minLength: 1, maxLength: 12 })
            .filter((name) => name === name.trim() && !/^\.?\/|\/$|\/\/|[*?]/.test(name) && name !== '.'),
          { maxLength: 4 },
        ),
        (paths) => {
          expect(
            outside(
              paths.map((path) => file(path)),
              paths,
            ),
          ).toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('a commit message', () => {
  it('is one subject line, a wrapped body and the trailer', () => {
    const body = `${'word '.repeat(40)}\n\n- a list\n- stays`
    const message = commitMessage({ type: 'Feat', scope: 'pay ments', subject: 'add billing.', body }, 'billing')
    const lines = message.split('\n')
    expect(lines[0]).toBe('feat(pay-ments): add billing')
    expect(lines[1]).toBe('')
    expect(lines.every((line) => line.length <= 72)).toBe(true)
    expect(message).toContain('\n\n- a list\n- stays\n\nForge-Feature: billing')
  })

  it('repeats no type that the agent put into the subject', () => {
    expect(commitSubject({ type: 'fix', scope: '', subject: 'fix(cart): round up', body: '' })).toBe('fix: round up')
    expect(commitSubject({ type: '', scope: '', subject: ' ', body: '' })).toBe('feat: change the code as planned')
  })

  it('gives an agent no way to a second subject line or a trailer of its own', () => {
    fc.assert(
      fc.property(fc.record({ type: anyString(), scope: anyString(), subject: anyString(), body: anyString() }), (commit) => {
        const lines = commitMessage(commit, 'billing').split('\n')
        expect([...(lines[0] ?? '')].length).toBeLessThanOrEqual(72)
        expect(lines[0]).toMatch(/^[a-z]+(\(.+\))?: \S/u)
        expect(lines[1]).toBe('')
        expect(lines.filter((line) => /^[A-Za-z-]+-[A-Za-z-]+: /.test(line))).toEqual(['Forge-Feature: billing'])
      }),
      { numRuns: 300 },
    )
    expect(commitMessage({ type: 'feat', scope: '', subject: 'x', body: 'Signed-off-by: Ada <a@b>' }, 'billing')).toContain(
      '- Signed-off-by: Ada',
    )
  })
})

describe('what changed in a spec', () => {
  it('is shown as removed and added lines', () => {
    expect(changedLines(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual(['- b', '+ x', '+ d'])
    expect(showChange('a\n\nb  \n', 'a\nb\nc')).toBe('```diff\n+ c\n```')
  })

  it('makes the new text of the old one', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const changed = changedLines(before, after) ?? []
        const removed = changed.filter((line) => line.startsWith('-')).length
        const added = changed.filter((line) => line.startsWith('+')).length
        expect(before.length - removed + added).toBe(after.length)
        expect(changedLines(before, before)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('is said in words where the earlier text is not kept, or too much changed', () => {
    expect(showChange(null, 'x')).toContain('not kept')
    expect(showChange('a\n'.repeat(2000), 'b')).toContain('read anew')
    expect(showChange('a', Array.from({ length: 200 }, (_, n) => String(n)).join('\n'))).toContain('more changed lines')
  })
})
