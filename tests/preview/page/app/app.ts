import * as M from 'obsidian-test-mocks/obsidian'
import type { Bridge } from '../node/bridge.ts'
import { PostProcessors } from '../markdown/reading-view.ts'
import { DiskAdapter } from './disk-adapter.ts'
import { DiskVault } from './disk-vault.ts'
import { PlainView } from './file-view.ts'
import { MarkdownView } from './markdown-view.ts'
import { metadataOf } from './metadata.ts'
import { Workspace } from './workspace.ts'

/** Obsidian's `app`: the mocks' data classes over a folder on disk, and a workspace that is really there. */
export class PreviewApp {
  readonly vault: DiskVault
  readonly metadataCache: M.MetadataCache
  readonly fileManager: M.FileManager
  readonly workspace: Workspace
  readonly keymap: M.Keymap
  readonly scope: M.Scope
  readonly secretStorage: M.SecretStorage
  readonly reading = new PostProcessors()
  openPalette: () => void = () => undefined
  lastEvent: unknown = null
  private readonly storage: string

  constructor(bridge: Bridge, folder: string, workspaceEl: HTMLElement, phone: boolean) {
    const adapter = new DiskAdapter(bridge, folder)
    // The mocks' own app lends what needs no page: it looks at the same vault.
    const base = M.App.create__(adapter, 'preview')
    this.vault = new DiskVault(adapter)
    base.vault = this.vault
    this.metadataCache = metadataOf(base, this.vault)
    base.metadataCache = this.metadataCache
    this.fileManager = fileManagerOf(base, this.vault)
    this.keymap = base.keymap
    this.scope = base.scope
    this.secretStorage = base.secretStorage
    this.storage = `vault:${folder}:`
    this.workspace = new Workspace(this, workspaceEl, phone)
    this.workspace.views.set('markdown', (leaf) => new MarkdownView(leaf))
    this.workspace.views.set('plain', (leaf) => new PlainView(leaf))
  }

  isDarkMode(): boolean {
    return document.body.hasClass('theme-dark')
  }

  loadLocalStorage(key: string): unknown {
    const text = window.localStorage.getItem(this.storage + key)
    return text === null ? null : JSON.parse(text)
  }

  saveLocalStorage(key: string, data: unknown): void {
    if (data === null || data === undefined) window.localStorage.removeItem(this.storage + key)
    else window.localStorage.setItem(this.storage + key, JSON.stringify(data))
  }
}

/** The mocks' file manager, whose frontmatter edits are one write here, as Obsidian's are. */
function fileManagerOf(base: M.App, vault: DiskVault): M.FileManager {
  const manager = M.FileManager.create__(base)
  manager.processFrontMatter = async (file, change) => {
    await vault.process(file, (text) => {
      const info = M.getFrontMatterInfo(text)
      const parsed: unknown = info.exists ? M.parseYaml(info.frontmatter) : {}
      const keys: Record<string, unknown> = parsed instanceof Object ? { ...parsed } : {}
      change(keys)
      return `---\n${M.stringifyYaml(keys)}---\n${text.slice(info.exists ? info.contentStart : 0)}`
    })
  }
  return manager
}
