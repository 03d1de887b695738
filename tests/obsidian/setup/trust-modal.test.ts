// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../../../src/basics/failure.ts'
import { failed, ok, type Result } from '../../../src/basics/result.ts'
import { askTrust } from '../../../src/obsidian/setup/trust-modal.ts'
import { click, noticed, shown, turnAway, useLiveControls } from '../live-controls.ts'
import { MockApp } from '../mock-app.ts'
import { mockForge, pretendDevice } from '../mock-forge.ts'

const trustRequestHere = vi.hoisted(() => vi.fn())
const approveHere = vi.hoisted(() => vi.fn())
vi.mock('../../../src/obsidian/desktop/desktop.ts', () => ({ trustRequestHere, approveHere }))

const REQUEST = { repo: 'shop', folder: '~/shop', commands: [{ kind: 'gate', text: 'npm test' }] }

/** The window, while what its button began goes on. */
async function approving() {
  let end: (stored: Result<void>) => void = () => undefined
  trustRequestHere.mockReset().mockResolvedValue(ok(REQUEST))
  approveHere.mockReset().mockReturnValue(new Promise<Result<void>>((resolve) => (end = resolve)))
  const approved = askTrust(await mockForge(new MockApp()))
  await vi.waitFor(() => expect(shown()).toContain('npm test'))
  click('Approve on this device')
  await vi.waitFor(() => expect(approveHere).toHaveBeenCalled())
  return { approved, end }
}

beforeAll(useLiveControls)
beforeEach(() => {
  pretendDevice('desktop')
  noticed.length = 0
  document.body.replaceChildren()
})

describe('commands that are being approved', () => {
  it('are approved where the window is closed meanwhile', async () => {
    const { approved, end } = await approving()
    turnAway()
    end(ok(undefined))
    expect([await approved, noticed]).toEqual([true, []])
  })

  it('and cannot be is told in a notice where the window is closed meanwhile', async () => {
    const { approved, end } = await approving()
    turnAway()
    end(failed(failure('file-failed', 'Nothing was stored.', 'The disk is full.', 'Free some space.')))
    expect([await approved, noticed]).toEqual([false, ['Nothing was stored. Free some space.']])
  })
})
