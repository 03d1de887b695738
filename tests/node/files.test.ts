import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createExclusive, moveExclusive, removeLeftovers, replaceIfSame, writeAtomic } from '../../src/node/atomic.ts'
import { fileFailure, tryFile } from '../../src/node/file-failure.ts'
import { appendLine, exists, listNames, readText, readTextStrictUtf8, removeFile, statOf } from '../../src/node/files.ts'
import { expandHome, isInside, relative } from '../../src/node/paths.ts'
import { readHead, readHeadUntil } from '../../src/node/read-head.ts'
import { temp } from './temp.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('reading', () => {
  it('keeps a byte order mark and line breaks', async () => {
    const file = path.join(temp(), 'a.md')
    writeFileSync(file, '\ufeffone\r\ntwo')
    expect(await readTextStrictUtf8(file)).toEqual({ ok: true, value: '\ufeffone\r\ntwo' })
    expect(await readText(file)).toEqual({ ok: true, value: '\ufeffone\r\ntwo' })
  })

  it('refuses what is no UTF-8 where it must be exact', async () => {
    const file = path.join(temp(), 'a.md')
    writeFileSync(file, Buffer.from([0x61, 0xff, 0x62]))
    expect(await readTextStrictUtf8(file)).toMatchObject({ ok: false, error: { code: 'bad-note' } })
    expect(await readText(file)).toEqual({ ok: true, value: 'a\ufffdb' })
  })

  it('tells what is absent from what cannot be read', async () => {
    const folder = temp()
    expect(await readText(path.join(folder, 'no.md'))).toEqual({ ok: true, value: null })
    expect(await readText(path.join(folder, 'no', 'no.md'))).toEqual({ ok: true, value: null })
    expect(await readText(folder)).toMatchObject({
      ok: false,
      error: { code: 'file-failed', why: 'A folder is in the way where a file is needed.' },
    })
    expect(await listNames(path.join(folder, 'no'))).toEqual({ ok: true, value: [] })
    expect(await statOf(path.join(folder, 'no'))).toEqual({ ok: true, value: null })
  })

  it('reads the beginning of a file without cutting a character', () => {
    const file = path.join(temp(), 'a.md')
    writeFileSync(file, 'aä€')
    expect(readHead(file, 2)).toBe('a')
    expect(readHead(file, 3)).toBe('aä')
    expect(readHead(file, 100)).toBe('aä€')
    writeFileSync(file, `${'x'.repeat(50_000)}!rest`)
    expect(readHeadUntil(file, (text) => text.includes('!'))).toContain('!')
    expect(readHeadUntil(file, () => false)).toHaveLength(50_005)
  })
})

describe('writing', () => {
  it('makes folders, keeps the mode, and leaves nothing beside', async () => {
    const file = path.join(temp(), 'deep', 'er', 'a.md')
    expect(await writeAtomic(file, 'one')).toEqual({ ok: true, value: undefined })
    chmodSync(file, 0o640)
    expect(await writeAtomic(file, 'two')).toEqual({ ok: true, value: undefined })
    expect(readFileSync(file, 'utf8')).toBe('two')
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(readdirSync(path.dirname(file))).toEqual(['a.md'])
  })

  it('replaces only what is still as it was read', async () => {
    const file = path.join(temp(), 'a.md')
    writeFileSync(file, 'one')
    expect(await replaceIfSame(file, bytes('other'), 'two')).toEqual({ ok: true, value: false })
    expect(readFileSync(file, 'utf8')).toBe('one')
    expect(await replaceIfSame(file, bytes('one'), 'two')).toEqual({ ok: true, value: true })
    expect(readFileSync(file, 'utf8')).toBe('two')
    expect(await replaceIfSame(path.join(file, '..', 'gone.md'), bytes(''), 'two')).toEqual({ ok: true, value: false })
    expect(readdirSync(path.dirname(file))).toEqual(['a.md'])
  })

  it('never creates over something', async () => {
    const file = path.join(temp(), 'a.md')
    const tries = await Promise.all(['one', 'two', 'three'].map((text) => createExclusive(file, text)))
    expect(tries.filter((result) => result.ok)).toHaveLength(1)
    expect(tries.filter((result) => !result.ok && result.error.code === 'note-exists')).toHaveLength(2)
    expect(readdirSync(path.dirname(file))).toEqual(['a.md'])
  })

  it('never moves over something, and completes a move that was killed half-way', async () => {
    const folder = temp()
    const [from, to] = [path.join(folder, 'a.md'), path.join(folder, 'sub', 'a.md')]
    mkdirSync(path.join(folder, 'sub'))
    writeFileSync(from, 'mine')
    writeFileSync(to, 'mine')
    expect(await moveExclusive(from, to)).toMatchObject({ ok: false, error: { code: 'note-exists' } })
    expect([readFileSync(from, 'utf8'), readFileSync(to, 'utf8')]).toEqual(['mine', 'mine'])
    expect((await removeFile(to)).ok).toBe(true)
    linkSync(from, to)
    expect(await moveExclusive(from, to)).toEqual({ ok: true, value: undefined })
    expect([existsSync(from), readFileSync(to, 'utf8')]).toEqual([false, 'mine'])
  })

  it('does not lose a file that is moved onto itself', async () => {
    const folder = temp()
    const file = path.join(folder, 'a.md')
    writeFileSync(file, 'mine')
    expect(await moveExclusive(file, path.join(folder, '.', 'a.md'))).toMatchObject({ ok: false, error: { code: 'note-exists' } })
    linkSync(file, path.join(folder, 'b.md'))
    expect(await moveExclusive(file, file)).toMatchObject({ ok: false, error: { code: 'note-exists' } })
    expect(readdirSync(folder).sort()).toEqual(['a.md', 'b.md'])
  })

  it('appends whole lines', async () => {
    const file = path.join(temp(), 'a.jsonl')
    await Promise.all(Array.from({ length: 50 }, (_, n) => appendLine(file, JSON.stringify({ n, long: 'x'.repeat(5_000) }))))
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(new Set(lines.map((line) => (JSON.parse(line) as { n: number }).n)).size).toBe(50)
  })

  it('sweeps what killed writes left, but not what may be under way', async () => {
    const folder = temp()
    const [old, young, other] = ['.forge-1.tmp', '.forge-2.tmp', '.other.tmp'].map((name) => path.join(folder, name))
    for (const file of [old, young, other]) writeFileSync(file ?? '', '')
    for (const file of [old, other]) utimesSync(file ?? '', 1, 1)
    await removeLeftovers(folder)
    expect(readdirSync(folder).sort()).toEqual(['.forge-2.tmp', '.other.tmp'])
  })
})

describe('a failure of the file system', () => {
  it('says what to do', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    expect(fileFailure('could not write', '/v/a.md', full)).toEqual({
      code: 'file-failed',
      what: 'Forge could not write /v/a.md.',
      why: 'The disk is full.',
      next: 'Free some space and run the command again.',
    })
  })

  it('is a value, while a bug throws', async () => {
    const denied = Object.assign(new Error('EROFS'), { code: 'EROFS' })
    expect(await tryFile('could not write', 'a', () => Promise.reject(denied))).toMatchObject({
      ok: false,
      error: { why: 'The disk is read-only.' },
    })
    await expect(tryFile('could not write', 'a', () => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug')
  })

  it('comes from a disk that really is full', async () => {
    if (!(await exists('/dev/full'))) return
    const folder = temp()
    symlinkSync('/dev/full', path.join(folder, 'log.jsonl'))
    expect(await appendLine(path.join(folder, 'log.jsonl'), 'x')).toMatchObject({
      ok: false,
      error: { code: 'file-failed', why: 'The disk is full.' },
    })
  })
})

describe('paths', () => {
  it('knows what is inside', () => {
    expect(isInside('/a/b', '/a/b')).toBe(true)
    expect(isInside('/a/b', '/a/b/..c/d')).toBe(true)
    expect(isInside('/a/b', '/a/bc')).toBe(false)
    expect(isInside('/a/b', '/a')).toBe(false)
  })

  it('writes relative paths with slashes, and knows the home folder', () => {
    expect(relative('/a/b', '/a/b/c/d.md')).toBe('c/d.md')
    expect([expandHome('~', '/h'), expandHome('~/x', '/h'), expandHome('~x', '/h'), expandHome('/~/x', '/h')]).toEqual([
      '/h',
      '/h/x',
      '~x',
      '/~/x',
    ])
  })
})
