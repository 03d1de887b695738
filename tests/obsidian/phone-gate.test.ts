// @vitest-environment jsdom
import * as mocks from 'obsidian-test-mocks/obsidian'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { buildMain, choose, makePlugin, offers } from './built-plugin.ts'
import { click, noticed, shown, useLiveControls } from './live-controls.ts'
import { MockApp } from './mock-app.ts'
import { pretendDevice } from './mock-forge.ts'

const IMPLEMENT = '---\nfeature: codes\nstage: implement\nstatus: IMPLEMENTING\nstep: planned\nawaiting: [plan]\n---\n'
const PLAN =
  '---\nfeature: codes\nstage: plan\n---\n# Plan\n\nThree files.\n\n## Your decision\n\n- [ ] Approve this plan ^q-plan-approve\n- [ ] Revise it: say below what to change ^q-plan-revise\n- [ ] Stop ^q-plan-stop\n'
const PLAN_PATH = 'forge/active/2026-03-05_codes_plan.md'
const NOTES = { 'forge/active/2026-03-05_codes_implement.md': IMPLEMENT, [PLAN_PATH]: PLAN }
const BUILD_MS = 240_000

/** What `require` does with a module of Node's: on a phone, in the app's phone mode, and in a stricter host. */
const ABSENT: readonly (readonly [string, () => unknown])[] = [
  ['gives undefined', () => undefined],
  ['gives null', () => null],
  [
    'throws',
    () => {
      throw new Error('There is no such module.')
    },
  ],
]
/** Phones have none of Node's globals, but for a stump of `process` on some. */
const GLOBALS = { Buffer: undefined, global: undefined, setImmediate: undefined, clearImmediate: undefined, __dirname: undefined }
const PROCESSES: readonly (readonly [string, unknown])[] = [
  ['no process', undefined],
  ['a stump of a process', { env: {}, platform: 'ios' }],
]

describe('the built plugin on a phone', () => {
  let main = ''
  beforeAll(() => {
    useLiveControls()
    main = buildMain()
  }, BUILD_MS)
  beforeEach(() => {
    pretendDevice('phone')
    document.body.replaceChildren()
    noticed.length = 0
  })

  const cases = ABSENT.flatMap(([means, absent]) => PROCESSES.map(([has, process]) => ({ means, absent, has, process })))

  it.each(cases)('loads, shows the board and answers a question where require $means and there is $has', async ({ absent, process }) => {
    const asked: string[] = []
    const app = new MockApp(mocks.CapacitorAdapter.create__('/phone', null).asOriginalType__())
    for (const [path, text] of Object.entries(NOTES)) await app.put(path, text)
    await app.index()
    const host = { require: (id: string) => (asked.push(id), absent()), globals: { ...GLOBALS, process } }
    const plugin = makePlugin(main, app, host)
    plugin.load()
    app.workspace.setLayoutReady__()
    await vi.waitFor(() => expect(offers(plugin)).toEqual(['spec', 'approve', 'answer', 'board', 'views']))
    await boardShows(plugin, app, 'codes')
    choose(plugin, 'answer')
    await vi.waitFor(() => click('Approve this plan'))
    await vi.waitFor(async () => expect(await app.text(PLAN_PATH)).toContain('- [x] Approve this plan ^q-plan-approve'))
    await app.index()
    await vi.waitFor(() => expect(offers(plugin)).toEqual(['spec', 'board', 'views']))
    expect(noticed.filter((text) => /mistake|console/.test(text))).toEqual([])
    plugin.unload()
    expect(asked).toEqual([])
  })
})

async function boardShows(plugin: mocks.Plugin, app: MockApp, text: string): Promise<void> {
  const make = plugin.views__.get('forge-pipeline-board')
  const view: unknown = make?.(app.workspace.getLeaf('tab').asOriginalType3__())
  if (!(view instanceof mocks.ItemView)) throw new Error('There is no board.')
  document.body.append(view.containerEl)
  view.load()
  const open: unknown = Reflect.get(view, 'onOpen')
  if (typeof open === 'function') await Reflect.apply(open, view, [])
  await vi.waitFor(() => expect(shown()).toContain(text))
  view.unload()
  view.containerEl.remove()
}
