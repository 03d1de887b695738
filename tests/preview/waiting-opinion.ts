import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const DOCS = path.resolve(import.meta.dirname, '../../docs/notes')
/** Of the documented notes. */
export const DAY = '2026-03-05'
/** A court that waits for a person. */
const COURT = '---\nfeature: gift-cards\nstage: court\nstatus: SPEC\nawaiting: [opinion]\n---\n'

/** The documented form for a person's opinion, and the court that waits for it; gives back the form's file. */
export function putWaitingOpinion(vault: string): string {
  const active = path.join(vault, 'forge/active')
  const form = path.join(active, `${DAY}_gift-cards_opinion.md`)
  mkdirSync(active, { recursive: true })
  cpSync(path.join(DOCS, path.basename(form)), form)
  writeFileSync(path.join(active, `${DAY}_gift-cards_court.md`), COURT)
  return form
}
