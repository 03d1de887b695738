// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { othersIn } from '../../../src/obsidian/rehearsal/place.ts'
import { removeRehearsal } from '../../../src/obsidian/rehearsal/rehearse.ts'
import { click, turnAway, useLiveControls } from '../live-controls.ts'
import { MockApp } from '../mock-app.ts'
import { mockForge, pretendDevice } from '../mock-forge.ts'

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
