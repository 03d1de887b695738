// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../../../src/basics/failure.ts'
import { failed, ok, type Result } from '../../../src/basics/result.ts'
import type { Linked } from '../../../src/obsidian/desktop/setup.ts'
import { linkRepo } from '../../../src/obsidian/setup/link-repo.ts'
import { click, noticed, shown, turnAway, useLiveControls } from '../live-controls.ts'
import { MockApp } from '../mock-app.ts'
import { MockDevice, mockForge, pretendDevice } from '../mock-forge.ts'

const linkHere = vi.hoisted(() => vi.fn())
const addPersonHere = vi.hoisted(() => vi.fn())
vi.mock('../../../src/obsidian/desktop/desktop.ts', () => ({ linkHere, addPersonHere }))

const LINKED: Linked = { name: 'shop', path: '~/shop', agents: [], missing: [] }
const NO_REPO = failure('no-repo', 'There is no folder /shop.', 'A repo is linked by the folder it is in.', 'Name another.')

/** The window, and what ends the linking that its button began. */
async function open() {
  const forge = await mockForge(new MockApp())
  const device = new MockDevice()
  let end: (linked: Result<Linked>) => void = () => undefined
  linkHere.mockReset()
  linkHere.mockReturnValue(new Promise<Result<Linked>>((resolve) => (end = resolve)))
  const closed = vi.fn()
  void linkRepo({ ...forge, device }).then(closed)
  const begin = async (): Promise<void> => {
    click('Link')
    await vi.waitFor(() => expect(linkHere).toHaveBeenCalled())
  }
  return { forge, device, closed, begin, end: (linked: Result<Linked>) => end(linked) }
}

beforeAll(useLiveControls)
beforeEach(() => {
  pretendDevice('desktop')
  noticed.length = 0
  document.body.replaceChildren()
})

describe('a repo that is being linked', () => {
  it.each([
    ['is linked', ok(LINKED), 'shop is linked.'],
    ['cannot be', failed(NO_REPO), 'There is no folder /shop. Name another.'],
  ])('is told that it %s, and looked at, where the window is closed meanwhile', async (_, linked, said) => {
    const { device, closed, begin, end } = await open()
    await begin()
    turnAway()
    vi.spyOn(device, 'look').mockImplementation(() => Promise.resolve(void noticed.push('a look')))
    end(linked)
    await vi.waitFor(() => expect(closed).toHaveBeenCalled())
    expect(noticed).toEqual([said, 'a look'])
  })

  it('is linked once, however often the button is pressed', async () => {
    const { begin, end } = await open()
    await begin()
    click('Link')
    end(ok(LINKED))
    await vi.waitFor(() => expect(shown()).toContain('shop is linked'))
    expect(linkHere).toHaveBeenCalledOnce()
  })
})

describe('a person who sits on the court', () => {
  it('is told of the seat, however often the button is pressed', async () => {
    const { begin, end } = await open()
    addPersonHere.mockResolvedValue(ok(true))
    await begin()
    end(ok(LINKED))
    await vi.waitFor(() => expect(shown()).toContain('Add me as a juror'))
    const button = [...document.querySelectorAll('button')].find((one) => one.textContent === 'Add me as a juror')
    button?.click()
    button?.click()
    await vi.waitFor(() => expect(shown()).toContain('You have the seat me:value.'))
    await vi.waitFor(() => expect(addPersonHere.mock.settledResults).toHaveLength(addPersonHere.mock.calls.length))
    expect(addPersonHere).toHaveBeenCalledOnce()
  })
})
