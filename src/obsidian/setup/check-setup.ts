import type { Check } from '../../commands/check.ts'
import { failure, type Failure } from '../../basics/failure.ts'
import { failed, ok, type Result } from '../../basics/result.ts'
import { isSetupNote, renderSetupNote, SETUP_PATH, type SetupReport } from '../../notes/setup-note.ts'
import type { Vault } from '../../vault/vault.ts'
import { NEEDS_DESKTOP } from '../actions.ts'
import { inPluginWords } from '../failure-words.ts'
import type { Forge } from '../forge.ts'
import { loadDesktop } from '../load-desktop.ts'
import { openNote } from '../open-note.ts'

/** Writes a short report of what a run would need and what is missing, and opens it. */
export async function checkSetup(forge: Forge): Promise<void> {
  const desktop = await loadDesktop(forge.app)
  if (desktop === null) return forge.notices.say('setup', NEEDS_DESKTOP)
  forge.notices.say('setup', 'Looking at git, the repo and the agents…')
  const report = reportOf(await desktop.examineHere(forge.app), forge.clock.today())
  const written = await writeReport(forge.vault, report)
  if (!written.ok) return forge.notices.fail('setup', written.error)
  const { length } = report.toDo
  forge.notices.say(
    'setup',
    length === 0 ? 'Everything is ready.' : `${String(length)} thing${length === 1 ? '' : 's'} to do; the note says what.`,
  )
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

/** Takes the place of the last report, and of no other note. */
export async function writeReport(vault: Vault, report: SetupReport): Promise<Result<void>> {
  const text = renderSetupNote(report)
  const there = await vault.read(SETUP_PATH)
  if (!there.ok) return there
  if (there.value === null) return vault.create(SETUP_PATH, text)
  const edited = await vault.edit(SETUP_PATH, (now) => (isSetupNote(now) ? ok(text) : failed(notOurs())))
  return edited.ok ? ok(undefined) : edited
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
