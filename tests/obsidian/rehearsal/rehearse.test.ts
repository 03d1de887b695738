// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../../../src/basics/failure.ts'
import { failed, ok } from '../../../src/basics/result.ts'
import { othersIn } from '../../../src/obsidian/rehearsal/place.ts'
import { removeRehearsal } from '../../../src/obsidian/rehearsal/rehearse.ts'
import { click, noticed, turnAway, useLiveControls } from '../live-controls.ts'
import { MockApp } from '../mock-app.ts'
import { mockForge, pretendDevice } from '../mock-forge.ts'

const playRehearsal = vi.hoisted(() => vi.fn())
vi.mock('../../../src/obsidian/desktop/desktop.ts', () => ({ playRehearsal, removeRehearsalPlace: () => Promise.resolve(ok(undefined)) }))

const ROOT = 'Forge rehearsal'
const OURS = [
  'About this rehearsal.md',
  'forge/core-rules/policy.md',
  'forge/core-rules/money.md',
  'forge/decisions/2026-03-05_discount-codes_court.md',
  'forge/archive/2026-03-05_discount-codes_critique-2.md',
].map((path) => `${ROOT}/${path}`)
const MINE = [`${ROOT}/Diary.md`, `${ROOT}/forge/active/thoughts.md`, `${ROOT}/pictures/cat.png`]

beforeAll(useLiveControls)
beforeEach(() => {
  pretendDevice('phone')
  document.body.replaceChildren()
})

async function open(...paths: readonly string[]) {
  const app = new MockApp()
  for (const path of paths) await app.put(path, 'x')
  const forge = await mockForge(app)
  const isThere = (): boolean => app.notes.getFolderByPath(ROOT) !== null
  return { forge, isThere }
}

describe('removing a rehearsal', () => {
  it('asks nothing where all in its folder is of its making', async () => {
    const { forge, isThere } = await open(...OURS)
    expect(othersIn(forge)).toEqual([])
    await removeRehearsal(forge)
    expect(isThere()).toBe(false)
  })

  it.each([
    ['no', turnAway, true],
    ['yes', () => click('Remove all'), false],
  ])('asks before other files go with it: %s', async (_, answer, stays) => {
    const { forge, isThere } = await open(...OURS, ...MINE)
    expect(
      othersIn(forge)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([...MINE].sort())
    const removed = removeRehearsal(forge)
    await vi.waitFor(() => expect(document.body.textContent).toContain('Diary.md'), { interval: 1 })
    expect(isThere()).toBe(true)
    answer()
    await removed
    expect(isThere()).toBe(stays)
  })
})

describe('a rehearsal that fails', () => {
  const NO_NODE = failure('agent-missing', 'Node.js was not found.', 'Looked in /usr/bin.', 'Install Node.js.')

  it.each([
    ['before it begins', failed(NO_NODE)],
    ['on its way', ok({ note: null, error: NO_NODE })],
  ])('%s leaves its reason on the board until it is removed', async (_, played) => {
    pretendDevice('desktop')
    noticed.length = 0
    playRehearsal.mockResolvedValue(played)
    const { forge } = await open()
    const over = forge.perform('rehearse', null)
    await vi.waitFor(() => click('Start'))
    await over
    expect(noticed).toEqual(['Node.js was not found. Install Node.js.'])
    expect([...forge.runs.failures().values()]).toEqual([NO_NODE])
    await removeRehearsal(forge)
    expect(forge.runs.failures().size).toBe(0)
  })
})
