import type { App, CachedMetadata, DataAdapter, Plugin } from 'obsidian'
import * as mocks from 'obsidian-test-mocks/obsidian'
import { onTestFinished } from 'vitest'

/** The mocks' vault with what Obsidian promises of it: atomic changes, nothing overwritten, bytes behind the text. */
export class MockVault extends mocks.Vault {
  /** Paths whose text was read, in turn. */
  readonly reads: string[] = []
  /** Paths that were written, in turn. */
  readonly writes: string[] = []
  private readonly bytes = new Map<string, Uint8Array<ArrayBuffer>>()
  private readonly turns = new Map<string, Promise<unknown>>()

  constructor(adapter: DataAdapter) {
    super(adapter)
  }

  /** Gives a file bytes that are no text, as another program would. */
  putBytes(path: string, bytes: readonly number[]): void {
    this.bytes.set(path, new Uint8Array(bytes))
  }

  override async read(file: mocks.TFile): Promise<string> {
    this.reads.push(file.path)
    const bytes = this.bytes.get(file.path)
    return bytes === undefined ? this.adapter.read(file.path) : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  }

  override cachedRead(file: mocks.TFile): Promise<string> {
    return this.read(file)
  }

  override async readBinary(file: mocks.TFile): Promise<ArrayBuffer> {
    return (this.bytes.get(file.path) ?? new TextEncoder().encode(await this.adapter.read(file.path))).slice().buffer
  }

  override async create(path: string, data: string): Promise<mocks.TFile> {
    if (await this.adapter.exists(path)) throw new Error('File already exists.')
    this.writes.push(path)
    return super.create(path, data)
  }

  override async createFolder(path: string): Promise<mocks.TFolder> {
    if (await this.adapter.exists(path)) throw new Error('Folder already exists.')
    return super.createFolder(path)
  }

  override process(file: mocks.TFile, change: (text: string) => string): Promise<string> {
    return this.takeTurn(file.path, async () => {
      const text = change(await this.read(file))
      this.writes.push(file.path)
      await this.adapter.write(file.path, text)
      this.trigger('modify', file)
      return text
    })
  }

  override async rename(file: mocks.TAbstractFile, newPath: string): Promise<void> {
    if (await this.adapter.exists(newPath)) throw new Error('Destination file already exists!')
    return super.rename(file, newPath)
  }

  private takeTurn<T>(path: string, act: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(path) ?? Promise.resolve()).then(act, act)
    this.turns.set(path, turn)
    return turn
  }
}

/** Indexes as Obsidian does: some time after a write, and what cannot be parsed has no frontmatter. */
class MockCache extends mocks.MetadataCache {
  private readonly waiting = new Set<mocks.TFile>()

  constructor(
    app: mocks.App,
    private readonly notes: MockVault,
  ) {
    // The mock would index in the very moment of the write.
    super(app, new MockVault(app.vault.adapter))
    for (const event of ['create', 'modify']) notes.on(event, (...[file]) => this.wait(file))
    notes.on('delete', (...[file]) => file instanceof mocks.TFile && this.forget(file))
    notes.on('rename', (...[file, before]) => file instanceof mocks.TFile && this.follow(file, String(before)))
  }

  async index(): Promise<void> {
    for (const file of [...this.waiting]) await this.indexText(file, await this.notes.adapter.read(file.path).catch(() => ''))
  }

  /** `text`: what the indexer has read, which may be older than what the file holds by now. */
  indexText(file: mocks.TFile, text: string): Promise<void> {
    this.waiting.delete(file)
    const cache = metadataOf(text)
    this.cache__.set(file.path, cache)
    this.trigger('changed', file, text, cache)
    return Promise.resolve()
  }

  private wait(file: unknown): void {
    if (file instanceof mocks.TFile && file.extension === 'md') this.waiting.add(file)
  }

  private forget(file: mocks.TFile): void {
    this.waiting.delete(file)
    this.cache__.delete(file.path)
    this.trigger('deleted', file, null)
  }

  private follow(file: mocks.TFile, before: string): void {
    const cache = this.cache__.get(before)
    this.cache__.delete(before)
    if (cache !== undefined) this.cache__.set(file.path, cache)
  }
}

function metadataOf(text: string): CachedMetadata {
  const { exists, frontmatter } = mocks.getFrontMatterInfo(text)
  if (!exists) return {}
  try {
    const keys: unknown = mocks.parseYaml(frontmatter)
    return typeof keys === 'object' && keys !== null && !Array.isArray(keys) ? { frontmatter: { ...keys } } : {}
  } catch {
    return {}
  }
}

/** An app over files in memory, or over `adapter`. */
export class MockApp extends mocks.App {
  readonly notes: MockVault
  /** Whether a view that shows no note, such as the board, stands before the active file. */
  isNoteHidden = false
  private readonly cache: MockCache

  constructor(adapter: DataAdapter = mocks.FileSystemAdapter.create__('/mock-vault').asOriginalType__()) {
    super(adapter, 'mock')
    this.notes = new MockVault(adapter)
    this.vault = this.notes
    this.cache = new MockCache(this, this.notes)
    this.metadataCache = this.cache
    Object.assign(this.workspace, { getActiveViewOfType: () => this.viewInFront() })
  }

  /** As the plugin's code sees it. */
  get real(): App {
    return this.asOriginalType__()
  }

  /** Takes in what is on the disk already; folders before what is in them. */
  admit(file: mocks.TAbstractFile): void {
    this.notes.setVaultAbstractFile__(file.path, file)
    this.notes.trigger('create', file)
  }

  /** Writes as a person or sync does. */
  async put(path: string, text: string): Promise<void> {
    const file = this.notes.getFileByPath(path)
    if (file !== null) return void (await this.notes.process(file, () => text))
    await this.makeFolders(path.split('/').slice(0, -1))
    await this.notes.create(path, text)
  }

  text(path: string): Promise<string> {
    return this.notes.adapter.read(path)
  }

  file(path: string): mocks.TFile {
    const file = this.notes.getFileByPath(path)
    if (file === null) throw new Error(`There is no ${path}`)
    return file
  }

  /** Lets the metadata cache catch up with every write. */
  index(): Promise<void> {
    return this.cache.index()
  }

  /** An index event of a text that may not be the newest. */
  indexText(path: string, text: string): Promise<void> {
    return this.cache.indexText(this.file(path), text)
  }

  private viewInFront(): { readonly file: mocks.TFile } | null {
    const file = this.workspace.getActiveFile()
    return file === null || this.isNoteHidden ? null : { file }
  }

  private async makeFolders(parts: readonly string[]): Promise<void> {
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('/')
      if (this.notes.getFolderByPath(folder) === null) await this.notes.createFolder(folder)
    }
  }
}

class MockPlugin extends mocks.Plugin {}

export const MANIFEST = {
  id: 'forge-pipeline',
  name: 'Forge Pipeline',
  version: '0.0.0',
  minAppVersion: '1.13.0',
  author: '',
  description: '',
}

/** A loaded plugin that only holds registrations; unload it to end them. It ends with its test, as a timer of one test would count in the next. */
export function mockPlugin(app: MockApp): Plugin {
  const plugin = new MockPlugin(app, MANIFEST)
  plugin.load()
  onTestFinished(() => plugin.unload())
  return plugin.asOriginalType2__()
}
