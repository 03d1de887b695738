// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { noticed, useLiveControls } from '../live-controls.ts'
import { pretendDevice, READY } from '../mock-forge.ts'
import { button, open, rows } from './open-board.ts'
import { sampleSpec } from './sample-notes.ts'

beforeAll(useLiveControls)
beforeEach(() => {
  pretendDevice('desktop')
  document.body.replaceChildren()
})

describe('an empty board', () => {
  it('offers two ways to begin, and a spec once a repo is linked', async () => {
    const { el, asked, device } = await open({})
    const labels = (): readonly (string | null)[] => [...el.querySelectorAll('.forge-start-label')].map((one) => one.textContent)
    expect([el.querySelector<HTMLElement>('.forge-empty')?.style.display, labels()]).toEqual(['none', []])
    device.becomes({ ...READY, repos: [] })
    await vi.waitFor(() => expect(labels()).toEqual(['Link a repo', 'Rehearse']))
    expect(el.textContent).toContain('code, not a model, computes every verdict')
    el.querySelectorAll<HTMLElement>('.forge-start')[1]?.click()
    expect(asked).toEqual(['rehearse -'])
    device.becomes({ repos: [], agents: [], problem: 'The config cannot be read.' })
    await vi.waitFor(() => expect(el.querySelector('.forge-empty')?.textContent).toContain('The config cannot be read.'))
  })

  it('offers them too where the device could not be looked at', async () => {
    const { el, device } = await open({})
    device.hasFailed = true
    device.becomes(null)
    await vi.waitFor(() => expect(el.querySelectorAll('.forge-start')).toHaveLength(2))
  })

  it('says that the folder is gone where a linked vault has none, and names the one that it may be called now', async () => {
    const { app, el, device } = await open({ 'notes/idea.md': 'An idea.' }, READY)
    const text = (): string => el.querySelector('.forge-empty')?.textContent ?? ''
    await vi.waitFor(() => expect(text()).toContain('The folder forge is gone'))
    device.becomes({ ...READY, repos: [] })
    await vi.waitFor(() => expect(text()).toContain('No features yet'))
    await app.put('forge-2/core-rules/policy.md', '---\ncategory: forge/policy\n---\n')
    device.becomes(READY)
    await vi.waitFor(() => expect(text()).toContain('It seems to be called forge-2 now.'))
    button(el, 'Rename it back to forge').click()
    await vi.waitFor(() => expect([...el.querySelectorAll('.forge-start-label')].map((one) => one.textContent)[0]).toBe('New spec'))
    expect(text()).toContain('Write down an idea for shop.')
    expect(app.notes.getFileByPath('forge/core-rules/policy.md')).not.toBeNull()
  })

  it('says what to do where the folder cannot be renamed back, and does it once', async () => {
    noticed.length = 0
    const { app, el } = await open({ 'forge-2/core-rules/policy.md': '---\ncategory: forge/policy\n---\n' }, READY)
    await vi.waitFor(() => expect(el.textContent).toContain('It seems to be called forge-2 now.'))
    const rename = vi.spyOn(app.notes, 'rename').mockRejectedValue(new Error('EBUSY'))
    const back = button(el, 'Rename it back to forge')
    back.click()
    back.click()
    await vi.waitFor(() => expect(noticed).toEqual([expect.stringMatching(/forge-2\. Check the permissions.* then try again\.$/)]))
    expect(rename).toHaveBeenCalledOnce()
  })

  it('offers a spec on a phone, says what the desktop is for, and gives way to the first feature', async () => {
    pretendDevice('phone')
    const { app, el } = await open({})
    await vi.waitFor(() => expect([...el.querySelectorAll('.forge-start-label')].map((one) => one.textContent)).toEqual(['New spec']))
    expect(el.textContent).toContain('Agents run in the desktop app.')
    for (const [path, text] of Object.entries(sampleSpec('first', 'First'))) await app.put(path, text)
    await app.index()
    await vi.waitFor(() => expect(rows(el)).toEqual(['first']))
    expect(el.querySelector<HTMLElement>('.forge-empty')?.style.display).toBe('none')
  })
})
