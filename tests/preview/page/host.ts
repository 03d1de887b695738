import type { Command } from 'obsidian'
import * as M from 'obsidian-test-mocks/obsidian'
import type { PreviewApp } from './app/app.ts'
import { PluginSettingTab, type Plugin } from './app/plugin.ts'
import { Palette, canRun, run } from './ui/palette.ts'
import { unknownIcons } from './ui/icons.ts'
import { shownNotices } from './ui/notice.ts'
import { SettingsWindow } from './ui/settings-window.ts'

/** What Obsidian itself would do with a plugin: for tests, and for the shell's own buttons. */
export class Host {
  /** Every module that the plugin asked for, in order. */
  readonly required: string[] = []
  /** Texts of the notifications that the system would have shown. */
  readonly notifications: string[] = []
  /** Every text that a notice has shown. */
  readonly notices = shownNotices
  /** What the plugin is handed as `require`. */
  require: (id: string) => unknown = () => undefined
  private plugin: Plugin | null = null
  private focused = true

  constructor(
    readonly app: PreviewApp,
    readonly phone: boolean,
  ) {
    app.openPalette = () => this.openPalette()
    this.pretendFocus()
    // A phone's web view has no notifications.
    if (phone) Reflect.deleteProperty(window, 'Notification')
    else this.recordNotifications()
  }

  async load(plugin: Plugin): Promise<void> {
    this.plugin = plugin
    // The mocks' `load` would not wait for an `onload` that is a promise; Obsidian does.
    plugin.loaded__ = true
    await Promise.resolve(plugin.onload())
  }

  unload(): void {
    this.plugin?.unload()
  }

  /** As Obsidian quits: it waits for the tasks that the event gathers. */
  async quit(): Promise<void> {
    const tasks = M.Tasks.create__()
    this.app.workspace.trigger('quit', tasks)
    await tasks.promise()
    this.unload()
  }

  /** Icons that were asked for by names that Obsidian does not know. */
  unknownIcons(): readonly string[] {
    return [...unknownIcons]
  }

  commands(): readonly Command[] {
    return [...(this.plugin?.commands__.values() ?? [])]
  }

  /** The names of the commands that the palette would show now. */
  offered(): readonly string[] {
    return this.commands()
      .filter(canRun)
      .map((command) => command.name)
  }

  run(name: string): void {
    const command = this.commands().find((one) => one.name === name || one.id === name)
    if (command === undefined || !canRun(command)) throw new Error(`${name} cannot run now.`)
    run(command)
  }

  openPalette(): void {
    new Palette(this.app, this.commands()).open()
  }

  openSettings(): void {
    const tabs: readonly unknown[] = this.plugin?.settingTabs__ ?? []
    new SettingsWindow(
      this.app,
      this.plugin?.manifest.name ?? '',
      tabs.filter((tab) => tab instanceof PluginSettingTab),
    ).open()
  }

  /** The first time a person turns the plugin on. */
  userEnable(): void {
    this.plugin?.onUserEnable()
  }

  /** Follows `obsidian://action?…`. */
  openLink(action: string, parameters: Record<string, string>): void {
    this.plugin?.obsidianProtocolHandlers__.get(action)?.({ action, ...parameters })
  }

  /** The terminal commands that the plugin registered. */
  cliCommands(): readonly string[] {
    return [...(this.plugin?.cliEntries.keys() ?? [])]
  }

  async cli(command: string, parameters: Record<string, string>): Promise<string> {
    const entry = this.plugin?.cliEntries.get(command)
    if (entry === undefined) throw new Error(`There is no command ${command}.`)
    return String(await Promise.resolve(entry.handler(parameters)))
  }

  /** Whether the window has the focus. */
  setFocus(focused: boolean): void {
    this.focused = focused
    window.dispatchEvent(new Event(focused ? 'focus' : 'blur'))
    document.dispatchEvent(new Event('visibilitychange'))
  }

  /** The whole path of a note that is in the vault, by its path or its file name. */
  noteAt(path: string): string | null {
    return this.app.metadataCache.getFirstLinkpathDest(path, '')?.path ?? null
  }

  async openNote(path: string): Promise<void> {
    const file = this.app.vault.getFileByPath(this.noteAt(path) ?? '')
    if (file === null) throw new Error(`${path} is not in the vault.`)
    await this.app.workspace.getLeaf(false).openFile(file)
    this.app.workspace.setActiveLeaf(this.app.workspace.getLeaf(false))
    if (this.phone) this.app.workspace.closeDrawers()
  }

  private pretendFocus(): void {
    document.hasFocus = () => this.focused
    Object.defineProperty(document, 'hidden', { get: () => !this.focused })
    Object.defineProperty(document, 'visibilityState', { get: () => (this.focused ? 'visible' : 'hidden') })
  }

  private recordNotifications(): void {
    const { notifications } = this
    class RecordedNotification extends EventTarget {
      static readonly permission = 'granted'
      onclick: ((event: Event) => unknown) | null = null

      static requestPermission(): Promise<string> {
        return Promise.resolve('granted')
      }

      constructor(title: string, options: { body?: string } = {}) {
        super()
        notifications.push([title, options.body ?? ''].filter(Boolean).join(': '))
      }

      close(): void {
        // Nothing was shown.
      }
    }
    Object.assign(window, { Notification: RecordedNotification })
  }
}
