import { failed, type Result } from '../basics/result.ts'
import { addCourtEntry, setAwaiting } from '../notes/court-note.ts'
import type { CourtEntry } from '../notes/court-entry.ts'
import { addUsageKeys } from '../notes/head.ts'
import type { Usage } from '../agents/port.ts'
import type { Run } from '../runs/run.ts'
import { badCourt } from './case.ts'

/** Changes the court note; what cannot be read in it is a `bad-note` failure. */
export async function changeNote(run: Run, path: string, change: (text: string) => Result<string, string>): Promise<Result<string>> {
  return run.vault.edit(path, (text) => {
    const changed = change(text)
    return changed.ok ? changed : failed(badCourt(path, changed.error))
  })
}

/** Writes what came into the note, with its price, before anything else happens. */
export async function keep(run: Run, path: string, entry: CourtEntry): Promise<Result<string>> {
  return changeNote(run, path, (text) => addCourtEntry(text, entry))
}

/** The price of a run that was stopped and left no answer. */
export async function keepPrice(run: Run, path: string, usage: Usage): Promise<Result<string>> {
  return changeNote(run, path, (text) => addUsageKeys(text, usage))
}

export async function keepAwaiting(run: Run, path: string, awaiting: readonly string[]): Promise<Result<string>> {
  return changeNote(run, path, (text) => setAwaiting(text, awaiting))
}
