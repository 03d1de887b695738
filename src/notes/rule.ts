export const RULE_STATUSES = ['trial', 'kept'] as const
/** `trial`: added by a retro and not yet proved in use. What a person wrote counts as kept. */
export type RuleStatus = (typeof RULE_STATUSES)[number]

/** `category` of a file that holds rules. */
export const categoryOfRules = 'forge/rules'

/** One lasting pattern, as a rule file holds it. */
export interface Rule {
  readonly name: string
  /** When it applies. */
  readonly context: string
  /** What to do. */
  readonly pattern: string
  /** Names of the notes it was learned from (no folder, no `.md`), or the words a person put there. */
  readonly learnedFrom: readonly string[]
  readonly status: RuleStatus
  /** `YYYY-MM-DD`, null where nobody wrote it down. */
  readonly added: string | null
  /** The rule that this one took the place of. */
  readonly replaces: string | null
  /** The rule that took the place of this one; it no longer counts. */
  readonly replacedBy: string | null
  /** Where another rule holds instead of this one. */
  readonly notWhen: readonly string[]
}
