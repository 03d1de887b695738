import type * as M from 'obsidian-test-mocks/obsidian'
import type { SettingControl, SettingDefinitionGroup, SettingDefinitionItem, SettingDefinitionList, SettingDefinitionPage } from 'obsidian'
import { SettingGroup, type Setting } from './setting.ts'
import { setIcon } from './icons.ts'
import { drawControl } from './settings-control.ts'

type Tab = Pick<M.PluginSettingTab, 'getControlValue' | 'setControlValue'>
type Row = Exclude<SettingDefinitionItem, SettingDefinitionGroup | SettingDefinitionPage>

/** What the rows need of the window they are shown in. */
export interface SettingsPlace {
  readonly tab: Tab
  /** Shows a page of its own, with a way back. */
  openPage(name: string, draw: (el: HTMLElement) => void): void
}

/** Draws declared settings: groups, lists, pages and rows, but for those that are not visible. */
export function drawDefinitions(items: readonly SettingDefinitionItem[], el: HTMLElement, place: SettingsPlace): void {
  let loose: SettingGroup | null = null
  for (const item of items.filter(isVisible)) {
    if ('type' in item && item.type !== 'page') {
      loose = null
      drawGroup(item, el, place)
    } else {
      loose ??= new SettingGroup(el)
      drawItem(item, loose, place, 0)
    }
  }
}

function drawGroup(group: SettingDefinitionGroup | SettingDefinitionList, el: HTMLElement, place: SettingsPlace): void {
  const drawn = new SettingGroup(el)
  if (group.heading !== undefined) drawn.setHeading(group.heading)
  if (group.cls !== undefined) drawn.addClass(group.cls)
  // The real Obsidian hands out its own component; ours has the same methods.
  for (const use of group.extraButtons ?? []) drawn.addExtraButton((button) => Reflect.apply(use, undefined, [button]))
  const items = (group.items ?? []).filter(isVisible)
  items.forEach((item, index) => {
    const setting = drawItem(item, drawn, place, index)
    if ('onDelete' in group && setting !== null) addDelete(setting, () => group.onDelete?.(index))
  })
  if ('emptyState' in group && items.length === 0 && group.emptyState !== undefined)
    drawn.listEl.createDiv({ cls: 'setting-empty-state' }).append(group.emptyState)
  if ('addItem' in group && group.addItem) addItemButton(group.addItem, drawn)
}

function drawItem(item: SettingDefinitionPage | Row, group: SettingGroup, place: SettingsPlace, index: number): Setting | null {
  let made: Setting | null = null
  group.addSetting((setting) => {
    made = setting
    if ('name' in item) setting.setName(item.name)
    if (item.desc !== undefined) setting.setDesc(item.desc)
    if ('type' in item) drawPageLink(item, setting, place)
    else drawRow(item, setting, group, place, index)
  })
  return made
}

function drawRow(item: Row, setting: Setting, group: SettingGroup, place: SettingsPlace, index: number): void {
  if (item.control) drawControl(item.control satisfies SettingControl, setting, place.tab)
  else if (item.render) Reflect.apply(item.render, item, [setting, group])
  else if ('action' in item && item.action) {
    const { action } = item
    setting.setClass('mod-action').setDisabled(valueOf(item.disabled, false))
    setting.settingEl.addEventListener('click', () => action(setting.settingEl, index))
  }
}

function drawPageLink(page: SettingDefinitionPage, setting: Setting, place: SettingsPlace): void {
  setting.setClass('mod-page')
  const shown = valueOf(page.displayValue, '')
  if (shown !== '') setting.addDisplayValue((value) => value.setValue(shown))
  if (valueOf(page.status, null) === 'warning') setting.setClass('mod-warning')
  setIcon(setting.controlEl.createSpan({ cls: 'setting-page-chevron' }), 'chevron-right')
  setting.settingEl.addEventListener('click', () => {
    place.openPage(page.name, (el) => {
      const made: unknown = page.page?.()
      if (made instanceof SettingPage) made.show(el)
      else drawDefinitions(page.items ?? [], el, place)
    })
  })
}

/** A page that draws itself. */
export abstract class SettingPage {
  containerEl = createDiv({ cls: 'setting-page' })
  abstract display(): void

  show(el: HTMLElement): void {
    el.append(this.containerEl)
    this.display()
  }
}

function addDelete(setting: Setting, remove: () => void): void {
  setting.addExtraButton((button) => button.setIcon('x').setTooltip('Delete').onClick(remove))
}

function addItemButton(item: NonNullable<SettingDefinitionList['addItem']>, group: SettingGroup): void {
  const row = group.listEl.createDiv({ cls: 'setting-add-item' })
  setIcon(row.createSpan(), 'plus')
  row.createSpan({ text: item.name })
  row.addEventListener('click', () => item.action(row))
}

function isVisible(item: { visible?: boolean | (() => boolean) }): boolean {
  return valueOf(item.visible, true)
}

function valueOf<T extends string | boolean | null>(value: T | (() => T) | undefined, otherwise: T): T {
  return (typeof value === 'function' ? value() : value) ?? otherwise
}
