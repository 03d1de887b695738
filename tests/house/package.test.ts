import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import vm from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as v from 'valibot'

const ROOT = path.resolve(import.meta.dirname, '../..')
const MAIN_BYTES_MAX = 700_000
const DIST_BYTES_MAX = 900_000
const DESCRIPTION_CHARS_MAX = 250
const BUILD_MS = 60_000

const MANIFEST = v.object({
  id: v.string(),
  name: v.string(),
  version: v.string(),
  minAppVersion: v.string(),
  description: v.string(),
  author: v.string(),
  isDesktopOnly: v.boolean(),
})
const PACKAGE = v.object({
  name: v.string(),
  version: v.string(),
  license: v.string(),
  bin: v.record(v.string(), v.string()),
  files: v.array(v.string()),
  engines: v.object({ node: v.string() }),
  dependencies: v.record(v.string(), v.string()),
})

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')
const manifest = v.parse(MANIFEST, JSON.parse(read('manifest.json')))
const pack = v.parse(PACKAGE, JSON.parse(read('package.json')))

describe('the manifests', () => {
  it('agree on id, version and the oldest Obsidian', () => {
    expect(manifest.id).toBe(pack.name)
    expect(manifest.version).toBe(pack.version)
    expect(JSON.parse(read('versions.json'))).toMatchObject({ [manifest.version]: manifest.minAppVersion })
    expect(read('CHANGELOG.md')).toContain(`## ${pack.version}`)
  })

  it('keep the rules of the plugin directory', () => {
    const { id, name, description, isDesktopOnly } = manifest
    expect({ id, name, isDesktopOnly }).toEqual({ id: 'forge-pipeline', name: 'Forge Pipeline', isDesktopOnly: false })
    expect(`${id} ${name}`).not.toMatch(/obsidian|plugin/i)
    expect(description.length).toBeLessThanOrEqual(DESCRIPTION_CHARS_MAX)
    expect(description).toMatch(/^[A-Z].*\.$/)
    expect(description).not.toMatch(/obsidian/i)
  })

  it('ship what the command needs, under MIT, for the Node that is promised', () => {
    expect(read('LICENSE')).toMatch(/^MIT License/)
    expect(pack).toMatchObject({
      license: 'MIT',
      bin: { forge: 'dist/cli.js' },
      files: ['dist', 'templates'],
      engines: { node: '>=20.19.0' },
    })
  })

  it('pin every dependency that is bundled', () => {
    for (const [name, range] of Object.entries(pack.dependencies)) expect(range, name).toMatch(/^\d+\.\d+\.\d+$/)
  })
})

/** What a host gives a plugin that asks for a module it does not have. */
const ABSENT: readonly (readonly [string, (name: string) => unknown])[] = [
  [
    'throws',
    (name) => {
      throw new Error(`no module ${name}`)
    },
  ],
  ['gives null', () => null],
  ['gives undefined', () => undefined],
]

describe('the build', () => {
  const folders = [0, 1].map(() => mkdtempSync(path.join(os.tmpdir(), 'forge-build-')))
  const [first = '', second = ''] = folders
  let plugin = ''
  beforeAll(() => {
    for (const folder of folders) execFileSync(process.execPath, ['esbuild.config.mjs', folder], { cwd: ROOT, stdio: 'pipe' })
    plugin = readFileSync(path.join(first, 'main.js'), 'utf8')
  }, BUILD_MS)
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

  const files = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .sort()

  it('gives the same bytes twice', () => {
    expect(files(first)).toEqual(files(second))
    for (const name of files(first))
      expect(readFileSync(path.join(first, name)).equals(readFileSync(path.join(second, name))), name).toBe(true)
  })

  it('stays small', () => {
    const bytes = (name: string): number => statSync(path.join(first, name)).size
    const parts = files(first).filter((name) => name.startsWith('dist'))
    expect(bytes('main.js')).toBeLessThanOrEqual(MAIN_BYTES_MAX)
    expect(parts.reduce((sum, name) => sum + bytes(name), 0)).toBeLessThanOrEqual(DIST_BYTES_MAX)
  })

  it.each(ABSENT)('makes a plugin that asks for nothing but obsidian while it loads, where require %s', (_, absent) => {
    const asked: string[] = []
    const loaded = load(plugin, (name) => {
      asked.push(name)
      return name === 'obsidian' ? OBSIDIAN : absent(name)
    })
    expect(asked.filter((name) => name !== 'obsidian')).toEqual([])
    expect(typeof loaded).toBe('function')
  })

  it('makes a plugin without code from text, and without what an older phone or a renderer cannot read', () => {
    expect(excerpts(plugin, /\beval\(|new Function\b/g)).toEqual([])
    expect(excerpts(plugin, /\bimport\(\s*["'`]node:/g)).toEqual([])
    // In a string they are left to the constructor, which runs only on a desktop.
    expect(excerpts(plugin, /\/[^/"'`\n]*\(\?<[=!]/g)).toEqual([])
    expect(excerpts(plugin, /sourceMappingURL/g)).toEqual([])
  })
})

/** Where a pattern is found, with what stands around it: a failed look at half a megabyte must not print all of it. */
function excerpts(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => text.slice(Math.max(0, match.index - 40), match.index + 80))
}

class Stub {}
/** Any class of Obsidian's that the plugin extends while it loads. */
const OBSIDIAN = new Proxy({}, { get: () => Stub })

/** Runs the plugin as Obsidian does, with nothing of Node's in reach but what a renderer and a phone have too. */
function load(source: string, require: (name: string) => unknown): unknown {
  const module: { exports: Record<string, unknown> } = { exports: {} }
  const context = vm.createContext({ TextDecoder, TextEncoder, URL, setTimeout, clearTimeout, crypto, console, AbortController })
  const run: unknown = new vm.Script(`(function (module, exports, require) {${source}\n})`).runInContext(context)
  if (typeof run === 'function') Reflect.apply(run, undefined, [module, module.exports, require])
  return module.exports['default']
}
