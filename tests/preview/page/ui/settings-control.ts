import type * as M from 'obsidian-test-mocks/obsidian'
import type { SettingControl } from 'obsidian'
import type { AbstractTextComponent } from './controls.ts'
import type { Setting } from './setting.ts'

type Tab = Pick<M.PluginSettingTab, 'getControlValue' | 'setControlValue'>
type Put = (value: unknown) => void

/** The control of a declared row, bound to the tab's values: what is entered is checked, then saved. */
export function drawControl(control: SettingControl, setting: Setting, tab: Tab): void {
  const value = tab.getControlValue(control.key) ?? control.defaultValue
  const put: Put = (entered) => void save(control, setting, tab, entered)
  if (control.type === 'toggle') setting.addToggle((toggle) => toggle.setValue(value === true).onChange(put))
  else if (control.type === 'dropdown')
    setting.addDropdown((list) => list.addOptions(control.options).setValue(textOf(value)).onChange(put))
  else if (control.type === 'slider')
    setting.addSlider((slider) => slider.setLimits(control.min, control.max, control.step).setValue(Number(value)).onChange(put))
  else if (control.type === 'color') setting.addColorPicker((color) => color.setValue(textOf(value)).onChange(put))
  else if (control.type === 'textarea') setting.addTextArea((area) => fill(area, value, control.placeholder).onChange(put))
  else if (control.type === 'number') drawNumber(control, setting, value, put)
  else setting.addText((text) => fill(text, value, control.placeholder).onChange(put))
  const { disabled } = control
  setting.setDisabled((typeof disabled === 'function' ? disabled() : disabled) === true)
}

async function save(control: SettingControl, setting: Setting, tab: Tab, entered: unknown): Promise<void> {
  const checked: unknown = control.validate ? await Reflect.apply(control.validate, control, [entered]) : undefined
  setting.setErrorMessage(typeof checked === 'string' ? checked : null)
  if (typeof checked !== 'string') await Promise.resolve(tab.setControlValue(control.key, entered))
}

function drawNumber(control: Extract<SettingControl, { type: 'number' }>, setting: Setting, value: unknown, put: Put): void {
  setting.addText((text) => {
    Object.assign(text.inputEl, {
      type: 'number',
      min: String(control.min ?? ''),
      max: String(control.max ?? ''),
      step: String(control.step ?? ''),
    })
    fill(text, value, control.placeholder).onChange((entered) => put(Number(entered)))
  })
}

function fill<C extends AbstractTextComponent<HTMLInputElement> | AbstractTextComponent<HTMLTextAreaElement>>(
  component: C,
  value: unknown,
  placeholder = '',
): C {
  component.setPlaceholder(placeholder)
  component.setValue(textOf(value))
  return component
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
