import * as M from 'obsidian-test-mocks/obsidian'
import type { CliFlags, CliHandler, Command, MarkdownPostProcessor, ViewCreator } from 'obsidian'
import { setIcon } from '../ui/icons.ts'
import type { PreviewApp } from './app.ts'

/** The page's one app; a plugin's base classes reach the workspace through it. */
let current: PreviewApp | null = null

export function setCurrentApp(app: PreviewApp): void {
  current = app
}

export function currentApp(): PreviewApp {
  if (current === null) throw new Error('The app is not there yet.')
  return current
}

/** A command of the terminal that a plugin registered. */
export interface CliEntry {
  readonly description: string
  readonly flags: CliFlags | null
  readonly handler: CliHandler
}

/** The mocks' plugin, with its parts in the page: views, ribbon icons, status bar items, data on disk. */
export abstract class Plugin extends M.Plugin {
  readonly cliEntries = new Map<string, CliEntry>()

  override addCommand(command: Command): Command {
    return super.addCommand({ ...command, id: `${this.manifest.id}:${command.id}`, name: `${this.manifest.name}: ${command.name}` })
  }

  override addRibbonIcon(icon: string, title: string, callback: (event: MouseEvent) => unknown): HTMLElement {
    const button = createDiv({ cls: 'side-dock-ribbon-action clickable-icon', attr: { 'aria-label': title } })
    setIcon(button, icon)
    button.addEventListener('click', (event) => void callback(event))
    document.querySelector('.side-dock-actions')?.append(button)
    this.register(() => button.remove())
    return button
  }

  override addStatusBarItem(): HTMLElement {
    const item = createDiv({ cls: `status-bar-item plugin-${this.manifest.id}` })
    document.querySelector('.status-bar')?.append(item)
    this.register(() => item.remove())
    return item
  }

  override registerCliHandler(command: string, description: string, flags: CliFlags | null, handler: CliHandler): void {
    this.cliEntries.set(command, { description, flags, handler })
  }

  override registerMarkdownPostProcessor(processor: MarkdownPostProcessor, sortOrder = 0): MarkdownPostProcessor {
    return currentApp().reading.add(processor, sortOrder)
  }

  override registerView(type: string, create: ViewCreator): void {
    currentApp().workspace.views.set(type, (leaf) => Reflect.apply(create, undefined, [leaf]))
    this.register(() => currentApp().workspace.views.delete(type))
  }

  override async loadData(): Promise<unknown> {
    const file = this.dataFile()
    const { adapter } = currentApp().vault
    return (await adapter.exists(file)) ? JSON.parse(await adapter.read(file)) : null
  }

  override async saveData(data: unknown): Promise<void> {
    const { adapter } = currentApp().vault
    await adapter.mkdir(`.obsidian/plugins/${this.manifest.id}`)
    await adapter.write(this.dataFile(), JSON.stringify(data, null, 2))
  }

  private dataFile(): string {
    return `.obsidian/plugins/${this.manifest.id}/data.json`
  }
}

/** The mocks' tab, bound to its plugin's settings; `redraw` is the window that shows it, if one does. */
export abstract class PluginSettingTab extends M.PluginSettingTab {
  redraw: (() => void) | null = null

  override update(): void {
    super.update()
    this.redraw?.()
  }

  override refreshDomState(): void {
    this.redraw?.()
  }

  override getControlValue(key: string): unknown {
    const { settings } = this.plugin__
    return settings instanceof Object ? Reflect.get(settings, key) : undefined
  }

  override setControlValue(key: string, value: unknown): void {
    const { settings } = this.plugin__
    if (settings instanceof Object) Reflect.set(settings, key, value)
    void this.plugin__.saveData(settings)
  }
}
