import type { Problem } from '../../feature/feature.ts'
import { fileName, parseName } from '../../notes/names.ts'
import type { Forge } from '../forge.ts'
import { openNote } from '../open-note.ts'
import { drawLink } from './row.ts'
import type { Shelves } from './shelves.ts'

/** Notes that count and cannot be read, each a card among what waits for the person: its feature goes on only once it is mended. */
export class TornNotes {
  private shown = ''

  constructor(
    private readonly forge: Forge,
    private readonly shelves: Shelves,
  ) {}

  paint(torn: readonly Problem[]): void {
    const text = JSON.stringify(torn)
    if (text === this.shown) return
    this.shown = text
    this.shelves.lead(torn.map((problem) => this.card(problem)))
  }

  private card({ path, what }: Problem): HTMLElement {
    const card = createDiv({ cls: 'forge-torn', attr: { role: 'listitem' } })
    const about = card.createDiv({ cls: 'forge-row-about' })
    drawLink(this.forge, about.createDiv({ cls: 'forge-row-head' }), { label: `${nameOf(path)} cannot be read`, path }, 'forge-row-title')
    const [reason, isMendable] = reasonOf(what)
    if (isMendable) about.createDiv({ text: MEND })
    about.createDiv({ cls: 'forge-row-facts', text: reason })
    const open = card.createEl('button', { text: 'Open', cls: 'mod-cta' })
    open.addEventListener('click', () => void openNote(this.forge, path))
    return card
  }
}

const MEND = 'Mend the lines between the two rows of dashes, in source mode; its feature waits until then.'
const UNREADABLE = /^Its frontmatter cannot be read: (.*)$/s

/** What is wrong, and whether the person can mend it in the note's frontmatter. */
function reasonOf(what: string): readonly [string, boolean] {
  const [, yaml] = UNREADABLE.exec(what) ?? []
  if (yaml === undefined || yaml.startsWith('The file cannot be read')) return [yaml ?? what, false]
  return [`Its properties are not valid YAML: ${yaml}`, true]
}

/** `The spec of gift-cards`, or the file's name where it says no more. */
function nameOf(path: string): string {
  const name = parseName(fileName(path))
  return name?.stage ? `The ${name.stage} of ${name.feature}` : fileName(path)
}
