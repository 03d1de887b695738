import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { latest, readFeature, type Feature } from '../feature/feature.ts'
import { critiqueOf } from '../feature/state.ts'
import { setKeys, type KeyValue } from '../markdown/frontmatter.ts'
import type { NoteHead } from '../notes/head.ts'
import { ACTIVE, ARCHIVE, DECISIONS, fileName } from '../notes/names.ts'
import { setAftermath } from '../notes/court-note.ts'
import { advanceRetro } from '../notes/retro-note.ts'
import type { Run } from '../runs/run.ts'
import { badNote } from './ended.ts'
import { changeRetroNote, readRetro } from './open-note.ts'

const SHORT_SHA = 8

/**
 * Puts the feature's notes into the archive, the retro note last, and tells the decision what came of it. Each move can be
 * repeated: a feature that is half moved is found in both folders. Gives the retro note's new path.
 */
export async function archive(run: Run, retroPath: string): Promise<Result<string>> {
  const feature = await readFeature(run.vault, run.feature)
  if (!feature.ok) return feature
  const told = await tellDecision(run, feature.value, retroPath)
  if (!told.ok) return told
  for (const head of activeNotes(feature.value)) {
    run.progress({ type: 'step', text: `Archiving ${fileName(head.path)}` })
    const moved = await archiveNote(run, head)
    if (!moved.ok) return moved
  }
  return archiveRetro(run, retroPath)
}

/** Fails where a name is taken in the archive by another note, before anything is asked or moved. */
export async function checkArchive(run: Run, feature: Feature): Promise<Result<void>> {
  for (const head of activeNotes(feature)) {
    const free = await twinOf(run, head.path)
    if (!free.ok) return free
  }
  return ok(undefined)
}

function activeNotes(feature: Feature): readonly NoteHead[] {
  return feature.heads.filter((head) => head.stage !== 'retro' && head.path.startsWith(`${ACTIVE}/`))
}

async function archiveNote(run: Run, head: NoteHead): Promise<Result<void>> {
  const twin = await twinOf(run, head.path)
  if (!twin.ok) return twin
  if (twin.value === 'moved') return run.vault.trash(head.path)
  const edited = await run.vault.edit(head.path, (text) =>
    keyed(head.path, text, head.awaiting.length > 0 ? { status: 'ARCHIVED', awaiting: [] } : { status: 'ARCHIVED' }),
  )
  return edited.ok ? run.vault.move(head.path, archived(head.path)) : edited
}

async function archiveRetro(run: Run, path: string): Promise<Result<string>> {
  const there = archived(path)
  const twin = path === there ? ok('free') : await twinOf(run, path)
  if (!twin.ok) return twin
  if (twin.value === 'moved') {
    const trashed = await run.vault.trash(path)
    return trashed.ok ? ok(there) : trashed
  }
  const open = await readRetro(run, path)
  if (!open.ok) return open
  const done = await changeRetroNote(run, path, (text) => advanceRetro(text, { ...open.value.retro, step: 'archived', awaiting: [] }))
  if (!done.ok || path === there) return done.ok ? ok(there) : done
  const moved = await run.vault.move(path, there)
  return moved.ok ? ok(there) : moved
}

/** `moved`: the archive holds this very note, because a move was cut short between its two halves. */
async function twinOf(run: Run, path: string): Promise<Result<'free' | 'moved'>> {
  const there = await run.vault.read(archived(path))
  if (!there.ok) return there
  if (there.value === null) return ok('free')
  const here = await run.vault.read(path)
  if (!here.ok) return here
  return here.value === there.value ? ok('moved') : failed(taken(path))
}

function taken(path: string) {
  const why = 'A note of that name is there already with other text, and Forge overwrites nothing.'
  return failure('note-exists', `${path} cannot go to ${ARCHIVE}.`, why, `Rename or remove one of the two, then run forge retro again.`)
}

/** The decision stays where it is; it gains its outcome, a link, and one section at its end. */
async function tellDecision(run: Run, feature: Feature, retroPath: string): Promise<Result<void>> {
  const court = latest({ heads: feature.heads.filter((head) => head.path.startsWith(`${DECISIONS}/`)) }, 'court')
  if (court === null) return ok(undefined)
  // A retro that was cut short has told it already, from notes that read ARCHIVED by now.
  const told = court.keys['outcome']
  const outcome = typeof told === 'string' && told !== '' ? told : outcomeOf(feature)
  const edited = await run.vault.edit(court.path, (text) => {
    const told = setAftermath(text, { outcome, retro: fileName(retroPath).replace(/\.md$/, '') })
    return told.ok ? told : failed(badNote(court.path, told.error))
  })
  return edited.ok ? ok(undefined) : edited
}

/** `shipped in 1a2b3c4d`, `passed, not landed`, or `dropped`. */
export function outcomeOf(feature: Feature): string {
  const landed = latest(feature, 'implement')?.keys['landed_sha']
  if (typeof landed === 'string' && landed !== '') return `shipped in ${landed.slice(0, SHORT_SHA)}`
  const critique = critiqueOf(feature.heads)
  return critique?.verdict === 'PASS' || critique?.status === 'PASS' ? 'passed, not landed' : 'dropped'
}

function keyed(path: string, text: string, keys: Readonly<Record<string, KeyValue>>): Result<string> {
  const changed = setKeys(text, keys)
  return changed.ok ? changed : failed(badNote(path, changed.error))
}

function archived(path: string): string {
  return `${ARCHIVE}/${fileName(path)}`
}
