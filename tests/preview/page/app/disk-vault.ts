import * as M from 'obsidian-test-mocks/obsidian'
import { isRecord } from '../../wire.ts'
import { frontmatterOf } from '../markdown/reading-view.ts'
import type { Bridge } from '../node/bridge.ts'
import type { DiskAdapter } from './disk-adapter.ts'
import { Turns } from './turns.ts'

const TEXT = /\.(md|base|canvas|json|ya?ml|txt)$/

/** The mocks' vault over a folder on disk: what the page changes is written there, and what others change there is told as Obsidian tells it. */
export class DiskVault extends M.Vault {
  /** What each file was when this page last looked: its text, or its times where it is none. */
  private readonly known = new Map<string, string>()
  private readonly turns = new Turns()
  private readonly disk: DiskAdapter

  constructor(adapter: DiskAdapter) {
    super(adapter)
    this.disk = adapter
  }

  /** Takes in the folder as it is and follows it from now on. */
  async open(bridge: Bridge): Promise<void> {
    bridge.onVault((paths) => void this.takeIn(paths))
    const listed = await bridge.call('vault', 'list', [])
    for (const entry of Array.isArray(listed) ? listed : []) if (isRecord(entry)) this.admitListed(entry)
  }

  override getName(): string {
    return this.disk.getName()
  }

  /** What the metadata cache reads. Frontmatter that holds no keys is blank to it: the mocks would throw where Obsidian shrugs. */
  override readSync__(file: M.TFile): string {
    const text = this.known.get(file.path) ?? ''
    const { exists, contentStart } = M.getFrontMatterInfo(text)
    if (!exists || isRecord(frontmatterOf(text))) return text
    return text.slice(0, contentStart).replace(/[^\n]/g, ' ') + text.slice(contentStart)
  }

  override create(path: string, data: string): Promise<M.TFile> {
    return this.turns.take(path, async () => {
      if (await this.disk.exists(path)) throw new Error('File already exists.')
      await this.disk.write(path, data)
      return this.admitFile(path, data)
    })
  }

  override async createFolder(path: string): Promise<M.TFolder> {
    if (this.getAbstractFileByPath(path) !== null) throw new Error('Folder already exists.')
    await this.disk.mkdir(path)
    return this.admitFolder(path)
  }

  override async modify(file: M.TFile, data: string): Promise<void> {
    await this.process(file, () => data)
  }

  /** Nothing else changes the file between the look and the write; a text that stays the same is not written. */
  override process(file: M.TFile, change: (data: string) => string): Promise<string> {
    return this.turns.take(file.path, async () => {
      const before = await this.disk.read(file.path)
      const after = change(before)
      if (after !== before) {
        await this.disk.write(file.path, after)
        await this.note(file, after)
        this.trigger('modify', file)
      }
      return after
    })
  }

  override rename(file: M.TAbstractFile, newPath: string): Promise<void> {
    const oldPath = file.path
    return this.turns.take(oldPath, async () => {
      if (await this.disk.exists(newPath)) throw new Error('Destination file already exists!')
      const moved = [...this.known].filter(([path]) => path === oldPath || path.startsWith(`${oldPath}/`))
      for (const [path, text] of moved) {
        this.known.delete(path)
        this.known.set(newPath + path.slice(oldPath.length), text)
      }
      await super.rename(file, newPath)
    })
  }

  override trash(file: M.TAbstractFile, _system: boolean): Promise<void> {
    return this.turns.take(file.path, async () => {
      await this.disk.trashLocal(file.path)
      this.dismiss(file)
    })
  }

  override delete(file: M.TAbstractFile): Promise<void> {
    return this.turns.take(file.path, async () => {
      await this.disk.rmdir(file.path, true)
      this.dismiss(file)
    })
  }

  /** Something on disk changed, perhaps through this very page; only what it does not know yet is told. */
  private async takeIn(paths: readonly string[]): Promise<void> {
    for (const path of [...paths].sort()) {
      // What goes away while it is looked at is told of once more, as gone.
      await this.turns.take(path, () => this.lookAt(path)).catch(() => undefined)
    }
  }

  private async lookAt(path: string): Promise<void> {
    const there = this.getAbstractFileByPath(path)
    const stat = await this.disk.stat(path)
    if (stat === null) {
      if (there !== null) this.dismiss(there)
    } else if (stat.type === 'folder') this.admitFolder(path)
    else {
      const text = TEXT.test(path) ? await this.disk.read(path) : `${String(stat.mtime)}:${String(stat.size)}`
      if (there === null) this.admitFile(path, text, stat)
      else if (there instanceof M.TFile && this.known.get(path) !== text) {
        await this.note(there, text)
        this.trigger('modify', there)
      }
    }
  }

  private admitListed(entry: Record<string, unknown>): void {
    const path = String(entry['path'])
    if (entry['folder'] === true) this.admitFolder(path)
    else this.admitFile(path, typeof entry['text'] === 'string' ? entry['text'] : '', isRecord(entry['stat']) ? entry['stat'] : {})
  }

  private admitFile(path: string, text: string, stat: object = { mtime: Date.now(), ctime: Date.now(), size: text.length }): M.TFile {
    const parent = path.split('/').slice(0, -1).join('/')
    if (parent !== '') this.admitFolder(parent)
    const file = M.TFile.create__(this, path)
    Object.assign(file.stat, stat)
    this.known.set(path, text)
    this.setVaultAbstractFile__(path, file)
    this.trigger('create', file)
    return file
  }

  private admitFolder(path: string): M.TFolder {
    const there = this.getFolderByPath(path)
    if (there !== null) return there
    const parent = path.split('/').slice(0, -1).join('/')
    if (parent !== '') this.admitFolder(parent)
    const folder = M.TFolder.create__(this, path)
    this.setVaultAbstractFile__(path, folder)
    this.trigger('create', folder)
    return folder
  }

  private dismiss(file: M.TAbstractFile): void {
    if (file instanceof M.TFolder) for (const child of [...file.children]) this.dismiss(child)
    this.known.delete(file.path)
    this.deleteVaultAbstractFile__(file.path)
    this.trigger('delete', file)
  }

  private async note(file: M.TFile, text: string): Promise<void> {
    this.known.set(file.path, text)
    const stat = await this.disk.stat(file.path)
    if (stat !== null) Object.assign(file.stat, { ctime: stat.ctime, mtime: stat.mtime, size: stat.size })
  }
}
