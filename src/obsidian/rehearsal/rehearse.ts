import { ConfirmationModal, MarkdownView } from 'obsidian'
import { exitOf, failure, toMessage, type Failure } from '../../basics/failure.ts'
import { failed, ok, type Result } from '../../basics/result.ts'
import { REHEARSED_FEATURE } from '../../commands/about-rehearsal.ts'
import { NEEDS_DESKTOP } from '../actions.ts'
import type { Forge } from '../forge.ts'
import { runKey } from '../live-runs.ts'
import { loadDesktop, type Desktop } from '../load-desktop.ts'
import type { Offer } from '../notices.ts'
import { openNote } from '../open-note.ts'
import { confirmOthers } from './confirm-others.ts'
import { hasRehearsal, othersIn, REHEARSAL_ROOT } from './place.ts'

/** Subject of what is said about rehearsals. */
const ABOUT = 'rehearsal'
const KEY = runKey(REHEARSED_FEATURE, true)

/** Says what a rehearsal does, then plays a whole journey with the scripted agent, outside `forge/`, and opens its first note. */
export async function rehearse(forge: Forge): Promise<void> {
  const desktop = await loadDesktop(forge.app)
  if (desktop === null) return forge.notices.say(ABOUT, NEEDS_DESKTOP)
  if (forge.runs.of(KEY) !== null) return sayThatItGoesOn(forge)
  const choice = await ask(forge)
  if (choice === 'remove') return removeRehearsal(forge)
  if (choice === 'start' && forge.runs.of(KEY) === null) await play(forge, desktop)
}

/** Moves the rehearsal's notes to the trash, as the person has set it up, and removes what this device kept for it. */
export async function removeRehearsal(forge: Forge): Promise<void> {
  if (forge.runs.of(KEY) !== null) return sayThatItGoesOn(forge)
  if (!(await clearFolder(forge))) return
  const desktop = await loadDesktop(forge.app)
  const removed = desktop === null ? ok(undefined) : await desktop.removeRehearsalPlace(forge.app)
  if (!removed.ok) return forge.notices.fail(ABOUT, removed.error)
  forge.runs.putAway(KEY)
  forge.notices.say(ABOUT, 'The rehearsal is removed.')
}

async function play(forge: Forge, desktop: Desktop): Promise<void> {
  if (!(await clearFolder(forge))) return
  await forge.perform('board', null)
  const what = { feature: REHEARSED_FEATURE, errand: 'court', isRehearsal: true } as const
  const played = await forge.runs.start(what, (watcher) => desktop.playRehearsal(forge.app, watcher))
  if (!played.ok) return tellFailure(forge, played.error, null)
  const { note, error } = played.value
  const open = (): void => void openNote(forge, `${REHEARSAL_ROOT}/${note ?? ''}`, 'tab')
  const offer = note === null ? null : { label: 'Open note', act: open }
  if (error === null) {
    // Who has turned to a note meanwhile is not taken away from it.
    if (forge.app.workspace.getActiveViewOfType(MarkdownView) === null) open()
    return forge.notices.call(ABOUT, 'The rehearsal has reached its end. Its first note says what to read.', offer)
  }
  if (exitOf(error.code) === 130) return forge.notices.say(ABOUT, 'The rehearsal was stopped.')
  tellFailure(forge, error, offer)
}

function tellFailure({ runs, notices }: Forge, error: Failure, offer: Offer | null): void {
  runs.failed(KEY, error)
  notices.fail(ABOUT, error, offer)
}

function sayThatItGoesOn(forge: Forge): void {
  forge.notices.say(ABOUT, 'A rehearsal goes on.', { label: 'Stop', act: () => void forge.runs.stop(KEY) })
}

function ask(forge: Forge): Promise<'start' | 'remove' | null> {
  return new Promise((resolve) => {
    let choice: 'start' | 'remove' | null = null
    const modal = new ConfirmationModal(forge.app)
    const isThere = hasRehearsal(forge)
    modal.setTitle('Rehearse')
    for (const text of isThere ? [...WHAT_HAPPENS, WHAT_GOES] : WHAT_HAPPENS) modal.contentEl.createEl('p', { text })
    modal.addButton((button) =>
      button
        .setButtonText('Start')
        .setCta()
        .onClick(() => {
          choice = 'start'
        }),
    )
    if (isThere)
      modal.addButton((button) =>
        button
          .setButtonText('Remove')
          .setDestructive()
          .onClick(() => {
            choice = 'remove'
          }),
      )
    modal.addCancelButton()
    modal.setCloseCallback(() => resolve(choice))
    modal.open()
  })
}

const WHAT_HAPPENS = [
  'Plays one feature’s whole life with a scripted agent: spec, court, plan, build, review, landing, retro.',
  'It takes about a minute, asks no model and costs nothing.',
  `Its notes go into the folder "${REHEARSAL_ROOT}", its small repo into this device’s cache. Your own notes, repos and settings stay as they are.`,
]
const WHAT_GOES = 'The rehearsal that is there is removed first.'

/** False where the folder stays: the person keeps what is theirs in it, or it could not be moved. */
async function clearFolder(forge: Forge): Promise<boolean> {
  const others = othersIn(forge)
  if (others.length > 0 && !(await confirmOthers(forge.app, others))) return false
  const trashed = await trashNotes(forge)
  if (!trashed.ok) forge.notices.fail(ABOUT, trashed.error)
  return trashed.ok
}

async function trashNotes({ app }: Forge): Promise<Result<void>> {
  const folder = app.vault.getFolderByPath(REHEARSAL_ROOT)
  if (folder === null) return ok(undefined)
  try {
    return ok(await app.fileManager.trashFile(folder))
  } catch (thrown) {
    const next = 'Delete that folder by hand, then try again.'
    return failed(failure('file-failed', `The folder "${REHEARSAL_ROOT}" could not be removed.`, toMessage(thrown), next))
  }
}
