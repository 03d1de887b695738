// @vitest-environment jsdom
import * as fc from 'fast-check'
import * as mocks from 'obsidian-test-mocks/obsidian'
import { describe, expect, it } from 'vitest'
import { failure } from '../../src/basics/failure.ts'
import { failed, ok, type Result } from '../../src/basics/result.ts'
import { readKeys, renderKeys } from '../../src/markdown/frontmatter.ts'
import { ObsidianVault } from '../../src/obsidian/obsidian-vault.ts'
import { followIndexing } from '../../src/obsidian/own-writes.ts'
import { keepsTheVaultContract } from '../vault/vault-contract.ts'
import { MockApp, mockPlugin } from './mock-app.ts'

const A = 'forge/active/2026-03-05_a_spec.md'
const B = 'forge/archive/2026-03-05_a_spec.md'
const spec = (status: string): string => `---\nstage: spec\nstatus: ${status}\n---\nbody\n`

async function openOn(notes: Readonly<Record<string, string>> = {}) {
  const app = new MockApp()
  for (const [path, text] of Object.entries(notes)) await app.put(path, text)
  await app.index()
  const plugin = mockPlugin(app)
  followIndexing(plugin)
  const vault = new ObsidianVault(app.real)
  app.notes.reads.length = 0
  app.notes.writes.length = 0
  const statuses = async (): Promise<readonly unknown[]> => (await vault.list('forge')).map(({ keys }) => keys['status'])
  return { app, vault, plugin, statuses }
}

const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.code)

describe('the vault of Obsidian', () => {
  keepsTheVaultContract(() => Promise.resolve(new ObsidianVault(new MockApp().real)))
})

describe('a look at the keys', () => {
  it('opens no file whose frontmatter is indexed, and no file outside the folder', async () => {
    const { app, vault } = await openOn({ [A]: spec('SPEC'), 'diary/x.md': 'x', 'forge.md': 'x', 'forge/active/picture.png': '' })
    expect((await vault.list('forge')).map((note) => note.path)).toEqual([A])
    expect(app.notes.reads).toEqual([])
  })

  it('tells broken frontmatter from none, and reads such a note once until it changes', async () => {
    const broken = 'forge/active/2026-03-05_b_spec.md'
    const { app, vault } = await openOn({ [A]: 'no keys at all', [broken]: '---\nstatus: [\n---\n' })
    const look = async () => (await vault.list('forge')).map((note) => note.broken)
    expect(await look()).toEqual([null, expect.stringMatching(/\w/)])
    await look()
    expect(app.notes.reads.filter((path) => path === broken)).toHaveLength(1)
    await app.put(broken, spec('SPEC'))
    await app.index()
    expect(await look()).toEqual([null, null])
  })

  it('reads what Obsidian has not indexed yet', async () => {
    const { app, statuses } = await openOn()
    await app.put(A, spec('SPEC'))
    expect(await statuses()).toEqual(['SPEC'])
  })

  it('gives the same keys whether Obsidian or Forge has parsed them', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null))
    const hard = [
      '010',
      '0x1f',
      '1e3',
      '2026-03-05',
      '2026-03-05T10:00:00Z',
      '12:30',
      'yes',
      '~',
      '',
      '"1"',
      "'it''s'",
      '[a, "b"]',
      '.inf',
      '1_000',
    ]
    const written = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value).map((keys) => renderKeys(keys))
    const typed = fc
      .array(fc.constantFrom(...hard), { minLength: 1 })
      .map((all) => `---\n${all.map((one, n) => `k${String(n)}: ${one}\n`).join('')}---\n`)
    fc.assert(
      fc.property(fc.oneof(written, typed), (text) => {
        const { frontmatter } = mocks.getFrontMatterInfo(text)
        expect(readKeys(text)).toEqual(ok(mocks.parseYaml(frontmatter) ?? {}))
      }),
    )
  })
})

describe('keys that this window wrote', () => {
  it('show at once through every vault object, before Obsidian has indexed them', async () => {
    const { app, vault, statuses } = await openOn({ [B]: spec('SPEC') })
    await new ObsidianVault(app.real).edit(B, (text) => ok(text.replace('SPEC', 'PASS')))
    await vault.create(A, spec('DECIDED'))
    expect(await statuses()).toEqual(['DECIDED', 'PASS'])
    expect(app.notes.reads).toEqual([B])
    await app.index()
    expect(await statuses()).toEqual(['DECIDED', 'PASS'])
  })

  it('stay when Obsidian tells of an older text, and go when somebody else wrote after', async () => {
    const { app, vault, statuses } = await openOn({ [A]: spec('SPEC') })
    await vault.edit(A, () => ok(spec('PASS')))
    await app.indexText(A, spec('CRITIQUING'))
    expect(await statuses()).toEqual(['PASS'])
    await app.put(A, spec('REJECTED'))
    await app.index()
    expect(await statuses()).toEqual(['REJECTED'])
  })

  it('follow a note that moves, and do not come back with a new note of its name', async () => {
    const { app, vault, statuses } = await openOn()
    await vault.create(A, spec('PASS'))
    await vault.move(A, B)
    expect((await vault.list('forge')).map(({ path, keys }) => [path, keys['status']])).toEqual([[B, 'PASS']])
    await app.notes.delete(app.file(B))
    await app.put(B, spec('SPEC'))
    expect(await statuses()).toEqual(['SPEC'])
  })

  it('end with the plugin', async () => {
    const { app, plugin, vault, statuses } = await openOn()
    plugin.unload()
    await vault.create(A, spec('PASS'))
    await app.put(A, spec('SPEC'))
    await app.index()
    // Nobody follows any more, so what was remembered stays.
    expect(await statuses()).toEqual(['PASS'])
  })
})

describe('a write', () => {
  it('does not touch the file when the change fails or changes nothing', async () => {
    const { app, vault } = await openOn({ [A]: 'one' })
    const fault = failure('bad-note', 'a.', 'b.', 'c.')
    expect(await vault.edit(A, () => failed(fault))).toEqual(failed(fault))
    expect(await vault.edit(A, ok)).toEqual(ok('one'))
    expect(app.notes.writes).toEqual([])
  })

  it('lets a bug in the change through as what it is, and writes nothing', async () => {
    const { app, vault } = await openOn({ [A]: 'one' })
    const edit = vault.edit(A, () => {
      throw new TypeError('a bug')
    })
    await expect(edit).rejects.toThrow(TypeError)
    expect(await app.text(A)).toBe('one')
  })

  it('gives the text as written: half a surrogate pair is no text', async () => {
    const { app, vault } = await openOn({ [A]: 'one' })
    expect(await vault.edit(A, (text) => ok(`${text} \ud83d`))).toEqual(ok('one \ufffd'))
    expect(await app.text(A)).toBe('one \ufffd')
    expect(await vault.edit(A, (text) => ok(`${text} 😀`))).toEqual(ok('one \ufffd 😀'))
  })

  it('refuses a note that is no UTF-8, and leaves its bytes', async () => {
    const { app, vault } = await openOn({ [A]: '' })
    app.notes.putBytes(A, [0x63, 0x61, 0x66, 0xe9])
    expect(code(await vault.read(A))).toBe('bad-note')
    expect(code(await vault.edit(A, (text) => ok(`${text}!`)))).toBe('bad-note')
    expect(app.notes.writes).toEqual([])
  })

  it('says so when the note goes away between the look and the deed', async () => {
    const { app, vault } = await openOn({ [A]: 'one' })
    const file = app.file(A)
    await app.notes.adapter.remove(A)
    expect(code(await vault.edit(A, (text) => ok(`${text}!`)))).toBe('note-missing')
    expect(code(await vault.move(A, B))).toBe('note-missing')
    expect(await vault.read(A)).toEqual(ok(null))
    await app.notes.delete(file)
    expect(code(await vault.trash(A))).toBe('note-missing')
    expect(await vault.list('forge')).toEqual([])
  })

  it('does not overwrite a file that is not indexed yet', async () => {
    const { app, vault } = await openOn({ [A]: 'one' })
    await app.notes.adapter.write(B, 'by sync')
    expect(code(await vault.create(B, 'two'))).toBe('note-exists')
    expect(code(await vault.move(A, B))).toBe('note-exists')
    expect([await app.text(A), await app.text(B)]).toEqual(['one', 'by sync'])
  })

  it('does not overwrite a name that differs only by case where the disk takes both for one', async () => {
    const adapter = mocks.FileSystemAdapter.create__('/mock-vault')
    adapter.insensitive__ = true
    const app = new MockApp(adapter.asOriginalType__())
    const vault = new ObsidianVault(app.real)
    await app.put('forge/active/2026-03-05_A_spec.md', 'one')
    expect(code(await vault.create(A, 'two'))).toBe('note-exists')
    const other = new MockApp(adapter.asOriginalType__())
    await other.put('Forge2/x.md', 'x')
    // Such a disk also tells what is there, whatever the case.
    other.notes.adapter.stat = () => Promise.resolve({ type: 'folder', ctime: 0, mtime: 0, size: 0 })
    expect(await new ObsidianVault(other.real).create('forge2/active/x.md', 'two')).toMatchObject({
      error: { code: 'file-failed', what: expect.stringContaining('forge2') as string },
    })
  })

  it('says what is in the way where forge is a file', async () => {
    const { vault } = await openOn({ forge: 'a file' })
    expect(await vault.create(A, 'x')).toMatchObject({ error: { code: 'file-failed', what: 'Forge could not make the folder forge.' } })
    expect(await vault.list('forge')).toEqual([])
  })

  it('makes a folder that two notes need at once only once', async () => {
    const { vault } = await openOn()
    expect(await Promise.all([vault.create(A, 'one'), vault.create('forge/active/b.md', 'two')])).toEqual([ok(undefined), ok(undefined)])
  })

  it('gives what the disk says as a failure', async () => {
    const { app, vault } = await openOn({ [A]: 'one' })
    app.notes.adapter.write = () => Promise.reject(new Error('ENOSPC: no space left'))
    expect(await vault.edit(A, () => ok('two'))).toMatchObject({ error: { code: 'file-failed', why: 'ENOSPC: no space left' } })
  })
})
