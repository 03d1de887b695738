// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ok, type Result } from '../../../src/basics/result.ts'
import { addAgent } from '../../../src/obsidian/settings/add-agent-modal.ts'
import { ForgeSettingTab } from '../../../src/obsidian/settings/setting-tab.ts'
import { click, noticed, turnAway, useLiveControls } from '../live-controls.ts'
import { MockApp } from '../mock-app.ts'
import { mockForge, pretendDevice } from '../mock-forge.ts'

const addAgentHere = vi.hoisted(() => vi.fn())
vi.mock('../../../src/obsidian/desktop/desktop.ts', () => ({ addAgentHere }))

/** The window, while what its button began goes on. */
async function adding() {
  let end: (added: Result<boolean>) => void = () => undefined
  addAgentHere.mockReset().mockReturnValue(new Promise<Result<boolean>>((resolve) => (end = resolve)))
  const added = addAgent(new ForgeSettingTab(await mockForge(new MockApp())))
  click('Add agent')
  click('Add agent')
  await vi.waitFor(() => expect(addAgentHere).toHaveBeenCalled())
  return { added, end }
}

beforeAll(useLiveControls)
beforeEach(() => {
  pretendDevice('desktop')
  noticed.length = 0
  document.body.replaceChildren()
})

describe('an agent that is being added', () => {
  it.each([
    [true, []],
    [false, ['There is an agent called command already. Choose another name.']],
  ])('counts once, and what is wrong is told, where the window is closed meanwhile: %j', async (isNew, said) => {
    const { added, end } = await adding()
    turnAway()
    end(ok(isNew))
    expect([await added, noticed, addAgentHere.mock.calls.length]).toEqual([isNew, said, 1])
  })
})
