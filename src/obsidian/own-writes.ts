import type { App, Plugin, TFile } from 'obsidian'
import { readKeys } from '../markdown/frontmatter.ts'
import type { NoteFile } from '../notes/note-file.ts'

/** A note's frontmatter without its path: a file keeps it when it is renamed. */
export type NoteKeys = Omit<NoteFile, 'path'>

interface Written {
  readonly text: string
  readonly keys: NoteKeys
}

/** What Forge wrote and Obsidian has not indexed yet, whichever vault object wrote it. Deleted files fall out by themselves. */
const written = new WeakMap<TFile, Written>()
/** Looks at the disk that go on: an index event came that may be of an older text. */
const looks = new WeakMap<TFile, Promise<void>>()

/** Keeps what was just written until the metadata cache knows it too. */
export function rememberWrite(file: TFile, text: string): void {
  written.set(file, { text, keys: keysOf(text) })
}

/** The keys that this window wrote last, null where the metadata cache is at least as new. */
export async function keysAsWritten(file: TFile): Promise<NoteKeys | null> {
  await looks.get(file)
  return written.get(file)?.keys ?? null
}

/** Forgets a write once Obsidian has indexed it, or something that somebody wrote after it. */
export function followIndexing(plugin: Plugin): void {
  const { app } = plugin
  plugin.registerEvent(
    app.metadataCache.on('changed', (file, data) => {
      const mine = written.get(file)
      if (mine?.text === data) written.delete(file)
      else if (mine !== undefined) looks.set(file, forgetUnlessStill(app, file, mine))
    }),
  )
}

export function keysOf(text: string): NoteKeys {
  const keys = readKeys(text)
  return keys.ok ? { keys: keys.value, broken: null } : { keys: {}, broken: keys.error }
}

/** An event with another text is an older one as long as the note still reads as it was written. */
async function forgetUnlessStill(app: App, file: TFile, mine: Written): Promise<void> {
  const now = await app.vault.read(file).catch(() => null)
  if (now !== mine.text && written.get(file) === mine) written.delete(file)
}
