import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDiff } from '../../src/diff/parse-diff.ts'
import type { FileDiff } from '../../src/diff/parse-diff.ts'
import { gitFixture } from '../repo/git-fixture.ts'
import type { GitFixture } from '../repo/git-fixture.ts'

const DIFF = ['diff-tree', '-r', '-p', '-M', '-U3', '--full-index', '--no-color']

function diffOf(fixture: GitFixture, base: string): readonly FileDiff[] {
  return parseDiff(fixture.git([...DIFF, base, fixture.git(['rev-parse', 'HEAD'])]) + '\n')
}

/** One side of a file from its other side and the hunks. */
function rebuild(other: string, file: FileDiff, side: 'old' | 'new'): string {
  const given = other.split('\n')
  const out: string[] = []
  let at = 0
  let unended = false
  for (const hunk of file.hunks) {
    const [start, length] = side === 'new' ? [hunk.oldStart, hunk.oldLines] : [hunk.newStart, hunk.newLines]
    const first = length === 0 ? start : start - 1
    out.push(...given.slice(at, first))
    at = first + length
    const lines = hunk.lines.filter((line) => line.kind !== (side === 'new' ? 'removed' : 'added'))
    out.push(...lines.map((line) => line.text))
    if (lines.at(-1)?.unended === true) unended = true
    for (const line of hunk.lines) {
      const mine = side === 'new' ? line.newLine : line.oldLine
      if (mine !== null) expect(out[mine - 1]).toBe(line.text)
    }
  }
  const rest = given.slice(at)
  const otherEnded = other.endsWith('\n') || other === ''
  if (rest.length > 0 && !(rest.length === 1 && rest[0] === '')) return [...out, ...rest].join('\n')
  if (out.length === 0) return ''
  return out.join('\n') + (unended || (!touchesEnd(file, other) && !otherEnded) ? '' : '\n')
}

function touchesEnd(file: FileDiff, other: string): boolean {
  const count = other.split('\n').length
  const last = file.hunks.at(-1)
  return last !== undefined && (last.oldStart + last.oldLines >= count || last.newStart + last.newLines >= count)
}

describe('parseDiff', () => {
  it('gives back both sides of what real git compared, whatever the lines look like', () => {
    const fixture = gitFixture()
    const line = fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '-- a/x',
        '++ b/x',
        '--- a/x',
        '+++ b/x',
        '@@ -1,2 +3,4 @@',
        'diff --git a/x b/x',
        '\\ No newline at end of file',
        'a\r',
        'a\rb',
        'é🜚',
      ),
      fc.string({ maxLength: 4 }).map((text) => text.replace(/[\n\0]/g, '')),
    )
    const text = fc
      .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
      .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after)
        const base = fixture.commit({ 'x.txt': `${before}` }, 'before')
        fixture.commit({ 'x.txt': `${after}` }, 'after')
        const [file] = diffOf(fixture, base)
        if (!file) throw new Error('no file')
        expect(rebuild(before, file, 'new')).toBe(after)
        expect(rebuild(after, file, 'old')).toBe(before)
      }),
      { numRuns: 60 },
    )
  })

  it('reads names with spaces, quotes, line feeds, letters beyond ASCII and " b/" in them', () => {
    const names = [
      'with space.txt',
      'qu"ote.txt',
      'line\nfeed.txt',
      'tab\t.txt',
      'grün/ñ🜚.txt',
      'a b/x b/y.txt',
      'back\\slash.txt',
      '--- a',
    ]
    const fixture = gitFixture()
    const base = fixture.git(['rev-parse', 'HEAD'])
    fixture.commit(Object.fromEntries(names.map((name) => [name, 'one\n'])))
    for (const quotePath of ['true', 'false']) {
      fixture.git(['config', 'core.quotePath', quotePath])
      expect(
        diffOf(fixture, base)
          .map((file) => file.path)
          .sort(),
      ).toEqual([...names].sort())
    }
  })

  it('reads renames, new modes, links, empty files, binaries and what was deleted', () => {
    const fixture = gitFixture({
      files: {
        'old name.txt': 'a\nb\nc\nd\ne\n',
        'run.sh': '#!/bin/sh\n',
        'gone.txt': 'x\ny\n',
        'logo.png': new Uint8Array([0, 1, 2]),
        kind: 'text\n',
      },
    })
    const base = fixture.git(['rev-parse', 'HEAD'])
    mkdirSync(path.join(fixture.root, 'b'))
    renameSync(path.join(fixture.root, 'old name.txt'), path.join(fixture.root, 'b/ä b.txt'))
    chmodSync(path.join(fixture.root, 'run.sh'), 0o755)
    rmSync(path.join(fixture.root, 'gone.txt'))
    rmSync(path.join(fixture.root, 'kind'))
    symlinkSync('README.md', path.join(fixture.root, 'kind'))
    writeFileSync(path.join(fixture.root, 'logo.png'), new Uint8Array([0, 9]))
    fixture.commit({ 'empty.txt': '' })
    const short = diffOf(fixture, base).map(({ path: at, from, change, binary, hunks }) => ({
      at,
      from,
      change,
      binary,
      hunks: hunks.length,
    }))
    expect(short).toEqual([
      { at: 'b/ä b.txt', from: 'old name.txt', change: 'renamed', binary: false, hunks: 0 },
      { at: 'empty.txt', from: null, change: 'added', binary: false, hunks: 0 },
      { at: 'gone.txt', from: null, change: 'deleted', binary: false, hunks: 1 },
      { at: 'kind', from: null, change: 'deleted', binary: false, hunks: 1 },
      { at: 'kind', from: null, change: 'added', binary: false, hunks: 1 },
      { at: 'logo.png', from: null, change: 'modified', binary: true, hunks: 0 },
      { at: 'run.sh', from: null, change: 'modified', binary: false, hunks: 0 },
    ])
  })

  it('takes a removed line that looks like a header for a line', () => {
    const text = 'diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- a/other\n+++ b/other\n same\n'
    expect(parseDiff(text)).toMatchObject([
      {
        path: 'x',
        hunks: [
          {
            lines: [
              { kind: 'removed', text: '-- a/other' },
              { kind: 'added', text: '++ b/other' },
              { kind: 'context', oldLine: 2, newLine: 2 },
            ],
          },
        ],
      },
    ])
  })

  it('reads an empty context line that lost its space, and survives a diff that was cut short', () => {
    const [file] = parseDiff('diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n\n-b\n')
    expect(file?.hunks[0]?.lines.map((line) => [line.kind, line.text])).toEqual([
      ['context', 'a'],
      ['context', ''],
      ['removed', 'b'],
      ['context', ''],
    ])
    expect(parseDiff('')).toEqual([])
    expect(parseDiff('fatal: no such thing\n')).toEqual([])
  })
})
