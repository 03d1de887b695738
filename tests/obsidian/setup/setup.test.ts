// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest'
import { ok } from '../../../src/basics/result.ts'
import type { Check } from '../../../src/commands/check.ts'
import { SETUP_PATH } from '../../../src/notes/setup-note.ts'
import { reportOf, writeReport } from '../../../src/obsidian/setup/check-setup.ts'
import { droppedPath } from '../../../src/obsidian/setup/dropped-path.ts'
import { ObsidianVault } from '../../../src/obsidian/obsidian-vault.ts'
import { MockApp } from '../mock-app.ts'

const CHECKS: readonly Check[] = [
  { about: 'system', ok: true, what: 'Git 2.39.5 is here.', next: null },
  {
    about: 'repo',
    ok: false,
    what: 'No linked repo\nbelongs here.',
    next: 'Work from inside one, add --repo NAME, or link one with forge init.',
  },
  { about: 'system', ok: true, what: 'Node.js was not found.', next: 'Install it.' },
]

describe('the report on the setup', () => {
  it('tells what is missing, what is advised and what is well, in the words of the plugin', () => {
    expect(reportOf(CHECKS, '2026-03-05')).toEqual({
      date: '2026-03-05',
      toDo: [{ what: 'No linked repo belongs here.', next: 'Link a repo: Settings, Forge Pipeline, or the board.' }],
      advice: [{ what: 'Node.js was not found.', next: 'Install it.' }],
      found: ['Git 2.39.5 is here.'],
    })
  })

  it('takes the place of the last one, and of no note of the person', async () => {
    const app = new MockApp()
    const vault = new ObsidianVault(app.real)
    const report = reportOf(CHECKS, '2026-03-05')
    expect(await writeReport(vault, report)).toEqual(ok(false))
    expect(await writeReport(vault, { ...report, toDo: [] })).toEqual(ok(false))
    expect(await app.text(SETUP_PATH)).toContain('Everything is ready')
    await app.put(SETUP_PATH, 'Mine.\n')
    expect(await writeReport(vault, report)).toMatchObject({ ok: false, error: { code: 'note-exists' } })
    expect(await app.text(SETUP_PATH)).toBe('Mine.\n')
  })
})

describe('a report that a person changed', () => {
  it.each([
    ['a tick', (text: string) => text.replace('- [ ]', '- [x]')],
    ['a remark', (text: string) => `${text}Later.\n`],
    ['a property', (text: string) => text.replace('category:', 'tags: [mine]\ncategory:')],
  ])('goes to the trash with %s, and a new one is written', async (_, change) => {
    const app = new MockApp()
    const vault = new ObsidianVault(app.real)
    const report = reportOf(CHECKS, '2026-03-05')
    await writeReport(vault, report)
    const asWritten = await app.text(SETUP_PATH)
    await app.put(SETUP_PATH, change(asWritten))
    const trash = vi.spyOn(vault, 'trash')
    expect(await writeReport(vault, report)).toEqual(ok(true))
    expect(trash).toHaveBeenCalledExactlyOnceWith(SETUP_PATH)
    expect(await app.text(SETUP_PATH)).toBe(asWritten)
  })
})

describe('a folder that is dropped', () => {
  const drop = (texts: Readonly<Record<string, string>>, files: readonly File[] = []) =>
    droppedPath({ files, getData: (type) => texts[type] ?? '' })

  it('is read from what the system gives', () => {
    expect(drop({ 'text/uri-list': '# two\r\nfile:///home/me/a%20b\r\nfile:///x' })).toBe('file:///home/me/a%20b')
    expect(drop({ 'text/plain': ' /home/me/shop\n' })).toBe('/home/me/shop')
    expect(drop({})).toBeNull()
    expect(drop({ 'text/plain': '/other' }, [Object.assign(new File([], 'shop'), { path: '/home/me/shop' })])).toBe('/home/me/shop')
  })

  it('is asked of Electron where it is there, and only then', () => {
    const file = new File([], 'shop')
    const withRequire = (load: unknown): string | null => {
      Object.assign(window, { require: load })
      try {
        return drop({ 'text/plain': '/other' }, [file])
      } finally {
        Reflect.deleteProperty(window, 'require')
      }
    }
    expect(withRequire(() => ({ webUtils: { getPathForFile: (one: unknown) => (one === file ? '/home/me/shop' : '') } }))).toBe(
      '/home/me/shop',
    )
    for (const load of [() => null, () => undefined, () => ({}), () => ({ webUtils: {} })]) expect(withRequire(load)).toBe('/other')
    const thrower = (): never => {
      throw new Error('There is no Node here.')
    }
    expect(withRequire(thrower)).toBe('/other')
  })
})
