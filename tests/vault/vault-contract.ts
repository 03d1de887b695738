import { expect, it } from 'vitest'
import { failure } from '../../src/basics/failure.ts'
import { failed, ok } from '../../src/basics/result.ts'
import type { Vault } from '../../src/vault/vault.ts'

const A = 'forge/active/2026-03-05_a_spec.md'
const B = 'forge/archive/2026-03-05_a_spec.md'

/** What every vault promises; call it inside a `describe` with a way to open an empty one. */
export function keepsTheVaultContract(open: () => Promise<Vault>): void {
  it('reads back what was created, byte for byte', async () => {
    const vault = await open()
    const text = '\ufeff---\r\ntitle: Ä "b"  # why\r\n---\r\n\r\nbody\tß 😀  \r\n'
    expect(await vault.create(A, text)).toEqual(ok(undefined))
    expect(await vault.read(A)).toEqual(ok(text))
    expect(await vault.read(B)).toEqual(ok(null))
  })

  it('never creates over a note', async () => {
    const vault = await open()
    await vault.create(A, 'one')
    expect(await vault.create(A, 'two')).toMatchObject({ ok: false, error: { code: 'note-exists' } })
    expect(await vault.read(A)).toEqual(ok('one'))
  })

  it('edits what is there and gives it as written', async () => {
    const vault = await open()
    await vault.create(A, 'one\r\n')
    expect(await vault.edit(A, (text) => ok(`${text}two`))).toEqual(ok('one\r\ntwo'))
    expect(await vault.read(A)).toEqual(ok('one\r\ntwo'))
  })

  it('writes nothing when the change fails or the note is missing', async () => {
    const vault = await open()
    await vault.create(A, 'one')
    const fault = failure('bad-note', 'a.', 'b.', 'c.')
    expect(await vault.edit(A, () => failed(fault))).toEqual(failed(fault))
    expect(await vault.read(A)).toEqual(ok('one'))
    expect(await vault.edit(B, ok)).toMatchObject({ ok: false, error: { code: 'note-missing' } })
    expect(await vault.read(B)).toEqual(ok(null))
  })

  it('loses none of many edits at once', async () => {
    const vault = await open()
    await vault.create(A, '')
    await Promise.all(Array.from({ length: 40 }, (_, n) => vault.edit(A, (text) => ok(`${text}${String(n)}\n`))))
    const text = await vault.read(A)
    expect(text.ok && (text.value ?? '').split('\n').length).toBe(41)
  })

  it('moves without overwriting', async () => {
    const vault = await open()
    await vault.create(A, 'one')
    await vault.create(B, 'other')
    expect(await vault.move(A, B)).toMatchObject({ ok: false, error: { code: 'note-exists' } })
    expect([await vault.read(A), await vault.read(B)]).toEqual([ok('one'), ok('other')])
    expect(await vault.move(A, 'forge/decisions/2026-03-05_a_spec.md')).toEqual(ok(undefined))
    expect([await vault.read(A), await vault.read('forge/decisions/2026-03-05_a_spec.md')]).toEqual([ok(null), ok('one')])
    expect(await vault.move(A, 'forge/decisions/b.md')).toMatchObject({ ok: false, error: { code: 'note-missing' } })
  })

  it('lists frontmatter, sorted by path, and sees every change', async () => {
    const vault = await open()
    expect(await vault.list('forge')).toEqual([])
    await vault.create('forge/b.md', '---\nstatus: SPEC\nn: 2\nlist: [a, b]\ndate: 2026-03-05\n---\nbody')
    await vault.create('forge/active/a.md', 'no keys\n---\nx: y\n---\n')
    await vault.create('forge/c.md', '---\nx: [\n---\n')
    await vault.create('other/d.md', '')
    expect(await vault.list('forge')).toEqual([
      { path: 'forge/active/a.md', keys: {}, broken: null },
      { path: 'forge/b.md', keys: { status: 'SPEC', n: 2, list: ['a', 'b'], date: '2026-03-05' }, broken: null },
      { path: 'forge/c.md', keys: {}, broken: expect.any(String) as unknown },
    ])
    await vault.edit('forge/b.md', (text) => ok(text.replace('SPEC', 'PASS')))
    const listed = await vault.list('forge')
    expect(listed[1]?.keys['status']).toBe('PASS')
  })

  it('puts notes into the trash, also twice the same name', async () => {
    const vault = await open()
    for (const text of ['one', 'two']) {
      await vault.create(A, text)
      expect(await vault.trash(A)).toEqual(ok(undefined))
      expect(await vault.read(A)).toEqual(ok(null))
    }
    expect(await vault.list('forge')).toEqual([])
    expect(await vault.trash(A)).toMatchObject({ ok: false, error: { code: 'note-missing' } })
  })
}
