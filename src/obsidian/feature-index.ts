import { TFile, TFolder, type App, type Plugin, type TAbstractFile } from 'obsidian'
import { toMessage } from '../basics/failure.ts'
import { readAwaited } from '../commands/open-questions.ts'
import { groupFeatures, type Feature, type Problem } from '../feature/feature.ts'
import { nextSteps, type NextStep } from '../feature/next.ts'
import { readHead } from '../notes/head.ts'
import { ACTIVE, ARCHIVE, DECISIONS, fileName, parseName } from '../notes/names.ts'
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
const [ROOT = ''] = ACTIVE.split('/')
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
  /** Notes to look at again, and features whose notes have changed. */
  private readonly touched = new Set<string>()
  private readonly dirty = new Set<string>()
  private readonly listeners = new Set<(changed: ReadonlySet<string>) => void>()
  /** One look at a time, so that what was read later always counts. */
  private turn: Promise<void> = Promise.resolve()
  private timer: number | null = null
  private isReady = false
  private isOver = false
  /** Notes were seen in this window. */
  private hadNotes = false
  private hadRoot = false
  private sorted: readonly Standing[] | null = null

  constructor(
    private readonly app: App,
    private readonly vault: ObsidianVault,
  ) {}

  /** Begins to follow the vault; call it once the layout is ready. */
  follow(plugin: Plugin): void {
    const { vault, metadataCache } = this.app
    plugin.registerEvent(metadataCache.on('changed', (file) => this.touch(file)))
    plugin.registerEvent(vault.on('create', (file) => this.touch(file)))
    plugin.registerEvent(vault.on('delete', (file) => this.forget(file.path)))
    plugin.registerEvent(vault.on('rename', (file, before) => this.moved(file, before)))
    plugin.register(() => this.end())
    this.takeTurn(() => this.readAll())
  }

  /** False until the notes have been read for the first time. */
  get ready(): boolean {
    return this.isReady
  }

  /** A link, or a command line, may be what started Obsidian, before any note was read. */
  whenReady(): Promise<void> {
    if (this.isReady) return Promise.resolve()
    return new Promise((resolve) => {
      const end = this.onChange(() => {
        end()
        resolve()
      })
    })
  }

  /** The folder of Forge's notes was there and is not any more: renamed, moved away or in the trash. */
  get isGone(): boolean {
    return this.hadNotes && !this.hasRoot()
  }

  /** By name, archived ones included; the same list until something changes. */
  all(): readonly Standing[] {
    this.sorted ??= [...this.standings.values()].sort((a, b) => (a.feature.name < b.feature.name ? -1 : 1))
    return this.sorted
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
    // What went away while it was listed has been forgotten already.
    for (const note of lists.flat()) if (this.app.vault.getFileByPath(note.path) !== null) this.put(note)
    await this.settle()
  }

  private touch(file: TAbstractFile): void {
    if (!concernsForge(file.path)) return
    if (file.path === ROOT) this.settleSoon()
    if (file instanceof TFolder) file.children.forEach((child) => this.touch(child))
    if (!(file instanceof TFile) || file.extension !== 'md') return
    this.touched.add(file.path)
    this.settleSoon()
  }

  private moved(file: TAbstractFile, before: string): void {
    this.forget(before)
    this.touch(file)
  }

  /** `path`: of a note or of a folder. */
  private forget(path: string): void {
    if (!concernsForge(path)) return
    const below = this.files.has(path) ? [path] : [...this.files.keys()].filter((note) => note.startsWith(`${path}/`))
    for (const note of below) this.drop(note)
    if (below.length > 0 || path === ROOT) this.settleSoon()
  }

  private put(file: NoteFile): void {
    this.drop(file.path)
    this.files.set(file.path, file)
    this.hadNotes = true
    const name = ownerOf(file)
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
    const rest = this.notes.get(name)
    rest?.delete(path)
    if (rest?.size === 0) this.notes.delete(name)
    this.dirty.add(name)
  }

  private settleSoon(): void {
    if (this.isOver) return
    this.timer ??= window.setTimeout(() => {
      this.timer = null
      this.takeTurn(() => this.settle())
    }, SETTLE_MS)
  }

  private takeTurn(act: () => Promise<void>): void {
    this.turn = this.turn.then(act).catch((bug: unknown) => console.error('Forge could not read the notes.', bug))
  }

  private async settle(): Promise<void> {
    const paths = [...this.touched]
    this.touched.clear()
    for (const path of paths) await this.look(path).catch((bug: unknown) => this.setAside(path, path, bug))
    const names = new Set(this.dirty)
    this.dirty.clear()
    for (const name of names) await this.settleOne(name).catch((bug: unknown) => this.setAside(name, this.anyNoteOf(name), bug))
    this.tell(names)
  }

  /** A bug over one feature or note is told as a problem; the others go on. */
  private setAside(name: string, path: string, bug: unknown): void {
    console.error(`Forge could not read ${name}.`, bug)
    this.standings.delete(name)
    this.troubles.set(name, [{ path, what: `Forge made a mistake over ${name} (${toMessage(bug)}).`, broken: true }])
  }

  private anyNoteOf(name: string): string {
    const [path = name] = this.notes.get(name) ?? []
    return path
  }

  /** A note may move or go away while it is read; its event has told then what to do. */
  private async look(path: string): Promise<void> {
    const file = this.app.vault.getFileByPath(path)
    const note = file === null ? null : await this.vault.noteFile(file)
    this.troubles.delete(path)
    if (note !== null && this.app.vault.getFileByPath(path) === file) this.put(note)
    else this.drop(path)
  }

  private async settleOne(name: string): Promise<void> {
    const paths = [...(this.notes.get(name) ?? [])].sort()
    const { features, problems } = groupFeatures(paths.flatMap((path) => this.files.get(path) ?? []))
    if (problems.length === 0) this.troubles.delete(name)
    else this.troubles.set(name, problems)
    const feature = features.find((one) => one.name === name)
    if (feature === undefined) this.standings.delete(name)
    else this.standings.set(name, await this.standing(feature, problems))
  }

  private async standing(feature: Feature, problems: readonly Problem[]): Promise<Standing> {
    const { awaiting, answered } = await readAwaited(this.vault, feature)
    const steps = nextSteps(feature, awaiting)
    const broken = problems.find((problem) => problem.broken)
    return { feature, awaiting, answered, next: broken === undefined ? steps : steps.map((step) => withheld(step, broken)) }
  }

  private tell(names: ReadonlySet<string>): void {
    const hasRoot = this.hasRoot()
    if (this.isOver || (this.isReady && names.size === 0 && hasRoot === this.hadRoot)) return
    this.hadRoot = hasRoot
    this.isReady = true
    this.sorted = null
    for (const listener of this.listeners) listener(names)
  }

  private hasRoot(): boolean {
    return this.app.vault.getFolderByPath(ROOT) !== null
  }

  private end(): void {
    this.isOver = true
    if (this.timer !== null) window.clearTimeout(this.timer)
    this.timer = null
  }
}

/** The folders of notes, what is in them, and what they are in. */
function concernsForge(path: string): boolean {
  return FOLDERS.some((folder) => path.startsWith(`${folder}/`) || folder === path || folder.startsWith(`${path}/`))
}

/** The feature whose standing a note changes, itself for a copy that belongs to none, null where it is none of Forge's. */
function ownerOf(file: NoteFile): string | null {
  const head = readHead(file)
  if (head === null) return null
  if (!('problem' in head)) return head.feature
  return (file.broken === null ? null : parseName(fileName(file.path))?.feature) ?? file.path
}

/** A feature does not go on without a note that counts and cannot be read. */
function withheld(step: NextStep, { path }: Problem): NextStep {
  return { ...step, allowed: false, reason: `${fileName(path)} cannot be read; mend its frontmatter first.` }
}
