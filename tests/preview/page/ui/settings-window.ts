import { Modal } from './modal.ts'
import { setIcon } from './icons.ts'
import { drawDefinitions } from './settings-rows.ts'
import type { PluginSettingTab } from '../app/plugin.ts'

/** The settings window: the plugin's tabs at the left, the chosen one's rows at the right, pages with a way back. */
export class SettingsWindow extends Modal {
  private readonly listEl: HTMLElement
  private readonly pageEl: HTMLElement
  private shown: PluginSettingTab | null = null

  constructor(
    app: unknown,
    private readonly name: string,
    private readonly tabs: readonly PluginSettingTab[],
  ) {
    super(app)
    this.modalEl.addClasses(['mod-settings', 'mod-sidebar-layout'])
    this.listEl = this.contentEl.createDiv({ cls: 'vertical-tab-header' })
    this.pageEl = this.contentEl.createDiv({ cls: 'vertical-tab-content-container' }).createDiv({ cls: 'vertical-tab-content' })
  }

  override onOpen(): void {
    this.listEl.createDiv({ cls: 'vertical-tab-header-group-title', text: 'Community plugins' })
    for (const tab of this.tabs) {
      const entry = this.listEl.createDiv({ cls: 'vertical-tab-nav-item', text: this.name })
      entry.addEventListener('click', () => this.show(tab))
    }
    const [first] = this.tabs
    if (first !== undefined) this.show(first)
  }

  override onClose(): void {
    this.shown?.hide()
    if (this.shown !== null) this.shown.redraw = null
  }

  private show(tab: PluginSettingTab): void {
    this.shown = tab
    this.listEl.querySelectorAll('.vertical-tab-nav-item').forEach((entry, at) => entry.toggleClass('is-active', this.tabs[at] === tab))
    tab.redraw = () => this.draw(tab)
    tab.update()
  }

  private draw(tab: PluginSettingTab): void {
    const { scrollTop } = this.pageEl
    this.pageEl.replaceChildren(tab.containerEl)
    tab.containerEl.empty()
    if (tab.settingItems.length === 0) tab.display()
    else drawDefinitions(tab.settingItems, tab.containerEl, { tab, openPage: (name, draw) => this.openPage(tab, name, draw) })
    this.pageEl.scrollTop = scrollTop
  }

  private openPage(tab: PluginSettingTab, name: string, draw: (el: HTMLElement) => void): void {
    tab.containerEl.empty()
    const back = tab.containerEl.createDiv({ cls: 'setting-page-back' })
    setIcon(back.createSpan(), 'chevron-left')
    back.createSpan({ text: name })
    back.addEventListener('click', () => tab.update())
    draw(tab.containerEl)
  }
}
