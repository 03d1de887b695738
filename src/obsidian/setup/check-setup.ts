import type { Check } from '../../commands/check.ts'
import { failure, type Failure } from '../../basics/failure.ts'
import { failed, ok, type Result } from '../../basics/result.ts'
import { isSetupNote, isUntouched, renderSetupNote, SETUP_PATH, type SetupReport } from '../../notes/setup-note.ts'
import type { Vault } from '../../vault/vault.ts'
import { NEEDS_DESKTOP } from '../actions.ts'
import { inPluginWords } from '../failure-words.ts'
import type { Forge } from '../forge.ts'
import { loadDesktop } from '../load-desktop.ts'
import { openNote } from '../open-note.ts'

/** Longer than a look usually takes: what was found stands in its place. */
const LOOKING_MS = 60_000

/** Writes a short report of what a run would need and what is missing, and opens it. */
export async function checkSetup(forge: Forge): Promise<void> {
  const desktop = await loadDesktop(forge.app)
  if (desktop === null) return forge.notices.say('setup', NEEDS_DESKTOP)
  forge.notices.say('setup', 'Looking at git, the repo and the agents…', null, LOOKING_MS)
  const report = reportOf(await desktop.examineHere(forge.app), forge.clock.today())
  const written = await writeReport(forge.vault, report)
  if (!written.ok) return forge.notices.fail('setup', written.error)
  const { length } = report.toDo
  const found = length === 0 ? 'Everything is ready.' : `${String(length)} thing${length === 1 ? '' : 's'} to do; the note says what.`
  forge.notices.say('setup', written.value ? `${found} The report that you had changed is in the trash.` : found)
  await openNote(forge, SETUP_PATH)
}

/** What was looked at, as the note tells it: what is missing, what is advised, and what is well. Pure. */
export function reportOf(checks: readonly Check[], today: string): SetupReport {
  const said = checks.map(({ ok: isWell, what, next }) => ({
    isWell,
    what: inPluginWords(oneLine(what)),
    next: next === null ? null : inPluginWords(oneLine(next)),
  }))
  const withNext = (isWell: boolean) =>
    said.flatMap(({ next, what, ...one }) => (one.isWell === isWell && next !== null ? [{ what, next }] : []))
  return {
    date: today,
    toDo: withNext(false),
    advice: withNext(true),
    found: said.filter((one) => one.isWell && one.next === null).map((one) => one.what),
  }
}

/** What a report needs of the notes. */
type Notes = Pick<Vault, 'read' | 'create' | 'edit' | 'trash'>

/** Takes the place of the last report, which goes to the trash where a person changed it, and of no other note. True: it went there. */
export async function writeReport(notes: Notes, report: SetupReport): Promise<Result<boolean>> {
  const text = renderSetupNote(report)
  const there = await notes.read(SETUP_PATH)
  if (!there.ok) return there
  if (there.value === null) return begin(notes, text, false)
  if (!isSetupNote(there.value)) return failed(notOurs())
  const edited = isUntouched(there.value)
    ? await notes.edit(SETUP_PATH, (now) => (isUntouched(now) ? ok(text) : failed(justChanged())))
    : null
  if (edited !== null) return edited.ok ? ok(false) : edited
  const trashed = await notes.trash(SETUP_PATH)
  return trashed.ok ? begin(notes, text, true) : trashed
}

async function begin(notes: Notes, text: string, trashed: boolean): Promise<Result<boolean>> {
  const created = await notes.create(SETUP_PATH, text)
  return created.ok ? ok(trashed) : created
}

function justChanged(): Failure {
  return failure(
    'note-changed',
    `${SETUP_PATH} was changed just now.`,
    'Forge overwrites nothing that a person wrote.',
    'Check the setup again.',
  )
}

function notOurs(): Failure {
  return failure(
    'note-exists',
    `${SETUP_PATH} is not Forge's report.`,
    'Forge never overwrites a note.',
    'Move or rename that note, then check the setup again.',
  )
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
