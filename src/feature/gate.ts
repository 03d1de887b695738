import type { NoteHead } from '../notes/head.ts'
import { VERDICTS, type Verdict } from '../notes/vocabulary.ts'

/** A court's verdict as it counts: the person's override before the tally. null where there is none. */
export function effectiveVerdict(court: NoteHead): Verdict | null {
  return asVerdict(court.keys['override']) ?? asVerdict(court.verdict)
}

function asVerdict(value: unknown): Verdict | null {
  const upper = typeof value === 'string' ? value.toUpperCase() : ''
  return VERDICTS.find((verdict) => verdict === upper) ?? null
}
