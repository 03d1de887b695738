// @vitest-environment jsdom
import * as mocks from 'obsidian-test-mocks/obsidian'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { showInStatusBar } from '../../src/obsidian/status-bar.ts'
import { MockApp } from './mock-app.ts'
import { mockForge } from './mock-forge.ts'

describe('the status bar', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function open() {
    const forge = await mockForge(new MockApp())
    showInStatusBar(forge)
    const plugin: unknown = forge.plugin
    const item = plugin instanceof mocks.Plugin ? plugin.statusBarItems__[0] : undefined
    return { forge, text: () => (item?.style.display === 'none' ? null : item?.textContent) }
  }

  it('tells of a run while it is on, second by second, and is gone afterwards', async () => {
    const { forge, text } = await open()
    expect(text()).toBeNull()
    let end: () => void = () => undefined
    const run = forge.runs.start({ feature: 'codes', errand: 'court' }, () => new Promise<void>((resolve) => (end = resolve)))
    await vi.advanceTimersByTimeAsync(1_200)
    expect(text()).toBe('court codes 0:01')
    await vi.advanceTimersByTimeAsync(61_000)
    expect(text()).toBe('court codes 1:02')
    end()
    await run
    await vi.advanceTimersByTimeAsync(200)
    expect(text()).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('stops its clock with the plugin, also while a run is on', async () => {
    const { forge } = await open()
    void forge.runs.start({ feature: 'codes', errand: 'court' }, () => new Promise<never>(() => undefined))
    await vi.advanceTimersByTimeAsync(200)
    expect(vi.getTimerCount()).toBe(1)
    forge.plugin.unload()
    expect(vi.getTimerCount()).toBe(0)
  })
})
