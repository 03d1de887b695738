import type { CourtEntry, Heard } from './court-entry.ts'
import type { Ruling } from './ruling.ts'
import type { Verdict } from './vocabulary.ts'

/** The person's last word on a verdict. */
export interface Override {
  readonly verdict: Verdict
  readonly reason: string
}

/** What a retro adds to a decision. */
export interface Aftermath {
  /** `shipped in 1a2b3c4d`, `passed, not landed`, or `dropped`. */
  readonly outcome: string
  /** File name of the retro note. */
  readonly retro: string
}

/** A court note: what was asked of whom, what came, and the ruling. Links are file names without `.md`. */
export interface Court {
  readonly feature: string
  /** The feature's title, as the spec has it. */
  readonly title: string
  readonly date: string
  readonly repo: string
  /** File name of the spec. */
  readonly spec: string
  readonly specHash: string
  /** Its body as the court judged it; null where the note does not keep it. */
  readonly specText: string | null
  /** The commit that the jurors read. */
  readonly baseSha: string
  readonly seats: readonly string[]
  /** What the idea is and why, in the spec's words, one line. */
  readonly context: string
  readonly awaiting: readonly string[]
  readonly supersedes: string | null
  readonly supersededBy: string | null
  readonly entries: readonly CourtEntry[]
  /** null while the court sits. */
  readonly ruling: Ruling | null
  readonly override: Override | null
  /** null until the feature is archived. */
  readonly aftermath: Aftermath | null
}

/** The opinions that count: the newest of each seat that sits, on the spec as it was last put to the court, in the order of the seats. */
export function heardOpinions(court: Court): readonly Heard[] {
  return court.seats.flatMap((seat) => {
    const heard = court.entries.filter(
      (entry): entry is Heard => entry.kind === 'opinion' && entry.seat === seat && entry.spec === court.specHash,
    )
    return heard.slice(-1)
  })
}
