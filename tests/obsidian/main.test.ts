// @vitest-environment jsdom
import { randomUUID } from 'node:crypto'
import * as mocks from 'obsidian-test-mocks/obsidian'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import ForgePlugin from '../../src/main.ts'
import { ACTIONS } from '../../src/obsidian/actions.ts'
import { startProcess } from '../../src/node/process.ts'
import { loadDesktop } from '../../src/obsidian/load-desktop.ts'
import { MANIFEST, MockApp } from './mock-app.ts'
import { pretendDevice } from './mock-forge.ts'

const SPEC = '---\nfeature: a\nstage: spec\nstatus: SPEC\n---\n'
const PATH = 'forge/active/2026-03-05_a_spec.md'

function make(app: MockApp): mocks.Plugin {
  const plugin: unknown = new ForgePlugin(app.real, MANIFEST)
  if (!(plugin instanceof mocks.Plugin)) throw new Error('Obsidian is not mocked.')
  return plugin
}

/** Every call of a method of `target`, by name. */
function callsOf(target: object): readonly string[] {
  const calls: string[] = []
  for (let at: unknown = target; typeof at === 'object' && at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const method: unknown = name === 'constructor' || name.endsWith('__') ? null : Reflect.get(target, name)
      if (typeof method !== 'function') continue
      Reflect.set(target, name, (...args: unknown[]): unknown => {
        calls.push(name)
        const result: unknown = Reflect.apply(method, target, args)
        return result
      })
    }
  }
  return calls
}

/** The mocks keep who listens under `_`. */
function listeners(app: MockApp): number {
  const lists = [app.vault, app.metadataCache, app.workspace].map((one): unknown => Reflect.get(one, '_'))
  return lists.flatMap((list) => Object.values(list ?? {}).flat<unknown[]>()).length
}

beforeEach(() => pretendDevice('desktop'))

describe('loading the plugin', () => {
  it.each(['desktop', 'phone'] as const)('on a %s reads no file, starts no timer and asks for no network', async (device) => {
    pretendDevice(device)
    const app = new MockApp()
    await app.put(PATH, SPEC)
    const vault = callsOf(app.notes)
    const others = [app.notes.adapter, app.metadataCache, app.fileManager].map(callsOf)
    const outside = (['setTimeout', 'setInterval', 'requestAnimationFrame', 'fetch'] as const).map((name) => vi.spyOn(window, name))
    onTestFinished(() => void vi.restoreAllMocks())
    const plugin = make(app)
    plugin.load()
    expect(vault.filter((name) => name !== 'getName')).toEqual([])
    expect(others.flat().filter((name) => name !== 'on')).toEqual([])
    for (const call of outside) expect(call).not.toHaveBeenCalled()
    expect([...plugin.commands__.keys()]).toEqual(ACTIONS.map(({ id }) => id))
    plugin.unload()
  })

  it('names commands as Obsidian asks: sentence case, no hotkeys, neither its own name nor its id', () => {
    const plugin = make(new MockApp())
    plugin.load()
    for (const { id, name, hotkeys } of plugin.commands__.values()) {
      expect(name, name).toMatch(/^[A-Z][a-z ]*$/)
      expect(`${id} ${name}`).not.toMatch(/forge|command/i)
      expect(hotkeys).toBeUndefined()
    }
    plugin.unload()
  })

  it('reads only what is in the folders of notes once the layout is ready', async () => {
    const app = new MockApp()
    await app.put(PATH, SPEC)
    for (const name of ['diary/1.md', 'forgery.md', 'x/forge/active/2026-03-05_b_spec.md']) await app.put(name, SPEC)
    await app.index()
    app.notes.reads.length = 0
    const listed = [vi.spyOn(app.notes, 'getFiles'), vi.spyOn(app.notes, 'getMarkdownFiles'), vi.spyOn(app.notes, 'getAllLoadedFiles')]
    const looked = vi.spyOn(app.metadataCache, 'getFileCache')
    const plugin = make(app)
    plugin.load()
    app.workspace.setLayoutReady__()
    for (const path of [PATH, 'diary/1.md']) await app.put(path, `${SPEC}more`)
    app.notes.reads.length = 0
    await app.index()
    await vi.waitFor(() => expect(looked.mock.calls.map(([file]) => file.path)).toEqual([PATH, PATH]), { interval: 1 })
    expect(app.notes.reads.filter((path) => !path.startsWith('forge/'))).toEqual([])
    for (const list of listed) expect(list).not.toHaveBeenCalled()
    plugin.unload()
  })

  it.runIf(process.platform !== 'win32').each(['pagehide', 'quit'])('ends what it started before a window goes: %s', async (leaving) => {
    const app = new MockApp()
    const plugin = make(app)
    plugin.load()
    expect(await loadDesktop(app.real)).not.toBeNull()
    const spec = {
      command: process.execPath,
      args: ['-e', 'setInterval(() => {}, 1000)'],
      cwd: '/',
      env: {},
      input: null,
      mark: randomUUID(),
    }
    const agent = startProcess(spec, { stdout: () => undefined, stderr: () => undefined })
    if (leaving === 'quit') app.workspace.trigger('quit', mocks.Tasks.create__())
    else window.dispatchEvent(new Event(leaving))
    expect(await agent.exited).toMatchObject({ signal: 'SIGTERM' })
    plugin.unload()
  })

  it('leaves no listener and no timer behind', async () => {
    const app = new MockApp()
    await app.put(PATH, SPEC)
    await app.index()
    const before = listeners(app)
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const plugin = make(app)
    plugin.load()
    app.workspace.setLayoutReady__()
    await vi.advanceTimersByTimeAsync(10_000)
    await app.put(PATH, `${SPEC}more`)
    await app.index()
    expect(listeners(app)).toBeGreaterThan(before)
    plugin.unload()
    expect(listeners(app)).toBe(before)
    expect(vi.getTimerCount()).toBe(0)
  })
})
