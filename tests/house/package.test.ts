import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import vm from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as v from 'valibot'

const ROOT = path.resolve(import.meta.dirname, '../..')
const MAIN_BYTES_MAX = 740_000
const DIST_BYTES_MAX = 900_000
const DESCRIPTION_CHARS_MAX = 250
const BUILD_MS = 240_000

/** What the directory of plugins knows, and nothing else. */
const MANIFEST = v.strictObject({
  id: v.string(),
  name: v.string(),
  version: v.string(),
  minAppVersion: v.string(),
  description: v.string(),
  author: v.string(),
  isDesktopOnly: v.boolean(),
})
const VERSION = v.object({ name: v.string(), version: v.string() })
const PACKAGE = v.object({
  name: v.string(),
  version: v.string(),
  license: v.string(),
  author: v.string(),
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
    expect(v.parse(VERSION, JSON.parse(read('package-lock.json')))).toEqual({ name: pack.name, version: pack.version })
    const versions = v.parse(v.record(v.string(), v.string()), JSON.parse(read('versions.json')))
    expect(versions[manifest.version]).toBe(manifest.minAppVersion)
    for (const number of Object.entries(versions).flat()) expect(number).toMatch(/^\d+\.\d+\.\d+$/)
    expect(read('CHANGELOG.md')).toContain(`## ${pack.version}`)
  })

  it('keep the rules of the plugin directory', () => {
    const { id, name, description, isDesktopOnly } = manifest
    expect({ id, name, isDesktopOnly }).toEqual({ id: 'forge-pipeline', name: 'Forge Pipeline', isDesktopOnly: false })
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
    expect(`${id} ${name}`).not.toMatch(/obsidian|plugin/i)
    expect(description.length).toBeLessThanOrEqual(DESCRIPTION_CHARS_MAX)
    // A verb comes first.
    expect(description).toMatch(/^Takes .*[^.]\.$/)
    expect(description).not.toMatch(/obsidian|plugin|\p{Extended_Pictographic}/iu)
  })

  it('name the holder of the licence, from the year of the first release', () => {
    expect(/^Copyright \(c\) (\d{4}) (.+)$/m.exec(read('LICENSE'))?.slice(1)).toEqual(['2026', manifest.author])
    expect(pack.author).toBe(manifest.author)
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

describe('a release', () => {
  it('holds the three files that Obsidian installs, and nothing else', () => {
    const attached = /^\d+\. Attach exactly (.*?):/m.exec(read('CONTRIBUTING.md'))?.[1] ?? ''
    expect([...attached.matchAll(/`([^`]+)`/g)].map((match) => match[1])).toEqual(['main.js', 'manifest.json', 'styles.css'])
    expect(read('.gitignore').split('\n')).toContain('/main.js')
  })

  it('has styles that load nothing', () => {
    expect(excerpts(read('styles.css'), /@import|url\(/g)).toEqual([])
  })
})

/** What a build reads. */
const SOURCES = ['src', 'templates', 'scripts', 'esbuild.config.mjs', 'package.json', 'package-lock.json', 'tsconfig.json']
const LOCKED = v.object({ packages: v.record(v.string(), v.object({ dev: v.optional(v.boolean()) })) })

/** Copies everything that a build reads; the builder itself is only linked. */
function copyTo(folder: string): void {
  const { packages } = v.parse(LOCKED, JSON.parse(read('package-lock.json')))
  const bundled = Object.keys(packages).filter((name) => name !== '' && packages[name]?.dev !== true)
  for (const name of [...SOURCES, ...bundled]) cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true })
  symlinkSync(path.join(ROOT, 'node_modules', 'esbuild'), path.join(folder, 'node_modules', 'esbuild'))
}

function build(from: string, into: string): void {
  execFileSync(process.execPath, ['esbuild.config.mjs', into], { cwd: from, stdio: 'pipe' })
}

describe('the build', () => {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'forge-build-'))
  const first = path.join(temporary, 'here')
  const elsewhere = path.join(temporary, 'in another', 'place with a longer name')
  let plugin = ''
  beforeAll(() => {
    build(ROOT, first)
    copyTo(elsewhere)
    build(elsewhere, elsewhere)
    plugin = readFileSync(path.join(first, 'main.js'), 'utf8')
  }, BUILD_MS)
  afterAll(() => rmSync(temporary, { recursive: true, force: true, maxRetries: 10 }))

  const built = (folder: string) => ['main.js', ...readdirSync(path.join(folder, 'dist')).map((name) => path.join('dist', name))].sort()

  it('gives the same bytes in any folder', () => {
    expect(built(elsewhere)).toEqual(built(first))
    for (const name of built(first))
      expect(readFileSync(path.join(first, name)).equals(readFileSync(path.join(elsewhere, name))), name).toBe(true)
  })

  it('stays small', () => {
    const bytes = (name: string): number => statSync(path.join(first, name)).size
    const parts = built(first).filter((name) => name.startsWith('dist'))
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

  it('reads the rarer types of YAML, which it leaves out, as plain mappings, lists and texts', () => {
    const vault = path.join(temporary, 'vault')
    const keys =
      'feature: billing\nstage: spec\nstatus: !!binary SPEC\nseen: !!timestamp 2026-03-05\ntags: !!set {a, b}\nmore: !!omap [a: 1]'
    mkdirSync(path.join(vault, 'forge/active'), { recursive: true })
    writeFileSync(path.join(vault, 'forge/active/2026-03-05_billing_spec.md'), `---\n${keys}\n---\n# Billing\n`)
    const env = { PATH: process.env['PATH'] ?? '', HOME: temporary, FORGE_HOME: path.join(temporary, 'device') }
    const status = execFileSync(process.execPath, [path.join(first, 'dist/cli.js'), 'status', '--vault', vault, '--json'], { env })
    expect(JSON.parse(status.toString())).toMatchObject({ features: [{ feature: 'billing', state: 'SPEC' }], problems: [] })
    for (const name of ['main.js', ...built(first)])
      expect(excerpts(readFileSync(path.join(first, name), 'utf8'), /Ordered maps must not/g), name).toEqual([])
  })

  it('makes a plugin without code from text, and without what an older phone or a renderer cannot read', () => {
    expect(excerpts(plugin, /\beval\(|new Function\b/g)).toEqual([])
    expect(excerpts(plugin, /\bimport\(\s*["'`]node:/g)).toEqual([])
    // In a string they are left to the constructor, which runs only on a desktop.
    expect(excerpts(plugin, /\/[^/"'`\n]*\(\?<[=!]/g)).toEqual([])
    expect(excerpts(plugin, /sourceMappingURL/g)).toEqual([])
  })

  it('makes a plugin that writes no markup into the page and opens no connection', () => {
    expect(excerpts(plugin, /innerHTML|outerHTML|insertAdjacentHTML|document\.write/g)).toEqual([])
    expect(excerpts(plugin, /\bfetch\(|XMLHttpRequest|\bWebSocket\b|EventSource|sendBeacon|requestUrl/g)).toEqual([])
  })

  it('makes a plugin that does not name its own files, as one that updates itself would', () => {
    expect(excerpts(plugin, /main\.js|manifest\.json|styles\.css/g)).toEqual([])
  })
})

describe('the source', () => {
  const code = (folder: string): readonly (readonly [string, string])[] =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [name, withoutComments(read(path.join(folder, name)))])

  it('opens no connection', () => {
    for (const [name, text] of code('src'))
      expect(excerpts(text, /\bfetch\(|XMLHttpRequest|WebSocket|from 'node:(?:http|https|net|tls|dgram)'/g), name).toEqual([])
  })

  it('of the plugin lists no vault, changes notes by process alone and prints nothing', () => {
    const banned =
      /\.getFiles\(|getMarkdownFiles|getAllLoadedFiles|vault\.modify|processFrontMatter|adapter\.(?:write|append|remove|process)|console\.log|\.style\./g
    for (const [name, text] of [...code('src/obsidian'), ['main.ts', withoutComments(read('src/main.ts'))] as const])
      expect(excerpts(text, banned), name).toEqual([])
  })
})

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

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
