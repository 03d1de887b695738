import type { Failure } from '../basics/failure.ts'
import type { Forge } from './forge.ts'
import { openNote } from './open-note.ts'

/** The `.base` files by name, put into main.js by the build. */
declare const FORGE_VIEWS: Readonly<Record<string, string>>

const FOLDER = 'forge/views'
/** What is offered to be opened. */
const FIRST = 'In progress.base'

/** Writes the `.base` views that are not there yet; one that is there is the person's. */
export async function writeViews(forge: Forge): Promise<void> {
  const written: string[] = []
  for (const [name, text] of Object.entries(FORGE_VIEWS)) {
    const made = await forge.vault.create(`${FOLDER}/${name}`, text)
    if (made.ok) written.push(name)
    else if (made.error.code !== 'note-exists') return tellFailure(forge, made.error, written)
  }
  forge.notices.say('views', `${viewsLine(written)} ${WHERE}`, { label: 'Open', act: () => open(forge) })
}

/** What was written, in one sentence. `names`: file names. */
export function viewsLine(names: readonly string[]): string {
  const titles = names.map((name) => name.replace(/\.base$/, '')).join(', ')
  return titles === '' ? 'All views are there already, and stay as they are.' : `Written: ${titles}.`
}

const WHERE = `They are in ${FOLDER}, and show where Obsidian’s own Bases plugin is on.`

function tellFailure(forge: Forge, error: Failure, written: readonly string[]): void {
  const what = written.length === 0 ? error.what : `${viewsLine(written)} Then: ${error.what}`
  forge.notices.fail('views', { ...error, what })
}

function open(forge: Forge): void {
  void openNote(forge, `${FOLDER}/${FIRST}`)
}
