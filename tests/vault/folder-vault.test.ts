import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ok } from '../../src/basics/result.ts'
import { openFolderVault } from '../../src/vault/folder-vault.ts'
import type { Vault } from '../../src/vault/vault.ts'
import { bundle } from '../node/bundle.ts'
import { temp } from '../node/temp.ts'
import { keepsTheVaultContract } from './vault-contract.ts'

const NOTE = 'forge/active/2026-03-05_a_spec.md'

async function open(folder: string): Promise<Vault> {
  const vault = await openFolderVault(folder, path.join(folder, '.locks'))
  if (!vault.ok) throw new Error(vault.error.what)
  return vault.value
}

function put(folder: string, note: string, text: string | Uint8Array): string {
  const file = path.join(folder, note)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

describe('a vault in a folder', () => {
  keepsTheVaultContract(() => open(temp()))

  it('is not made where there is no folder', async () => {
    const folder = temp()
    expect(await openFolderVault(path.join(folder, 'no'))).toMatchObject({ ok: false, error: { code: 'no-vault' } })
    writeFileSync(path.join(folder, 'file'), '')
    expect(await openFolderVault(path.join(folder, 'file'))).toMatchObject({ ok: false, error: { code: 'no-vault' } })
  })

  it('keeps every text as it is', async () => {
    const folder = temp()
    const vault = await open(folder)
    await vault.create(NOTE, '')
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await vault.edit(NOTE, () => ok(text))).toEqual(ok(text))
        expect(await vault.read(NOTE)).toEqual(ok(text))
      }),
      { numRuns: 60 },
    )
    expect(readdirSync(path.join(folder, 'forge/active'))).toEqual([path.basename(NOTE)])
  })

  it('gives half a surrogate pair back as it was written', async () => {
    const vault = await open(temp())
    await vault.create(NOTE, '')
    const written = await vault.edit(NOTE, () => ok('a\ud800b'))
    expect(written).toEqual(ok('a\ufffdb'))
    expect(await vault.read(NOTE)).toEqual(written)
  })

  it('does not write a note that is no UTF-8, nor one that stays the same', async () => {
    const folder = temp()
    const vault = await open(folder)
    const bytes = Uint8Array.from([0x61, 0xe4, 0x0a])
    const file = put(folder, NOTE, bytes)
    expect(await vault.read(NOTE)).toMatchObject({ ok: false, error: { code: 'bad-note' } })
    expect(await vault.edit(NOTE, (text) => ok(`${text}x`))).toMatchObject({ ok: false, error: { code: 'bad-note' } })
    expect(new Uint8Array(readFileSync(file))).toEqual(bytes)
    writeFileSync(file, 'same')
    const before = statSync(file).ino
    expect(await vault.edit(NOTE, ok)).toEqual(ok('same'))
    expect(statSync(file).ino).toBe(before)
  })

  it('keeps the mode of a note', async () => {
    const folder = temp()
    const vault = await open(folder)
    const file = put(folder, NOTE, 'one')
    chmodSync(file, 0o600)
    await vault.edit(NOTE, () => ok('two'))
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
})

describe('a program that writes in between', () => {
  it('is not overwritten: the change is made again on what it wrote', async () => {
    const folder = temp()
    const vault = await open(folder)
    const file = put(folder, NOTE, 'one\n')
    let calls = 0
    const edited = await vault.edit(NOTE, (text) => {
      calls += 1
      if (calls === 1) appendFileSync(file, 'theirs\n')
      return ok(`${text}ours\n`)
    })
    expect(edited).toEqual(ok('one\ntheirs\nours\n'))
    expect([calls, readFileSync(file, 'utf8')]).toEqual([2, 'one\ntheirs\nours\n'])
  })

  it('wins when it never stops, and nothing of it is lost', async () => {
    const folder = temp()
    const vault = await open(folder)
    const file = put(folder, NOTE, '')
    const edited = await vault.edit(NOTE, (text) => {
      appendFileSync(file, 'x')
      return ok(`${text}ours`)
    })
    expect(edited).toMatchObject({ ok: false, error: { code: 'note-changed' } })
    expect(readFileSync(file, 'utf8')).toMatch(/^x+$/)
    expect(readdirSync(path.dirname(file))).toHaveLength(1)
  })

  it('may delete the note', async () => {
    const folder = temp()
    const vault = await open(folder)
    const file = put(folder, NOTE, 'one')
    const edited = await vault.edit(NOTE, () => {
      rmSync(file, { force: true })
      return ok('two')
    })
    expect(edited).toMatchObject({ ok: false, error: { code: 'note-missing' } })
    expect(existsSync(file)).toBe(false)
  })

  it('may be another Forge: no edit of several processes is lost', async () => {
    const folder = temp()
    const program = await bundle(path.join(import.meta.dirname, 'fixtures', 'note-writer.ts'), folder)
    const file = put(folder, NOTE, '')
    const go = path.join(folder, 'go')
    const args = (name: string): string[] => [program, folder, path.join(folder, '.locks'), NOTE, name, go]
    const children = ['a', 'b', 'c', 'd'].map((name) => spawn(process.execPath, args(name), { stdio: 'inherit' }))
    writeFileSync(go, '')
    const exits = await Promise.all(children.map((child) => once(child, 'exit')))
    expect(exits.map(([code]) => code as unknown)).toEqual([0, 0, 0, 0])
    expect(new Set(readFileSync(file, 'utf8').trimEnd().split('\n')).size).toBe(40)
    expect(readdirSync(path.join(folder, '.locks'))).toEqual([])
  })
})

describe('the way out of a vault', () => {
  it('is closed to paths', async () => {
    const folder = temp()
    const vault = await open(path.join(folder, '.'))
    for (const bad of ['../x.md', 'a/../../x.md', '/etc/x.md', '', 'a//b.md', './a.md', 'a\\..\\b.md', 'C:/x.md', 'a\0.md']) {
      expect(await vault.read(bad), bad).toMatchObject({ ok: false, error: { code: 'file-failed' } })
      expect(await vault.create(bad, ''), bad).toMatchObject({ ok: false, error: { code: 'file-failed' } })
      expect(await vault.edit(bad, ok), bad).toMatchObject({ ok: false, error: { code: 'file-failed' } })
    }
  })

  it('is closed to links', async () => {
    const [folder, outside] = [temp(), temp()]
    const vault = await open(folder)
    const secret = put(outside, 'secret.md', '---\nx: 1\n---\n')
    mkdirSync(path.join(folder, 'forge'))
    symlinkSync(secret, path.join(folder, 'forge', 'a.md'))
    symlinkSync(outside, path.join(folder, 'forge', 'out'))
    symlinkSync(path.join(outside, 'later'), path.join(folder, 'forge', 'later'))
    for (const bad of ['forge/a.md', 'forge/out/secret.md', 'forge/out/new.md', 'forge/out/deep/new.md', 'forge/later/new.md']) {
      expect(await vault.read(bad), bad).toMatchObject({ ok: false, error: { code: 'file-failed' } })
      expect(await vault.create(bad, 'x'), bad).toMatchObject({ ok: false })
      expect(await vault.edit(bad, () => ok('x')), bad).toMatchObject({ ok: false, error: { code: 'file-failed' } })
    }
    expect(readdirSync(outside)).toEqual(['secret.md'])
    expect(readFileSync(secret, 'utf8')).toBe('---\nx: 1\n---\n')
    rmSync(path.join(folder, 'forge', 'out'))
    expect(await vault.list('forge')).toEqual([
      { path: 'forge/a.md', keys: {}, broken: expect.stringContaining('leaves the vault') as unknown },
    ])
  })

  it('leaves links within the vault usable', async () => {
    const folder = temp()
    const vault = await open(folder)
    const real = put(folder, 'real/a.md', '---\nx: 1\n---\n')
    mkdirSync(path.join(folder, 'forge'))
    symlinkSync(real, path.join(folder, 'forge', 'a.md'))
    symlinkSync(path.join(folder, 'forge'), path.join(folder, 'forge', 'round'))
    expect(await vault.edit('forge/a.md', (text) => ok(text.replace('1', '2')))).toMatchObject({ ok: true })
    expect(readFileSync(real, 'utf8')).toContain('x: 2')
    expect((await vault.list('forge')).map((note) => note.keys)).toEqual([{ x: 2 }])
  })
})

describe('a listing', () => {
  it('reads again what was changed by others, replaced or touched back in time', async () => {
    const folder = temp()
    const vault = await open(folder)
    const old = new Date(Date.now() - 60_000)
    const file = put(folder, NOTE, '---\nx: 1\n---\n')
    utimesSync(file, old, old)
    const x = async (): Promise<unknown> => (await vault.list('forge'))[0]?.keys['x']
    expect(await x()).toBe(1)
    writeFileSync(file, '---\nx: 2\n---\n')
    expect(await x()).toBe(2)
    const other = put(folder, 'other', '---\nx: 3\n---\n')
    utimesSync(other, old, old)
    renameSync(other, file)
    expect(await x()).toBe(3)
  })

  it('does not rely on the stamp of a file that was written a moment ago', async () => {
    const folder = temp()
    const vault = await open(folder)
    const { mtimeMs } = statSync(put(folder, NOTE, '---\nx: 1\n---\n'))
    const now = vi.spyOn(Date, 'now').mockReturnValue(mtimeMs + 2_000)
    onTestFinished(() => now.mockRestore())
    const [first] = await vault.list('forge')
    const [second] = await vault.list('forge')
    expect(second).not.toBe(first)
    expect(second).toEqual(first)
  })

  it('does not read again what stayed', async () => {
    const folder = temp()
    const vault = await open(folder)
    const file = put(folder, NOTE, '---\nx: 1\n---\n')
    const old = new Date(Date.now() - 60_000)
    utimesSync(file, old, old)
    const [first] = await vault.list('forge')
    const [second] = await vault.list('forge')
    expect(second).toBe(first)
  })

  it('leaves dotfiles, other files and folders named like notes out', async () => {
    const folder = temp()
    const vault = await open(folder)
    put(folder, 'forge/.forge-1.tmp', '')
    put(folder, 'forge/.hidden/a.md', '')
    put(folder, 'forge/a.txt', '')
    put(folder, 'forge/dir.md/b.md', '')
    expect((await vault.list('forge')).map((note) => note.path)).toEqual(['forge/dir.md/b.md'])
  })

  it('finds the end of long frontmatter, and takes an open block for no frontmatter', async () => {
    const folder = temp()
    const vault = await open(folder)
    const long = Array.from({ length: 3_000 }, (_, n) => `k${String(n)}: ä${String(n)}\n`).join('')
    put(folder, 'forge/long.md', `---\n${long}---\nbody\n---\nmore: no\n---\n`)
    put(folder, 'forge/open.md', `---\nx: 1\n${'text\n'.repeat(5_000)}`)
    const [first, second] = await vault.list('forge')
    expect(Object.keys(first?.keys ?? {})).toHaveLength(3_000)
    expect(second).toEqual({ path: 'forge/open.md', keys: {}, broken: null })
  })

  it('tells what it could not read', async () => {
    if (process.getuid?.() === 0 || process.platform === 'win32') return
    const folder = temp()
    const vault = await open(folder)
    chmodSync(put(folder, NOTE, ''), 0)
    expect(await vault.list('forge')).toEqual([{ path: NOTE, keys: {}, broken: expect.stringContaining('cannot be read') as unknown }])
    chmodSync(path.join(folder, 'forge'), 0)
    await expect(vault.list('forge')).rejects.toThrow('You are not allowed')
    chmodSync(path.join(folder, 'forge'), 0o755)
  })
})
