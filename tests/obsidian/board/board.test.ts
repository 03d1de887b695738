// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { NO_USAGE, type AgentEvent } from '../../../src/agents/port.ts'
import { failure } from '../../../src/basics/failure.ts'
import type { Forge } from '../../../src/obsidian/forge.ts'
import { NO_REPO } from '../../../src/obsidian/here.ts'
import type { Watcher } from '../../../src/obsidian/live-runs.ts'
import { noticed, useLiveControls } from '../live-controls.ts'
import { pretendDevice, READY } from '../mock-forge.ts'
import { button, open, row, rows, shelves } from './open-board.ts'
import { manyFeatures, sampleBuild, sampleNotes, sampleSpec } from './sample-notes.ts'

const SPEC = 'forge/active/2026-03-05_loyalty-points_spec.md'

/** A run that goes on until `end`. */
function begin(forge: Forge, feature: string): { readonly watcher: Watcher; readonly end: () => void } {
  const begun: { watcher: Watcher | null; end: () => void } = { watcher: null, end: () => undefined }
  void forge.runs.start({ feature, errand: 'court' }, (watcher) => {
    begun.watcher = watcher
    return new Promise<void>((resolve) => (begun.end = resolve))
  })
  if (begun.watcher === null) throw new Error('The run has not begun.')
  return { watcher: begun.watcher, end: begun.end }
}

beforeAll(useLiveControls)
beforeEach(() => {
  pretendDevice('desktop')
  noticed.length = 0
  document.body.replaceChildren()
})

describe('the board', () => {
  it('paints in the window it has moved to, though the one before never draws the frame it was asked for', async () => {
    const { app, el } = await open(sampleSpec('alone', 'Alone'))
    const asked = vi.fn(() => 1)
    const before = { requestAnimationFrame: asked, cancelAnimationFrame: () => undefined }
    Object.defineProperty(el, 'win', { configurable: true, value: before })
    for (const [path, text] of Object.entries(sampleSpec('second', 'Second'))) await app.put(path, text)
    await app.index()
    await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(1))
    Object.defineProperty(el, 'win', { configurable: true, value: window })
    for (const [path, text] of Object.entries(sampleSpec('third', 'Third'))) await app.put(path, text)
    await app.index()
    await vi.waitFor(() => expect(rows(el)).toEqual(expect.arrayContaining(['second', 'third'])))
  })

  it('tells a mistake in the chart of a court, and leaves no promise unhandled', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { el, forge } = await open()
    const read = vi.spyOn(forge.vault, 'read').mockRejectedValue(new Error('boom'))
    const say = vi.spyOn(forge.notices, 'say')
    for (const fold of el.querySelectorAll<HTMLElement>('.forge-fold')) fold.click()
    await vi.waitFor(() => expect(say).toHaveBeenCalledWith(expect.any(String), expect.stringMatching(/^Court chart failed.*boom/)))
    read.mockRestore()
  })

  it('shows what waits on top, then every state in a fixed order, the archive folded, and what is left out', async () => {
    const { el } = await open()
    expect(shelves(el)).toEqual([
      'Waits for you3',
      'Answered1',
      'Spec1',
      'Decided2',
      'Implementing1',
      'Passed1',
      'Archived1',
      'Files left out1',
    ])
    expect(rows(el).slice(0, 3)).toEqual(['paddle-billing', 'stock-warnings', 'gift-cards'])
    expect(rows(el)).not.toContain('discount-codes')
    expect(el.querySelector('.forge-problem')?.textContent).toMatch(/conflict copy.*delete it\./)
  })

  it('puts a note that cannot be read on top of what waits, until it is mended', async () => {
    const { app, el } = await open()
    const torn = (): Element | null => el.querySelector('.mod-waits .forge-rows > .forge-torn:first-child')
    expect(torn()?.textContent).toMatch(/^The spec of torn cannot be read.*Mend the lines.*Its properties are not valid YAML: /s)
    await app.put('forge/active/2026-03-05_torn_spec.md', Object.values(sampleSpec('torn', 'Torn')).join(''))
    await app.index()
    await vi.waitFor(() => expect(rows(el)).toContain('torn'))
    expect(torn()).toBeNull()
    expect(shelves(el)).toContain('Waits for you2')
  })

  it('says that the folder of its notes is gone instead of how to begin, until it is back', async () => {
    const { app, el } = await open(sampleSpec('first', 'First'))
    const folder = app.notes.getFolderByPath('forge')
    if (folder === null) throw new Error('There is no folder.')
    await app.notes.rename(folder, 'forge-old')
    await vi.waitFor(() => expect(el.querySelector('.forge-empty')?.textContent).toContain('The folder forge is gone'))
    expect(el.querySelector('.forge-start')).toBeNull()
    await app.notes.rename(folder, 'forge')
    await vi.waitFor(() => expect(rows(el)).toEqual(['first']))
  })

  it('asks for what its buttons say', async () => {
    const { el, asked } = await open()
    button(row(el, 'paddle-billing'), 'Answer').click()
    button(row(el, 'gift-cards'), 'Go on: Implement').click()
    button(row(el, 'loyalty-points'), 'Hold court').click()
    button(el, 'New spec').click()
    expect(asked).toEqual(['answer paddle-billing', 'implement gift-cards', 'court loyalty-points', 'spec -'])
  })

  it('closes on a phone what needs the desktop, and says so; answers work', async () => {
    pretendDevice('phone')
    const { el } = await open()
    expect(button(row(el, 'dark-mode'), 'Implement').disabled).toBe(true)
    expect(row(el, 'dark-mode').textContent).toContain('This needs the desktop app.')
    expect(row(el, 'gift-cards').textContent).toContain('Answered, waits for the desktop.')
    expect(button(row(el, 'paddle-billing'), 'Answer').disabled).toBe(false)
  })

  it('closes what this device lacks something for, says what, and opens it again once it is there', async () => {
    const { el, device } = await open()
    expect(button(row(el, 'loyalty-points'), 'Hold court').disabled).toBe(false)
    device.becomes({ ...READY, repos: [] })
    await vi.waitFor(() => expect(button(row(el, 'loyalty-points'), 'Hold court').disabled).toBe(true))
    expect(row(el, 'loyalty-points').textContent).toContain(NO_REPO)
    device.becomes(READY)
    await vi.waitFor(() => expect(button(row(el, 'loyalty-points'), 'Hold court').disabled).toBe(false))
  })

  it('tells of a run of another program for as long as it holds the feature', async () => {
    const { el, device } = await open(sampleNotes(), READY)
    const [shop] = READY.repos
    if (shop === undefined) throw new Error('There is no repo.')
    device.becomes({ ...READY, repos: [{ ...shop, held: [{ feature: 'loyalty-points', since: '10:02' }] }] })
    await vi.waitFor(() => expect(row(el, 'loyalty-points').textContent).toContain('It runs in another window or a terminal since 10:02.'))
    expect(button(row(el, 'loyalty-points'), 'Hold court').disabled).toBe(true)
    const [looks, glances] = [device.looks, device.glances]
    await vi.waitFor(() => expect(device.looks + device.glances).toBeGreaterThan(looks + glances))
    expect(device.looks).toBe(looks)
    device.becomes(READY)
    await vi.waitFor(() => expect(button(row(el, 'loyalty-points'), 'Hold court').disabled).toBe(false))
  })

  it('after one note changed touches that row alone, and moves it where it belongs', async () => {
    const { app, el } = await open()
    const spec = row(el, 'loyalty-points')
    const untouched = rows(el)
      .filter((name) => name !== 'loyalty-points')
      .map((name) => [name, row(el, name).firstElementChild] as const)
    button(spec, 'Details').focus()
    await app.put(SPEC, (await app.text(SPEC)).replace('Loyalty points for', 'Points for'))
    await app.index()
    await vi.waitFor(() => expect(spec.textContent).toContain('Points for returning customers'))
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Details of Points for returning customers')
    for (const [path, text] of Object.entries(sampleBuild('loyalty-points'))) await app.put(path, text)
    await app.index()
    await vi.waitFor(() => expect(shelves(el)).toContain('Implementing2'))
    expect(shelves(el)).not.toContain('Spec1')
    expect(row(el, 'loyalty-points')).toBe(spec)
    for (const [name, child] of untouched) expect(row(el, name).firstElementChild).toBe(child)
  })

  it('names the first of many questions, so that what answers them stays near', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `finding-${String(at + 1)}`)
    const boxes = names.map((name) => `- [ ] Fix it ^q-${name}-fix\n`).join('\n')
    const critique = `---\nfeature: many\nstage: critique\nstatus: REJECTED\nverdict: REJECTED\nawaiting: [${names.join(', ')}]\n---\n${boxes}`
    const { el } = await open({ ...sampleSpec('many', 'Many'), 'forge/active/2026-03-05_many_critique.md': critique })
    expect(row(el, 'many').querySelector('.forge-row-questions')?.textContent).toBe(
      'Finding 1Finding 2Finding 3Finding 4Finding 5and 25 more',
    )
  })

  it('forgets a feature whose notes are gone, and unfolds what it is asked to', async () => {
    const { app, el } = await open()
    button(row(el, 'dark-mode'), 'Details').click()
    await vi.waitFor(() => expect(row(el, 'dark-mode').querySelector('svg.forge-chart')).not.toBeNull())
    await app.notes.delete(app.file(SPEC))
    await vi.waitFor(() => expect(rows(el)).not.toContain('loyalty-points'))
    expect(row(el, 'dark-mode').querySelector('svg.forge-chart')).not.toBeNull()
    button(row(el, 'dark-mode'), 'Details').click()
    expect(row(el, 'dark-mode').querySelector('svg.forge-chart')).toBeNull()
  })

  it('draws few of many, more when asked, and finds any by name or title', async () => {
    const { el } = await open(manyFeatures(200))
    expect(rows(el).length).toBe(100)
    button(el, 'Show 25 more of 25').click()
    expect(rows(el).length).toBe(125)
    const filter = el.querySelector('input')
    if (filter === null) throw new Error('There is no filter.')
    filter.value = 'NUMBER 17'
    filter.dispatchEvent(new Event('input'))
    expect([...rows(el)].sort()).toEqual(['feature-0017', ...Array.from({ length: 10 }, (_, at) => `feature-017${String(at)}`)])
  })
})

describe('a run on the board', () => {
  it('takes the place of its feature, line by line, without drawing a line twice', async () => {
    const { forge, el } = await open()
    const { watcher, end } = begin(forge, 'loyalty-points')
    await vi.waitFor(() => expect(el.querySelector('.forge-run')?.textContent).toContain('Loyalty points'))
    expect(rows(el)).not.toContain('loyalty-points')
    const say = (text: string): void => watcher.progress({ type: 'agent', line: 'claude:cost', event: { type: 'text', text } })
    say('reads')
    await vi.waitFor(() => expect(el.querySelector('.forge-line-action')?.textContent).toBe('reads'))
    const line = el.querySelector('.forge-line')
    for (let at = 0; at < 1_000; at += 1) say(`event ${String(at)}`)
    await vi.waitFor(() => expect(el.querySelector('.forge-line-action')?.textContent).toBe('event 999'))
    expect(el.querySelectorAll('.forge-line')).toHaveLength(1)
    expect(el.querySelector('.forge-line')).toBe(line)
    button(el, 'Stop').click()
    await vi.waitFor(() => expect(button(el, 'Stopping').disabled).toBe(true))
    expect(watcher.stop.aborted).toBe(true)
    end()
    await vi.waitFor(() => expect(rows(el)).toContain('loyalty-points'))
    expect(el.querySelector('.forge-run')).toBeNull()
  })

  it('says how long it waits yet, and since when nothing was heard', async () => {
    const { forge, el } = await open()
    let nowMs = 1_000_000
    vi.spyOn(forge.clock, 'now').mockImplementation(() => nowMs)
    const { watcher } = begin(forge, 'loyalty-points')
    const say = (event: AgentEvent): void => watcher.progress({ type: 'agent', line: 'claude:cost', event })
    const reads = async (text: string): Promise<void> =>
      vi.waitFor(() => expect(el.querySelector('.forge-line-action')?.textContent).toBe(text))
    say({ type: 'waiting', on: 'the service (overloaded)', forS: 45 })
    await reads('waits for the service (overloaded) · 45 s left')
    nowMs += 35_000
    await reads('waits for the service (overloaded) · 10 s left')
    nowMs += 15_000
    await reads('waits for the service (overloaded) · no word for 50 s')
    say({ type: 'tool', name: 'Bash', detail: 'npm test' })
    await reads('Bash npm test')
    nowMs += 29_000
    say({ type: 'waiting', on: 'a slot', forS: null })
    nowMs += 29_000
    await reads('waits for a slot · for 29 s')
    say({ type: 'end', outcome: 'answered', usage: NO_USAGE })
    nowMs += 60_000
    await reads('answered')
  })

  it('folds a long reason, below what runs, and forgets it with its feature', async () => {
    const { app, forge, el } = await open()
    forge.runs.failed('loyalty-points', failure('agent-missing', 'claude is not there.', 'It is not in /a/b. '.repeat(20), 'Add it.'))
    begin(forge, 'dark-mode')
    await vi.waitFor(() => expect(el.querySelector('.forge-runs:not(:empty) ~ .forge-failures details')?.textContent).toMatch(/^Why/))
    await app.notes.delete(app.file(SPEC))
    await vi.waitFor(() => expect(el.querySelector('.forge-failure')).toBeNull())
  })

  it('leaves the reason of its failure until it is put away', async () => {
    const { forge, el } = await open()
    forge.runs.failed('dark-mode', failure('agent-missing', 'claude is not there.', 'It was looked for in 3 places.', 'Run forge doctor.'))
    await vi.waitFor(() =>
      expect(el.querySelector('.forge-failure')?.textContent).toBe(
        'dark-mode: claude is not there.It was looked for in 3 places.Choose Check setup.',
      ),
    )
    button(el, 'Put away').click()
    await vi.waitFor(() => expect(el.querySelector('.forge-failure')).toBeNull())
  })
})

describe('a rehearsal on the board', () => {
  it('is there as long as its notes are, and is no feature', async () => {
    const { app, el } = await open({ ...sampleSpec('first', 'First'), 'Forge rehearsal/About this rehearsal.md': 'Played.' })
    const card = (): string | undefined => el.querySelector<HTMLElement>('.forge-rehearsal')?.style.display
    expect([card(), rows(el)]).toEqual(['', ['first']])
    await app.notes.delete(app.file('Forge rehearsal/About this rehearsal.md'))
    const root = app.notes.getFolderByPath('Forge rehearsal')
    if (root !== null) await app.notes.delete(root)
    await vi.waitFor(() => expect(card()).toBe('none'))
  })

  it('is removed once, however often the button is pressed', async () => {
    pretendDevice('phone')
    const { app, el } = await open({ 'Forge rehearsal/About this rehearsal.md': 'Played.' })
    const trash = vi.spyOn(app.fileManager, 'trashFile')
    const remove = button(el, 'Remove')
    remove.click()
    remove.click()
    await vi.waitFor(() => expect(noticed).toEqual(['The rehearsal is removed.']))
    expect(trash).toHaveBeenCalledOnce()
  })
})

describe('a board that is closed', () => {
  it('listens to nothing any more and leaves nothing behind', async () => {
    const { app, forge, board, el } = await open()
    begin(forge, 'loyalty-points')
    await vi.waitFor(() => expect(el.querySelector('.forge-run')).not.toBeNull())
    const ask = vi.spyOn(window, 'requestAnimationFrame')
    const stopClock = vi.spyOn(window, 'clearInterval')
    board.unload()
    expect(stopClock).toHaveBeenCalledTimes(1)
    const told = new Promise<void>((resolve) => void forge.features.onChange(() => resolve()))
    await app.put(SPEC, '---\nfeature: loyalty-points\nstage: spec\ntitle: New\n---\n')
    await app.index()
    await told
    expect(ask).not.toHaveBeenCalled()
    expect(el.childElementCount).toBe(0)
  })
})
