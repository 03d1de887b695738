// @vitest-environment jsdom
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { FeatureIndex } from '../../src/obsidian/feature-index.ts'
import { ObsidianVault } from '../../src/obsidian/obsidian-vault.ts'
import { MockApp, mockPlugin } from './mock-app.ts'

type Notes = Readonly<Record<string, string>>

const spec = (feature: string): string => `---\nfeature: ${feature}\nstage: spec\nstatus: SPEC\n---\n`
const court = (feature: string, verdict: string): string =>
  `---\nfeature: ${feature}\nstage: court\nstatus: DECIDED\nverdict: ${verdict}\n---\n`
const plan = (feature: string, tick = ' '): string =>
  `---\nfeature: ${feature}\nstage: plan\n---\n## Your decision\n\n- [${tick}] Approve this plan ^q-plan-approve\n- [ ] Stop ^q-plan-stop\n`
const implement = (feature: string): string => `---\nfeature: ${feature}\nstage: implement\nstatus: IMPLEMENTING\nawaiting: [plan]\n---\n`
const planned = (feature: string): Notes => ({
  [at('active', feature, 'implement')]: implement(feature),
  [at('active', feature, 'plan')]: plan(feature),
})
const at = (folder: string, feature: string, stage: string): string => `forge/${folder}/2026-03-05_${feature}_${stage}.md`

async function openOn(notes: Notes) {
  const app = new MockApp()
  for (const [path, text] of Object.entries(notes)) await app.put(path, text)
  await app.index()
  const vault = new ObsidianVault(app.real)
  const index = new FeatureIndex(app.real, vault)
  const plugin = mockPlugin(app)
  const told: (readonly string[])[] = []
  index.onChange((names) => told.push([...names].sort()))
  index.follow(plugin)
  await vi.waitFor(() => expect(index.ready).toBe(true), { interval: 1 })
  const look = vi.spyOn(vault, 'noteFile')
  app.notes.reads.length = 0
  told.length = 0
  const states = () => Object.fromEntries(index.all().map(({ feature }) => [feature.name, feature.verdict ?? feature.state]))
  const becomes = (wanted: Readonly<Record<string, string>>) => vi.waitFor(() => expect(states()).toEqual(wanted), { interval: 1 })
  return { app, index, plugin, told, look, states, becomes }
}

describe('the feature index', () => {
  it('is empty and not ready until the notes are read, and tells when they are', async () => {
    const app = new MockApp()
    const index = new FeatureIndex(app.real, new ObsidianVault(app.real))
    const told = vi.fn()
    index.onChange(told)
    index.follow(mockPlugin(app))
    expect([index.ready, index.all()]).toEqual([false, []])
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1), { interval: 1 })
    expect(index.ready).toBe(true)
  })

  it('gives features by name, each with what waits and what may run next, and the same list until something changes', async () => {
    const { index } = await openOn({
      [at('active', 'b', 'spec')]: spec('b'),
      [at('active', 'a', 'spec')]: spec('a'),
      ...planned('a'),
    })
    expect(index.all().map(({ feature, awaiting }) => [feature.name, awaiting])).toEqual([
      ['a', ['plan']],
      ['b', []],
    ])
    expect(index.all()).toBe(index.all())
    expect(index.of('b')?.next.find((step) => step.command === 'court')?.allowed).toBe(true)
    expect(index.ofNote(at('active', 'a', 'plan'))?.feature.name).toBe('a')
    expect([index.of('c'), index.ofNote('diary.md')]).toEqual([null, null])
  })

  it.each([
    ['the note that asks is gone', {}],
    ['its boxes are no boxes any more', { [at('active', 'a', 'plan')]: plan('a').replaceAll('^q-plan', '') }],
  ])('waits for no answer that nobody can give, and keeps the way open, where %s', async (_, broken) => {
    const { index } = await openOn({
      [at('decisions', 'a', 'court')]: court('a', 'GO'),
      [at('active', 'a', 'implement')]: implement('a'),
      ...broken,
    })
    expect(index.of('a')).toMatchObject({ awaiting: [], answered: [] })
    expect(index.of('a')?.next.find((step) => step.command === 'implement')).toMatchObject({ allowed: true })
  })

  it('waits on where the note that asks cannot be read', async () => {
    const app = new MockApp()
    for (const [path, text] of Object.entries(planned('a'))) await app.put(path, text)
    await app.index()
    app.notes.putBytes(at('active', 'a', 'plan'), [0xff, 0xfe])
    const index = new FeatureIndex(app.real, new ObsidianVault(app.real))
    index.follow(mockPlugin(app))
    await vi.waitFor(() => expect(index.of('a')?.awaiting).toEqual(['plan']), { interval: 1 })
  })

  it('knows no ghost of a note that goes away while the vault is first listed', async () => {
    const app = new MockApp()
    for (const name of ['a', 'b']) await app.put(at('active', name, 'spec'), spec(name))
    await app.index()
    const vault = new ObsidianVault(app.real)
    const list = vault.list.bind(vault)
    vi.spyOn(vault, 'list').mockImplementation(async (folder) => {
      const notes = await list(folder)
      const gone = app.notes.getFileByPath(at('active', 'a', 'spec'))
      if (gone !== null) await app.notes.delete(gone)
      return notes
    })
    const index = new FeatureIndex(app.real, vault)
    index.follow(mockPlugin(app))
    await vi.waitFor(() => expect(index.all().map(({ feature }) => feature.name)).toEqual(['b']), { interval: 1 })
  })

  it('tells of a mistake over one feature as a problem, and goes on with the others', async () => {
    const app = new MockApp()
    for (const [path, text] of Object.entries({ ...planned('a'), ...planned('b') })) await app.put(path, text)
    await app.index()
    const vault = new ObsidianVault(app.real)
    const read = vault.read.bind(vault)
    const failing = vi.spyOn(vault, 'read').mockImplementation((path) => {
      if (path.includes('_a_')) throw new Error('boom')
      return read(path)
    })
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    onTestFinished(() => logged.mockRestore())
    const index = new FeatureIndex(app.real, vault)
    index.follow(mockPlugin(app))
    await vi.waitFor(() => expect(index.of('b')?.awaiting).toEqual(['plan']), { interval: 1 })
    expect(index.of('a')).toBeNull()
    expect(index.problems()).toEqual([expect.objectContaining({ path: at('active', 'a', 'implement'), broken: true })])
    failing.mockImplementation(read)
    await app.put(at('active', 'a', 'plan'), plan('a', 'x'))
    await app.index()
    await vi.waitFor(() => expect(index.of('a')?.answered).toEqual(['plan']), { interval: 1 })
    expect(index.problems()).toEqual([])
  })

  it('follows notes that are made, changed, moved and deleted', async () => {
    const { app, becomes } = await openOn({})
    await app.put(at('active', 'a', 'spec'), spec('a'))
    await becomes({ a: 'SPEC' })
    await app.put(at('decisions', 'a', 'court'), court('a', 'GO'))
    await becomes({ a: 'GO' })
    await app.put(at('decisions', 'a', 'court'), court('a', 'KILL'))
    await app.index()
    await becomes({ a: 'KILL' })
    await app.notes.rename(app.file(at('decisions', 'a', 'court')), 'elsewhere.md')
    await becomes({ a: 'SPEC' })
    await app.notes.delete(app.file(at('active', 'a', 'spec')))
    await becomes({})
  })

  it('knows an answer that is ticked and taken in by no stage yet', async () => {
    const { app, index } = await openOn(planned('a'))
    await app.put(at('active', 'a', 'plan'), plan('a', 'x'))
    await app.index()
    await vi.waitFor(() => expect(index.of('a')).toMatchObject({ awaiting: [], answered: ['plan'] }), { interval: 1 })
  })

  it('moves a note to the feature that it names now', async () => {
    const { app, told, becomes } = await openOn({ [at('active', 'a', 'spec')]: spec('a') })
    await app.put(at('active', 'a', 'spec'), spec('b'))
    await app.index()
    await becomes({ b: 'SPEC' })
    expect(told).toEqual([['a', 'b']])
  })

  it('loses every feature with the folder, and finds them when it is back', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `f${String(n)}`)
    const { app, states, becomes } = await openOn(Object.fromEntries(names.map((name) => [at('active', name, 'spec'), spec(name)])))
    const before = states()
    await app.notes.rename(app.notes.getFolderByPath('forge') ?? app.file(''), 'old')
    await becomes({})
    await app.notes.rename(app.notes.getFolderByPath('old') ?? app.file(''), 'forge')
    await becomes(before)
    await app.notes.delete(app.notes.getFolderByPath('forge/active') ?? app.file(''))
    await becomes({})
  })

  it('tells of a burst once', async () => {
    const { app, told, becomes } = await openOn({})
    for (const name of ['a', 'b', 'c', 'd']) await app.put(at('active', name, 'spec'), spec(name))
    await app.index()
    await becomes({ a: 'SPEC', b: 'SPEC', c: 'SPEC', d: 'SPEC' })
    expect(told).toEqual([['a', 'b', 'c', 'd']])
  })

  it('lets what was read later count, however long a read takes', async () => {
    const path = at('active', 'a', 'plan')
    const { app, index } = await openOn(planned('a'))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const read = app.notes.read.bind(app.notes)
    let release: () => void = () => undefined
    const slow = new Promise<void>((resolve) => (release = resolve))
    const reading = vi.spyOn(app.notes, 'read').mockImplementation(async (file) => {
      const old = await read(file)
      await slow
      return old
    })
    await app.indexText(path, plan('a'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(reading).toHaveBeenCalled()
    reading.mockImplementation(read)
    await app.notes.adapter.write(path, plan('a', 'x'))
    await app.indexText(path, plan('a', 'x'))
    await vi.advanceTimersByTimeAsync(1_000)
    release()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(index.of('a')?.answered).toEqual(['plan'])
  })

  it('lists copies, twins and notes that cannot be read, and holds a feature until its note is mended', async () => {
    const broken = at('decisions', 'a', 'court')
    const { app, index, becomes } = await openOn({
      [at('active', 'a', 'spec')]: spec('a'),
      [at('archive', 'a', 'spec')]: spec('a'),
      [broken]: '---\nverdict: [\n---\n',
      'forge/active/2026-03-05_a_spec (conflict).md': spec('a'),
    })
    expect(index.problems().map((problem) => [problem.path, problem.broken])).toEqual(
      expect.arrayContaining([
        [at('archive', 'a', 'spec'), false],
        [broken, true],
        ['forge/active/2026-03-05_a_spec (conflict).md', false],
      ]),
    )
    expect(index.problems()).toHaveLength(3)
    const [step] = index.of('a')?.next ?? []
    expect(step).toMatchObject({ allowed: false, reason: expect.stringContaining('cannot be read') as string })
    await app.put(broken, court('a', 'GO'))
    await app.index()
    await becomes({ a: 'GO' })
    expect(index.problems()).toHaveLength(2)
    expect(index.of('a')?.next.some((one) => one.allowed)).toBe(true)
  })

  it('ends with the plugin: no timer, nobody told', async () => {
    const { app, plugin, told } = await openOn({ [at('active', 'a', 'spec')]: spec('a') })
    const timer = vi.spyOn(window, 'clearTimeout')
    await app.put(at('active', 'b', 'spec'), spec('b'))
    plugin.unload()
    expect(timer).toHaveBeenCalledTimes(1)
    const later = vi.spyOn(window, 'setTimeout')
    await app.put(at('active', 'c', 'spec'), spec('c'))
    expect(later).not.toHaveBeenCalled()
    expect(told).toEqual([])
  })
})

describe('what the index looks at', () => {
  const FEATURES = 2_000
  const many: Notes = Object.fromEntries(
    Array.from({ length: FEATURES }, (_, n) => `f${String(n)}`).flatMap((name) => [
      [at('active', name, 'spec'), spec(name)],
      ...Object.entries(planned(name)),
    ]),
  )

  it('is one feature after one change, and no other note', async () => {
    const { app, look, told } = await openOn(many)
    const listed = [vi.spyOn(app.notes, 'getFiles'), vi.spyOn(app.notes, 'getMarkdownFiles')]
    await app.put(at('active', 'f7', 'plan'), plan('f7', 'x'))
    app.notes.reads.length = 0
    await app.index()
    await vi.waitFor(() => expect(told).toEqual([['f7']]), { interval: 1 })
    expect(look.mock.calls.map(([file]) => file.path)).toEqual([at('active', 'f7', 'plan')])
    expect([...app.notes.reads].sort()).toEqual([at('active', 'f7', 'implement'), at('active', 'f7', 'plan')])
    for (const list of listed) expect(list).not.toHaveBeenCalled()
  })

  it('is nothing when other notes come, change, move and go', async () => {
    const { app, look } = await openOn({ [at('active', 'a', 'spec')]: spec('a') })
    const timer = vi.spyOn(window, 'setTimeout')
    const find = vi.spyOn(app.notes, 'getFileByPath')
    for (let n = 0; n < 200; n += 1) await app.notes.create(`diary ${String(n)}.md`, spec('a'))
    await app.index()
    await app.notes.rename(app.notes.getFileByPath('diary 1.md') ?? app.file(''), 'other.md')
    await app.notes.delete(app.notes.getFileByPath('diary 2.md') ?? app.file(''))
    await app.put('forge/core-rules/react.md', '---\ncategory: forge/rule\n---\n')
    await app.index()
    find.mockClear()
    expect([timer.mock.calls, look.mock.calls, app.notes.reads]).toEqual([[], [], []])
  })
})
