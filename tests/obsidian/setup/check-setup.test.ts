// @vitest-environment jsdom
import * as mocks from 'obsidian-test-mocks/obsidian'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import type { Check } from '../../../src/commands/check.ts'
import { checkSetup } from '../../../src/obsidian/setup/check-setup.ts'
import { MockApp } from '../mock-app.ts'
import { mockForge, pretendDevice } from '../mock-forge.ts'

const examineHere = vi.hoisted(() => vi.fn())
vi.mock('../../../src/obsidian/desktop/desktop.ts', () => ({ examineHere }))

const SLOW_MS = 30_000

beforeEach(() => pretendDevice('desktop'))

it('says that it looks until it says what it found, however long a look takes', async () => {
  const forge = await mockForge(new MockApp())
  let end: (checks: readonly Check[]) => void = () => undefined
  examineHere.mockReturnValue(new Promise<readonly Check[]>((resolve) => (end = resolve)))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const [say, hide] = [vi.spyOn(forge.notices, 'say'), vi.spyOn(mocks.Notice.prototype, 'hide')]
  onTestFinished(() => hide.mockRestore())
  const checked = checkSetup(forge)
  await vi.advanceTimersByTimeAsync(SLOW_MS)
  expect(say.mock.calls.map(([, text]) => text)).toEqual(['Looking at git, the repo and the agents…'])
  expect(hide).not.toHaveBeenCalled()
  end([{ about: 'system', ok: true, what: 'Git is here.', next: null }])
  await checked
  expect(say.mock.calls.at(-1)?.[1]).toBe('Everything is ready.')
  expect(hide).toHaveBeenCalledOnce()
})
