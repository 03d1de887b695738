import type { Entry } from './implement-entries.ts'
import type { NoteUsage } from './head.ts'
import type { GateResult } from './vocabulary.ts'

export const IMPLEMENT_STEPS = ['planning', 'planned', 'approved', 'building', 'verifying', 'built', 'stopped'] as const
export type ImplementStep = (typeof IMPLEMENT_STEPS)[number]

/** A finding of a critique that an attempt starts from. */
export interface FindingToFix {
  readonly file: string
  readonly line: number
  readonly claim: string
  readonly consequence: string
  readonly fix: string
}

export interface Attempt {
  readonly n: number
  readonly date: string
  /** The commit it starts from. */
  readonly from: string
  readonly findings: readonly FindingToFix[]
  readonly entries: readonly Entry[]
}

/** The one note of a feature's implementation, every attempt in it. Shas and hashes are full; null is "not yet". */
export interface ImplementNote {
  readonly feature: string
  readonly title: string
  readonly date: string
  readonly repo: string
  readonly awaiting: readonly string[]
  readonly step: ImplementStep
  /** A link to the court note, or `HOTFIX`. */
  readonly courtDecision: string | null
  readonly hotfixReason: string | null
  /** Prose hash of the spec that this work is held to. */
  readonly specHash: string | null
  /** The spec as it read under that hash, for showing what changed. */
  readonly spec: string | null
  readonly plan: string | null
  /** Prose hash of the plan as it was approved; null while it is not. */
  readonly planHash: string | null
  /** Prose hash of the newest plan that Forge made, recorded before the note of that plan is; null where there is none. */
  readonly planWritten: string | null
  readonly branch: string
  readonly baseBranch: string | null
  readonly baseSha: string | null
  readonly headSha: string | null
  readonly attempt: number
  readonly gates: GateResult | null
  readonly device: string
  readonly usage: NoteUsage
  readonly attempts: readonly Attempt[]
}
