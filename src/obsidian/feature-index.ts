import { TFile, type App, type Plugin, type TAbstractFile } from 'obsidian'
import { stillAwaiting } from '../commands/open-questions.ts'
import { groupFeatures, type Feature, type Problem } from '../feature/feature.ts'
import { nextSteps, type NextStep } from '../feature/next.ts'
import { readHead } from '../notes/head.ts'
import { ACTIVE, ARCHIVE, DECISIONS } from '../notes/names.ts'
import type { NoteFile } from '../notes/note-file.ts'
import type { ObsidianVault } from './obsidian-vault.ts'

/** A feature as it stands in this moment. */
export interface Standing {
  readonly feature: Feature
  /** Questions that still wait for a person. */
  readonly awaiting: readonly string[]
  /** Questions whose box is ticked and that no stage has taken in yet. */
  readonly answered: readonly string[]
  readonly next: readonly NextStep[]
}

const FOLDERS = [ACTIVE, DECISIONS, ARCHIVE]
/** Sync and editors write in bursts; one look afterwards is enough. */
const SETTLE_MS = 50

/** Every feature of the vault, kept current from Obsidian's events: after a note changed, only its feature is looked at again. */
export class FeatureIndex {
  private readonly files = new Map<string, NoteFile>()
  /** Feature by note, for the notes that belong to one. */
  private readonly owner = new Map<string, string>()
  private readonly notes = new Map<string, Set<string>>()
  private readonly standings = new Map<string, Standing>()
  private readonly troubles = new Map<string, readonly Problem[]>()
  private readonly dirty = new Set<string>()
  private readonly listeners = new Set<(changed: ReadonlySet<string>) => void>()
  private timer: number | null = null
  private isReady = false

  constructor(
    private readonly app: App,
    private readonly vault: ObsidianVault,
  ) {}

  /** Begins to follow the vault; call it once the layout is ready. */
  follow(plugin: Plugin): void {
    plugin.registerEvent(this.app.metadataCache.on('changed', (file) => this.touch(file.path)))
    plugin.registerEvent(this.app.metadataCache.on('deleted', (file) => this.touch(file.path)))
    plugin.registerEvent(this.app.vault.on('create', (file) => this.touch(file.path)))
    plugin.registerEvent(this.app.vault.on('delete', (file) => this.forget(file)))
    plugin.registerEvent(this.app.vault.on('rename', (file, before) => this.moved(file, before)))
    plugin.register(() => this.timer !== null && window.clearTimeout(this.timer))
    void this.readAll()
  }

  /** False until the notes have been read for the first time. */
  get ready(): boolean {
    return this.isReady
  }

  /** By name, archived ones included. */
  all(): readonly Standing[] {
    return [...this.standings.values()].sort((a, b) => (a.feature.name < b.feature.name ? -1 : 1))
  }

  of(name: string): Standing | null {
    return this.standings.get(name) ?? null
  }

  /** The feature that a note belongs to. */
  ofNote(path: string): Standing | null {
    return this.of(this.owner.get(path) ?? '')
  }

  problems(): readonly Problem[] {
    return [...this.troubles.values()].flat()
  }

  /** Tells which features changed; gives back what ends the listening. */
  onChange(listener: (changed: ReadonlySet<string>) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private async readAll(): Promise<void> {
    const lists = await Promise.all(FOLDERS.map((folder) => this.vault.list(folder)))
    for (const file of lists.flat()) this.put(file)
    this.isReady = true
    this.settleSoon()
  }

  private touch(path: string): void {
    if (!FOLDERS.some((folder) => path.startsWith(`${folder}/`))) return
    const file = this.app.vault.getAbstractFileByPath(path)
    if (file instanceof TFile && file.extension === 'md') this.put(this.vault.noteFile(file))
    else this.drop(path)
    this.settleSoon()
  }

  private forget(gone: TAbstractFile): void {
    for (const path of this.files.keys()) if (path === gone.path || path.startsWith(`${gone.path}/`)) this.drop(path)
    this.settleSoon()
  }

  private moved(file: TAbstractFile, before: string): void {
    for (const path of [...this.files.keys()]) if (path === before || path.startsWith(`${before}/`)) this.drop(path)
    if (file instanceof TFile) this.touch(file.path)
    else void this.readAll()
  }

  private put(file: NoteFile): void {
    this.drop(file.path)
    this.files.set(file.path, file)
    const head = readHead(file)
    const name = head === null ? null : 'problem' in head ? file.path : head.feature
    if (name === null) return
    this.owner.set(file.path, name)
    this.notes.set(name, (this.notes.get(name) ?? new Set<string>()).add(file.path))
    this.dirty.add(name)
  }

  private drop(path: string): void {
    const name = this.owner.get(path)
    this.files.delete(path)
    this.owner.delete(path)
    if (name === undefined) return
    this.notes.get(name)?.delete(path)
    this.dirty.add(name)
  }

  private settleSoon(): void {
    if (!this.isReady) return
    this.timer ??= window.setTimeout(() => {
      this.timer = null
      void this.settle()
    }, SETTLE_MS)
  }

  private async settle(): Promise<void> {
    const names = new Set(this.dirty)
    this.dirty.clear()
    for (const name of names) await this.settleOne(name)
    for (const listener of this.listeners) listener(names)
  }

  private async settleOne(name: string): Promise<void> {
    const paths = [...(this.notes.get(name) ?? [])].sort()
    const { features, problems } = groupFeatures(paths.flatMap((path) => this.files.get(path) ?? []))
    if (problems.length === 0) this.troubles.delete(name)
    else this.troubles.set(name, problems)
    const [feature] = features
    if (feature === undefined) this.standings.delete(name)
    else this.standings.set(name, await this.standing(feature))
  }

  private async standing(feature: Feature): Promise<Standing> {
    const awaiting = await stillAwaiting(this.vault, feature)
    const answered = feature.awaiting.filter((name) => !awaiting.includes(name))
    return { feature, awaiting, answered, next: nextSteps(feature, awaiting) }
  }
}
