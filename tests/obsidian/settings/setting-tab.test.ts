// @vitest-environment jsdom
import { Setting, SettingGroup, type SettingDefinition, type SettingDefinitionItem } from 'obsidian'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { POLICY_KEYS } from '../../../src/policy/policy-keys.ts'
import { POLICY_PATH } from '../../../src/policy/read-policy.ts'
import { overrideRow } from '../../../src/obsidian/settings/override-row.ts'
import { readOverrides } from '../../../src/obsidian/settings/overrides.ts'
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
afterEach(() => {
  vi.useRealTimers()
  document.body.replaceChildren()
})

describe('the settings of what all devices share', () => {
  it('have a row for every key of the policy, found by its plain name, its description or the key', async () => {
    const { rows } = await openTab()
    const keys = rows().flatMap(({ control }) => control?.key.match(/^policy\/(.*)$/)?.[1] ?? [])
    expect([...keys].sort()).toEqual(Object.keys(POLICY_KEYS).sort())
    for (const { name, desc } of rows()) expect([name, desc], name).toEqual([expect.stringMatching(/^[A-Z]/), expect.stringMatching(/\.$/)])
  })

  it('know their values from the index, and read nothing until they are shown', async () => {
    const { app, tab, fault } = await openTab(policy('go_at: 7\n'))
    tab.getSettingDefinitions()
    expect(tab.getControlValue('policy/go_at')).toBe('7')
    expect(await fault('go_at', '12')).toMatch(/a number from 0 to 10/)
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

  it('tell which keys the note of a repo sets otherwise, and what is wrong with it', async () => {
    const own = (keys: string) => ({ 'forge/core-rules/policy_shop.md': `---\ntitle: Shop\ncategory: forge/policy\n${keys}---\n` })
    const said = async (keys: string): Promise<unknown> => {
      const { tab, rows } = await openTab({ ...policy('go_at: 7\n'), ...own(keys) })
      await tab.refresh()
      return rows().find(({ name }) => name === 'Policy of shop alone')?.desc
    }
    expect(await said('go_at: 8\ngates: [npm test]\n')).toBe('Sets go_at, gates otherwise than here.')
    expect(await said('')).toMatch(/^Its note sets nothing/)
    expect(await said('go_at: high\n')).toMatch(/policy_shop\.md: go_at has a wrong value/)
  })

  it('offer a linked repo a note of its own', async () => {
    const { app, forge, tab } = await openTab()
    expect(await readOverrides(forge.vault, ['shop'], [])).toEqual([{ repo: 'shop', keys: null, problem: null }])
    const row = overrideRow(tab, { repo: 'shop', keys: null, problem: null })
    if (!('render' in row)) throw new Error('The row draws nothing.')
    const clicks: (() => unknown)[] = []
    const setting = new Setting(document.body)
    const button = { setButtonText: () => button, onClick: (click: () => unknown) => clicks.push(click) }
    Object.assign(setting, { addButton: (draw: (one: unknown) => unknown) => draw(button) })
    row.render?.(setting, new SettingGroup(document.body))
    clicks[0]?.()
    await vi.waitFor(() => expect(app.notes.writes).toEqual(['forge/core-rules/policy_shop.md']))
    expect(await readOverrides(forge.vault, [], [])).toEqual([{ repo: 'shop', keys: [], problem: null }])
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

describe('what is typed', () => {
  async function typing() {
    const opened = await openTab(policy('go_at: 7\n'))
    await opened.tab.refresh()
    const field = document.body.createEl('input')
    field.focus()
    vi.useFakeTimers()
    const type = (text: string, isValid = true): void => {
      field.value = text
      if (isValid) opened.tab.setControlValue('policy/budget_usd', text)
    }
    const written = async (): Promise<string> => {
      await vi.advanceTimersByTimeAsync(5_000)
      return opened.app.text(POLICY_PATH)
    }
    return { ...opened, field, type, written }
  }

  it('is written once its field is left, and half of it never', async () => {
    const { field, type, written } = await typing()
    type('5')
    expect(await written()).not.toContain('budget_usd')
    type('50')
    field.blur()
    expect(await written()).toContain('budget_usd: 50\n')
  })

  it('is written on Enter', async () => {
    const { field, type, written } = await typing()
    type('50')
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))
    expect(await written()).toContain('budget_usd: 50\n')
    type('500')
    expect(await written()).toContain('budget_usd: 50\n')
    field.blur()
    expect(await written()).toContain('budget_usd: 500\n')
  })

  it('leaves no beginning of what was not allowed in the end', async () => {
    const { field, type, written, tab } = await typing()
    type('5')
    type('5x', false)
    field.blur()
    expect(await written()).not.toContain('budget_usd')
    expect(tab.getControlValue('policy/budget_usd')).toBeUndefined()
  })

  it('is written where its check ends after the field was left', async () => {
    const { field, written, tab } = await typing()
    field.blur()
    tab.setControlValue('policy/budget_usd', '50')
    expect(await written()).toContain('budget_usd: 50\n')
  })

  it('is written where its check ends when another field is typed in, which read alike', async () => {
    const { field, written, tab } = await typing()
    const next = document.body.createEl('input')
    field.value = ''
    next.focus()
    tab.setControlValue('policy/go_at', '')
    next.value = '30'
    tab.setControlValue('policy/budget_usd', '30')
    next.blur()
    const text = await written()
    expect([text.includes('go_at'), text.includes('budget_usd: 30\n')]).toEqual([false, true])
  })
})

describe('the tab', () => {
  it('lets the app quit only when what is typed is written', async () => {
    const { app, tab } = await openTab(policy('go_at: 7\n'))
    await tab.refresh()
    const field = document.body.createEl('input')
    field.focus()
    field.value = '8'
    tab.setControlValue('policy/go_at', '8')
    const begun: Promise<unknown>[] = []
    app.workspace.trigger('quit', { add: (task: () => Promise<unknown>) => begun.push(task()) })
    await Promise.all(begun)
    expect(await app.text(POLICY_PATH)).toContain('go_at: 8')
  })

  it('goes on saving after a mistake in Forge, and tells that one', async () => {
    const { app, forge, tab, enter } = await openTab(policy('go_at: 7\n'))
    await tab.refresh()
    const say = vi.spyOn(forge.notices, 'say')
    const log = vi.spyOn(console, 'error').mockReturnValue(undefined)
    vi.spyOn(forge.vault, 'edit').mockRejectedValueOnce(new Error('boom'))
    await enter('go_at', '8')
    expect(say).toHaveBeenCalledWith('settings', expect.stringContaining('boom'))
    expect(log).toHaveBeenCalledOnce()
    log.mockRestore()
    expect(tab.getControlValue('policy/go_at')).toBe('7')
    await enter('go_at', '9')
    expect(await app.text(POLICY_PATH)).toContain('go_at: 9')
  })

  it('shows what was read last, whatever comes late', async () => {
    const { app, forge, tab } = await openTab(policy('go_at: 7\n'))
    const read = forge.vault.read.bind(forge.vault)
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    vi.spyOn(forge.vault, 'read').mockImplementationOnce(async (path) => {
      const old = await read(path)
      await held
      return old
    })
    const first = tab.refresh()
    await app.put(POLICY_PATH, policy('go_at: 8\n')[POLICY_PATH] ?? '')
    await tab.refresh()
    release()
    await first
    expect(tab.getControlValue('policy/go_at')).toBe('8')
  })
})

describe('the settings of a phone', () => {
  it('say what needs the desktop, and offer nothing of it', async () => {
    const { tab, rows } = await openTab()
    await tab.refresh()
    expect(rows().find(({ name }) => name === 'Repo and agents')?.desc).toMatch(/desktop app/)
    expect(rows().some(({ control }) => /^(?:device|agent)\/|^notify$/.test(control?.key ?? ''))).toBe(false)
  })
})

describe('the settings of a desktop', () => {
  it('keep what may be notified on this device', async () => {
    pretendDevice('desktop')
    const { app, tab } = await openTab()
    expect(tab.getControlValue('notify')).toBe('all')
    tab.setControlValue('notify', 'none')
    await tab.write()
    expect(tab.getControlValue('notify')).toBe('none')
    expect(app.notes.writes).toEqual([])
  })
})
