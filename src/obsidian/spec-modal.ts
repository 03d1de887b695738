import { Modal, Setting, type TFile } from 'obsidian'
import { failed, ok, type Result } from '../basics/result.ts'
import { writeSpec } from '../commands/spec.ts'
import { bodyStart } from '../markdown/frontmatter.ts'
import type { Forge } from './forge.ts'
import { loadDesktop } from './load-desktop.ts'
import { noteInFront } from './note-in-front.ts'
import { openNote } from './open-note.ts'
import { missing } from './vault-failures.ts'

/** Writes the spec note of a new feature, empty or from the open note, and opens it. */
export async function newSpec(forge: Forge, said: string | null): Promise<void> {
  const source = sourceNote(forge)
  const wish = await new Promise<SpecWish | null>((resolve) => {
    new SpecModal(forge, slugOf(said ?? source?.basename ?? ''), source, resolve).open()
  })
  if (wish === null) return
  const written = await writeWished(forge, wish)
  if (!written.ok) return forge.notices.fail(wish.feature, written.error)
  await openNote(forge, written.value)
}

async function writeWished(forge: Forge, { feature, from }: SpecWish): Promise<Result<string>> {
  const source = from === null ? ok(null) : await forge.vault.read(from.path)
  if (!source.ok) return source
  if (from !== null && source.value === null) return failed(missing(from.path))
  const desktop = await loadDesktop(forge.app)
  const repo = desktop === null ? null : await desktop.repoNameHere(forge.app)
  const text = source.value === null ? null : source.value.slice(bodyStart(source.value))
  return writeSpec(forge.vault, { feature, repo, today: forge.clock.today(), text })
}

interface SpecWish {
  readonly feature: string
  /** The note whose text becomes the spec. */
  readonly from: TFile | null
}

const FEATURE_CHARS = 60
const WHAT_IT_NAMES = 'A short name, such as discount-codes. It names the notes and the branch.'

/** A feature's name from a note's title or from what a person typed; empty where there is nothing to make one of. */
export function slugOf(title: string): string {
  // Capitals first: they turn a letter such as ß into two plain ones.
  const plain = title.toUpperCase().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, FEATURE_CHARS)
    .replace(/-+$/, '')
}

/** The note in front, unless Forge wrote it. */
function sourceNote(forge: Forge): TFile | null {
  const file = noteInFront(forge.app)
  return file === null || file.path.startsWith('forge/') ? null : file
}

class SpecModal extends Modal {
  private from: TFile | null
  private wish: SpecWish | null = null

  constructor(
    private readonly forge: Forge,
    private feature: string,
    private readonly source: TFile | null,
    private readonly done: (wish: SpecWish | null) => void,
  ) {
    super(forge.app)
    this.from = source
    this.setTitle('New spec')
  }

  override onOpen(): void {
    const { contentEl } = this
    const name = new Setting(contentEl).setName('Feature').setDesc(WHAT_IT_NAMES)
    name.addText((text) => {
      text.setValue(this.feature)
      text.onChange((typed) => {
        this.feature = slugOf(typed)
        name.setDesc(this.feature === '' || this.feature === typed.trim() ? WHAT_IT_NAMES : `It will be called ${this.feature}.`)
      })
      text.inputEl.addEventListener('keydown', (event) => event.key === 'Enter' && !event.isComposing && this.finish(problem))
    })
    if (this.source !== null) this.offerSource(this.source)
    const problem = contentEl.createEl('p', { cls: 'forge-problem' })
    new Setting(contentEl).addButton((button) =>
      button
        .setButtonText('Write spec')
        .setCta()
        .onClick(() => this.finish(problem)),
    )
  }

  override onClose(): void {
    this.contentEl.empty()
    this.done(this.wish)
  }

  private offerSource(source: TFile): void {
    new Setting(this.contentEl)
      .setName('Begin with the open note')
      .setDesc(`Copies the text of "${source.basename}"; the note itself stays as it is.`)
      .addToggle((toggle) => toggle.setValue(true).onChange((on) => (this.from = on ? source : null)))
  }

  private finish(problem: HTMLElement): void {
    if (this.feature === '') return problem.setText('Give it a name with at least one letter from a to z, or a digit.')
    if (this.forge.features.of(this.feature) !== null) return problem.setText(`${this.feature} is there already. Choose another name.`)
    this.wish = { feature: this.feature, from: this.from }
    this.close()
  }
}
