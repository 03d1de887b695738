import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import vm from 'node:vm'
import * as mocks from 'obsidian-test-mocks/obsidian'
import { MANIFEST, type MockApp } from './mock-app.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** The text of `main.js`, built anew. */
export function buildMain(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'forge-main-'))
  try {
    execFileSync(process.execPath, ['esbuild.config.mjs', folder], { cwd: ROOT, stdio: 'pipe' })
    return readFileSync(path.join(folder, 'main.js'), 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

export interface Host {
  /** Answers for every module but `obsidian`. */
  require(id: string): unknown
  /** What the plugin sees under these names instead of Node's own. */
  readonly globals: Readonly<Record<string, unknown>>
}

/** Evaluates `main.js` as Obsidian does and makes the plugin. */
export function makePlugin(main: string, app: MockApp, host: Host): mocks.Plugin {
  const names = ['module', 'exports', 'require', ...Object.keys(host.globals)]
  const run: unknown = vm.runInThisContext(`(function (${names.join(', ')}) {${main}\n})`, { filename: 'plugin:forge-pipeline' })
  const module: { exports: { default?: unknown } } = { exports: {} }
  const require = (id: string): unknown => (id === 'obsidian' ? mocks : host.require(id))
  if (typeof run !== 'function') throw new Error('main.js is no script.')
  Reflect.apply(run, undefined, [module, module.exports, require, ...Object.values(host.globals)])
  const Made = module.exports.default
  const plugin: unknown = typeof Made === 'function' ? Reflect.construct(Made, [app.real, MANIFEST]) : null
  if (!(plugin instanceof mocks.Plugin)) throw new Error('main.js exports no plugin.')
  return plugin
}

/** Chooses a command in the palette. */
export function choose(plugin: mocks.Plugin, id: string): void {
  const command = plugin.commands__.get(id)
  if (command?.checkCallback?.(true) !== true) throw new Error(`The palette does not offer ${id}.`)
  command.checkCallback(false)
}

export function offers(plugin: mocks.Plugin): readonly string[] {
  return [...plugin.commands__.values()].filter((command) => command.checkCallback?.(true) === true).map(({ id }) => id)
}
