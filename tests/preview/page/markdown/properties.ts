import type { PreviewApp } from '../app/app.ts'
import { isRecord } from '../../wire.ts'
import { setIcon } from '../ui/icons.ts'
import { frontmatterOf } from './reading-view.ts'

const ICONS: Readonly<Record<string, string>> = {
  text: 'text',
  number: 'binary',
  checkbox: 'square-check',
  date: 'calendar',
  multitext: 'list',
  tags: 'tags',
  aliases: 'forward',
}

/** A note's properties with Obsidian's class names, so that a plugin's styles find them. Frontmatter that cannot be read says so. */
export function properties(app: PreviewApp, text: string, sourcePath: string): HTMLElement {
  const box = createDiv({ cls: 'metadata-container', attr: { tabindex: '-1' } })
  const keys = frontmatterOf(text)
  box.toggleClass('is-empty', !text.startsWith('---'))
  const heading = box.createDiv({ cls: 'metadata-properties-heading' })
  setIcon(heading.createDiv({ cls: 'collapse-indicator collapse-icon' }), 'chevron-down')
  heading.createDiv({ cls: 'metadata-properties-title', text: 'Properties' })
  heading.addEventListener('click', () => box.toggleClass('is-collapsed', !box.hasClass('is-collapsed')))
  const list = box.createDiv({ cls: 'metadata-content' }).createDiv({ cls: 'metadata-properties' })
  if (isRecord(keys)) for (const [key, value] of Object.entries(keys)) property(list, key, value, app, sourcePath)
  else if (text.startsWith('---')) list.createDiv({ cls: 'metadata-error', text: 'Invalid properties' })
  return box
}

function property(list: HTMLElement, key: string, value: unknown, app: PreviewApp, sourcePath: string): void {
  const type = typeOf(key, value)
  const row = list.createDiv({ cls: 'metadata-property', attr: { 'data-property-key': key, 'data-property-type': type, tabindex: '0' } })
  const name = row.createDiv({ cls: 'metadata-property-key' })
  setIcon(name.createSpan({ cls: 'metadata-property-icon' }), ICONS[type] ?? 'text')
  name.createEl('input', { cls: 'metadata-property-key-input', type: 'text', value: key, attr: { 'aria-label': key, readonly: '' } })
  const cell = row.createDiv({ cls: 'metadata-property-value' })
  if (Array.isArray(value)) {
    const pills = cell.createDiv({ cls: 'multi-select-container' })
    for (const item of value)
      linked(pills.createDiv({ cls: 'multi-select-pill' }).createDiv({ cls: 'multi-select-pill-content' }), textOf(item), app, sourcePath)
  } else if (typeof value === 'boolean') cell.createEl('input', { cls: 'metadata-input-checkbox', type: 'checkbox' }).checked = value
  else linked(cell.createDiv({ cls: 'metadata-input-longtext' }), textOf(value), app, sourcePath)
}

function linked(el: HTMLElement, text: string, app: PreviewApp, sourcePath: string): void {
  const [whole, target = '', alias] = /^\[\[([^\]|]+)(?:\|([^\]]+))?\]\]$/.exec(text) ?? []
  if (whole === undefined) {
    el.setText(text)
    return
  }
  const link = el
    .createDiv({ cls: 'metadata-link' })
    .createDiv({ cls: 'metadata-link-inner internal-link', text: alias ?? target, attr: { 'data-href': target } })
  link.addEventListener('click', () => void app.workspace.openLinkText(target, sourcePath))
}

function typeOf(key: string, value: unknown): string {
  if (key === 'tags' || key === 'aliases') return key
  if (Array.isArray(value)) return 'multitext'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'checkbox'
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? 'date' : 'text'
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : JSON.stringify(value)
}
