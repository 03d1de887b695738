// @vitest-environment jsdom
import * as mocks from 'obsidian-test-mocks/obsidian'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { registerCliHandlers } from '../../src/obsidian/cli-handlers.ts'
import { FeatureIndex } from '../../src/obsidian/feature-index.ts'
import { readLink, registerLinks } from '../../src/obsidian/links.ts'
import { ObsidianVault } from '../../src/obsidian/obsidian-vault.ts'
import { samplePlan, sampleSpec } from './board/sample-notes.ts'
import { noticed, shown, useLiveControls } from './live-controls.ts'
import { MockApp } from './mock-app.ts'
import { mockForge, pretendDevice } from './mock-forge.ts'

beforeAll(useLiveControls)
beforeEach(() => {
  pretendDevice('desktop')
  noticed.length = 0
  document.body.replaceChildren()
})

describe('reading a link', () => {
  it.each([
    [{ action: 'forge-pipeline', vault: 'Work' }, { show: 'board' }],
    [{ show: 'board' }, { show: 'board' }],
    [{ show: 'runs' }, { show: 'runs', feature: null }],
    [
      { show: 'runs', feature: 'billing' },
      { show: 'runs', feature: 'billing' },
    ],
    [{ feature: 'billing' }, { show: 'note', feature: 'billing' }],
    [
      { feature: 'billing', question: 'plan' },
      { show: 'question', feature: 'billing', question: 'plan' },
    ],
  ])('takes %j', (params, wish) => expect(readLink(params)).toEqual(wish))

  const refused: readonly Readonly<Record<string, string>>[] = [
    { run: 'court' },
    { feature: 'billing', answer: 'approve' },
    { feature: 'Billing/../x' },
    { feature: '' },
    { show: 'setup' },
    { show: 'board', question: 'plan' },
    { question: 'plan' },
    { feature: 'billing', question: 'plan^approve' },
  ]
  it.each(refused)('refuses %j in one sentence', (params) => {
    const read = readLink(params)
    expect('problem' in read && read.problem).toMatch(/^This link to Forge cannot be followed: [^.]+\.$/)
  })
})

async function open() {
  const app = new MockApp()
  for (const [path, text] of Object.entries({
    ...sampleSpec('billing', 'Billing'),
    ...samplePlan('cart', false),
    ...sampleSpec('cart', 'Cart'),
  }))
    await app.put(path, text)
  const forge = await mockForge(app)
  const plugin = mocks.Plugin.fromOriginalType2__(forge.plugin)
  registerLinks(forge)
  registerCliHandlers(forge)
  const perform = vi.spyOn(forge, 'perform').mockResolvedValue()
  const opened: string[] = []
  const leaf = app.workspace.getLeaf(true)
  vi.spyOn(leaf, 'openFile').mockImplementation((file) => Promise.resolve(void opened.push(file.path)))
  const getLeaf = vi.spyOn(app.workspace, 'getLeaf').mockReturnValue(leaf)
  app.notes.writes.length = 0
  return { app, forge, plugin, perform, opened, getLeaf }
}

/** Follows a link as Obsidian would, and waits for `settled`. */
async function follow(params: Record<string, string>, settled: (now: Awaited<ReturnType<typeof open>>) => boolean) {
  const now = await open()
  now.plugin.obsidianProtocolHandlers__.get('forge-pipeline')?.({ action: 'forge-pipeline', ...params })
  await vi.waitFor(() => expect(settled(now)).toBe(true))
  expect(now.app.notes.writes).toEqual([])
  return now
}

describe('following a link', () => {
  it('tells of a mistake, and leaves no promise unhandled', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { plugin, perform } = await open()
    perform.mockRejectedValue(new Error('boom'))
    plugin.obsidianProtocolHandlers__.get('forge-pipeline')?.({ action: 'forge-pipeline' })
    await vi.waitFor(() => expect(noticed.at(-1)).toMatch(/^Follow link failed .*boom/))
  })

  it('shows the board, the runs, and a feature’s newest note', async () => {
    const board = await follow({}, ({ perform }) => perform.mock.calls.length > 0)
    expect(board.perform.mock.calls).toEqual([['board', null]])
    const runs = await follow({ show: 'runs', feature: 'billing' }, ({ perform }) => perform.mock.calls.length > 0)
    expect(runs.perform.mock.calls).toEqual([['runs', 'billing']])
    const { opened } = await follow({ feature: 'billing' }, (now) => now.opened.length > 0)
    expect(opened).toEqual(['forge/active/2026-03-05_billing_spec.md'])
  })

  it('leaves the board where it is, and shows the note beside it', async () => {
    const { app, plugin, opened, getLeaf } = await open()
    const view = {}
    Object.assign(app.workspace, { getActiveViewOfType: () => view, getLeavesOfType: () => [{ view }] })
    plugin.obsidianProtocolHandlers__.get('forge-pipeline')?.({ action: 'forge-pipeline', feature: 'billing' })
    await vi.waitFor(() => expect(opened).toHaveLength(1))
    expect(getLeaf.mock.calls).toEqual([['tab']])
  })

  it('puts the question and ticks nothing', async () => {
    await follow({ feature: 'cart', question: 'plan' }, () => shown().includes('Approve'))
    expect(noticed).toEqual([])
  })

  it('says in one sentence what is not there', async () => {
    await follow({ feature: 'nothing' }, () => noticed.length > 0)
    expect(noticed).toEqual(['There is no feature nothing in this vault.'])
    const { opened } = await follow({ feature: 'cart', question: 'spec' }, (now) => now.opened.length > 0)
    expect(noticed.at(-1)).toBe('cart does not wait for an answer to spec now.')
    expect(opened).toHaveLength(1)
    await follow({ feature: 'cart', run: 'court' }, () => noticed.length > 2)
    expect(noticed.at(-1)).toMatch(/^This link to Forge cannot be followed/)
  })
})

describe('Obsidian’s command line', () => {
  it('waits until the notes are read', async () => {
    const app = new MockApp()
    for (const [path, text] of Object.entries(sampleSpec('billing', 'Billing'))) await app.put(path, text)
    const whole = await mockForge(app)
    const forge = { ...whole, features: new FeatureIndex(app.real, new ObsidianVault(app.real)) }
    registerCliHandlers(forge)
    const told = vi.fn()
    const plugin = mocks.Plugin.fromOriginalType2__(forge.plugin)
    const telling = Promise.resolve(plugin.cliHandlers__.get('forge-pipeline:status')?.({})).then(told)
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(told).not.toHaveBeenCalled()
    forge.features.follow(forge.plugin)
    await telling
    expect(told).toHaveBeenCalledWith('billing · SPEC · next: Hold court')
  })

  const call = async (command: string, params: Record<string, string> = {}) => {
    const now = await open()
    const text = await now.plugin.cliHandlers__.get(`forge-pipeline:${command}`)?.(params)
    expect(now.app.notes.writes).toEqual([])
    return { ...now, text: text ?? '' }
  }

  it('tells the status as text, and as the document of the terminal command', async () => {
    expect((await call('status')).text).toBe('billing · SPEC · next: Hold court\ncart · IMPLEMENTING · waits for you: plan')
    const { text } = await call('status', { feature: 'bill', format: 'json' })
    expect(JSON.parse(text)).toMatchObject({
      features: [{ feature: 'billing', state: 'SPEC', awaiting: [] }],
      problems: [],
    })
  })

  it('tells the open questions and how they may be answered', async () => {
    expect((await call('questions')).text).toBe('cart · plan: approve, revise, stop (forge/active/2026-03-05_cart_plan.md)')
    expect(JSON.parse((await call('questions', { format: 'json', feature: 'billing' })).text)).toEqual({ questions: [] })
  })

  it('shows a feature or the board', async () => {
    expect(await call('open', { feature: 'billing' })).toMatchObject({
      text: 'billing is shown.',
      opened: [expect.stringContaining('billing_spec')],
    })
    expect((await call('open')).perform.mock.calls).toEqual([['board', null]])
  })

  it('tells what is not there, for both kinds of reader', async () => {
    expect((await call('status', { feature: 'nothing' })).text).toMatch(/^There is no feature "nothing"\./)
    expect(JSON.parse((await call('status', { feature: 'nothing', format: 'json' })).text)).toMatchObject({
      error: { code: 'no-such-feature' },
    })
  })

  it('has no handler that answers or runs, and none on a phone', async () => {
    const { plugin } = await open()
    expect([...plugin.cliHandlers__.keys()]).toEqual(['status', 'questions', 'runs', 'open'].map((name) => `forge-pipeline:${name}`))
    pretendDevice('phone')
    expect([...(await open()).plugin.cliHandlers__.keys()]).toEqual([])
  })
})
