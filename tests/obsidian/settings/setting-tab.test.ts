// @vitest-environment jsdom
import type { SettingDefinition, SettingDefinitionItem } from 'obsidian'
import { beforeEach, describe, expect, it } from 'vitest'
import { POLICY_KEYS } from '../../../src/policy/policy-keys.ts'
import { POLICY_PATH } from '../../../src/policy/read-policy.ts'
import { ForgeSettingTab } from '../../../src/obsidian/settings/setting-tab.ts'
import { MockApp } from '../mock-app.ts'
import { mockForge, pretendDevice } from '../mock-forge.ts'

/** Every row, those of pages too. */
function rowsOf(items: readonly SettingDefinitionItem[]): readonly SettingDefinition[] {
  return items.flatMap((item) => ('items' in item ? rowsOf(item.items ?? []) : 'type' in item ? [] : [item]))
}

async function openTab(notes: Readonly<Record<string, string>> = {}) {
  const app = new MockApp()
  for (const [path, text] of Object.entries(notes)) await app.put(path, text)
  const forge = await mockForge(app)
  app.notes.reads.length = 0
  app.notes.writes.length = 0
  const tab = new ForgeSettingTab(forge)
  const rows = (): readonly SettingDefinition[] => rowsOf(tab.getSettingDefinitions())
  const row = (key: string): SettingDefinition => {
    const found = rows().find((one) => one.control?.key === `policy/${key}`)
    if (found === undefined) throw new Error(`There is no row for ${key}`)
    return found
  }
  const fault = async (key: string, text: string): Promise<unknown> => {
    const { control } = row(key)
    return control?.type === 'text' || control?.type === 'textarea' ? control.validate?.(text) : undefined
  }
  const enter = async (key: string, text: string): Promise<void> => {
    tab.setControlValue(`policy/${key}`, text)
    await tab.write()
  }
  return { app, forge, tab, rows, row, fault, enter }
}

const policy = (keys: string): Readonly<Record<string, string>> => ({ [POLICY_PATH]: `---\n${keys}---\nMine.\n` })

beforeEach(() => pretendDevice('phone'))

describe('the settings of what all devices share', () => {
  it('have a row for every key of the policy, found by its plain name, its description or the key', async () => {
    const { rows } = await openTab()
    const keys = rows().flatMap(({ control }) => control?.key.match(/^policy\/(.*)$/)?.[1] ?? [])
    expect([...keys].sort()).toEqual(Object.keys(POLICY_KEYS).sort())
    for (const { name, desc } of rows()) expect([name, desc], name).toEqual([expect.stringMatching(/^[A-Z]/), expect.stringMatching(/\.$/)])
  })

  it('read nothing until they are shown', async () => {
    const { app, tab } = await openTab(policy('go_at: 7\n'))
    tab.getSettingDefinitions()
    expect([app.notes.reads, app.notes.writes]).toEqual([[], []])
    await tab.refresh()
    expect(app.notes.reads).toEqual([POLICY_PATH])
    expect(tab.getControlValue('policy/go_at')).toBe('7')
  })

  it('change one key, and no other byte', async () => {
    const { app, tab, enter } = await openTab(policy('jurors:\n  - claude:value # the first\n  - codex:cost\ngo_at: 7 # high\n'))
    await tab.refresh()
    expect(tab.getControlValue('policy/jurors')).toBe('claude:value\ncodex:cost')
    await enter('go_at', '8')
    await enter('gates', 'npm test')
    expect(await app.text(POLICY_PATH)).toBe(
      '---\njurors:\n  - claude:value # the first\n  - codex:cost\ngo_at: 8 # high\ngates: [npm test]\n---\nMine.\n',
    )
    await enter('go_at', '6.5')
    expect(await app.text(POLICY_PATH)).not.toContain('go_at')
    expect(tab.getControlValue('policy/go_at')).toBeUndefined()
  })

  it('make the note with the first value, and not for none', async () => {
    const { app, tab, enter } = await openTab()
    await tab.refresh()
    await enter('go_at', '')
    expect(app.notes.writes).toEqual([])
    await enter('quorum', '2')
    expect(await app.text(POLICY_PATH)).toMatch(/^---\ntitle: Forge policy\ncategory: forge\/policy\nquorum: 2\n---\n/)
  })

  it('refuse what the policy would not take, in plain words, and never store it', async () => {
    const { app, tab, fault, enter } = await openTab(policy('jurors: [a, b]\nkill_below: 5\n'))
    await tab.refresh()
    expect(await fault('go_at', '12')).toMatch(/a number from 0 to 10/)
    expect(await fault('go_at', '4')).toMatch(/no score could mean DEFER/)
    expect(await fault('quorum', '3')).toMatch(/can never be 3/)
    expect([await fault('go_at', '7'), await fault('go_at', ''), await fault('quorum', '2')]).toEqual([undefined, undefined, undefined])
    await enter('go_at', '12')
    expect(app.notes.writes).toEqual([])
  })

  it('let a wrong value be mended while another is wrong', async () => {
    const { tab, fault, rows } = await openTab(policy('go_at: high\nquorum: none\n'))
    await tab.refresh()
    expect(rows().find(({ name }) => name === 'Policy note')?.desc).toMatch(/go_at has a wrong value/)
    expect([await fault('go_at', '7'), await fault('quorum', '2')]).toEqual([undefined, undefined])
  })

  it('touch no note whose properties are broken, and say so', async () => {
    const { app, tab, rows, enter } = await openTab(policy('go_at: [\n'))
    await tab.refresh()
    expect(rows().find(({ name }) => name === 'Policy note')?.desc).toMatch(/cannot be read/)
    await enter('quorum', '2')
    expect(await app.text(POLICY_PATH)).toBe('---\ngo_at: [\n---\nMine.\n')
  })

  it('keep what was typed when they close at once', async () => {
    const { app, tab } = await openTab(policy('go_at: 7\n'))
    await tab.refresh()
    tab.setControlValue('policy/go_at', '8')
    expect(tab.getControlValue('policy/go_at')).toBe('8')
    tab.hide()
    await tab.write()
    expect(await app.text(POLICY_PATH)).toContain('go_at: 8')
  })
})

describe('the settings of a phone', () => {
  it('say what needs the desktop, and offer nothing of it', async () => {
    const { tab, rows } = await openTab()
    await tab.refresh()
    expect(rows().find(({ name }) => name === 'Repo and agents')?.desc).toMatch(/desktop app/)
    expect(rows().some(({ control }) => /^(?:device|agent)\//.test(control?.key ?? ''))).toBe(false)
  })

  it('keep what may be notified on this device', async () => {
    const { app, tab } = await openTab()
    expect(tab.getControlValue('notify')).toBe('all')
    tab.setControlValue('notify', 'none')
    await tab.write()
    expect(tab.getControlValue('notify')).toBe('none')
    expect(app.notes.writes).toEqual([])
  })
})
