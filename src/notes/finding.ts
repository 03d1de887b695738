/** What reviewers claim about a diff, and what a claim becomes once code has checked it. */

export const SEVERITIES = ['MUST_FIX', 'NICE_TO_HAVE'] as const
export type Severity = (typeof SEVERITIES)[number]

export const CATEGORIES = ['risk', 'performance', 'edge_case', 'rule'] as const
export type Category = (typeof CATEGORIES)[number]

export const LIKELIHOODS = ['low', 'medium', 'high'] as const
export type Likelihood = (typeof LIKELIHOODS)[number]

/** A reviewer's claim as it was answered; nothing in it is checked. */
export interface Claim {
  readonly severity: Severity
  readonly category: Category
  /** Path as the reviewer wrote it; one into the folder that it was lent is relative to that. */
  readonly file: string
  /** Of the new side; 0 where the file is gone. */
  readonly line: number
  /** The text at that line, or the removed line. */
  readonly quote: string
  readonly claim: string
  readonly consequence: string
  readonly fix: string
  /** The rule of the rule book that it breaks, where it names one. */
  readonly rule: string | null
}

/** One way in which this change could fail later. */
export interface Scenario {
  readonly scenario: string
  readonly whatBreaks: string
  readonly likelihood: Likelihood
}

/** Which question to a reviewer an answer belongs to: its review, the repair of what could not be found, and the same for the search that the quota asks for. */
export const PASSES = ['review', 'review repair', 'search', 'search repair'] as const
export type Pass = (typeof PASSES)[number]

/** One paid answer of a reviewer, as it was given. */
export interface Review {
  /** `agent:focus`. */
  readonly seat: string
  readonly pass: Pass
  readonly claims: readonly Claim[]
  readonly preMortem: readonly Scenario[]
  readonly architecture: readonly string[]
}

/** One paid answer of the verifier on one claim. */
export interface Check {
  /** The agent that was asked. */
  readonly by: string
  readonly fingerprint: string
  /** The claim that was put to the verifier, for people who read the note. */
  readonly claim: string
  readonly confirmed: boolean
  readonly reason: string
}

/** A claim whose file, line and quote were found in the diff. `file` and `line` are as found, not as claimed. */
export interface Noted extends Claim {
  readonly fingerprint: string
  /** Who claims it. */
  readonly seats: readonly string[]
}

/** A claim that does not count, and why not. */
export interface SetAside extends Noted {
  readonly why: string
}

/** A confirmed MUST_FIX: it stands until the person accepts or refutes it. */
export interface Finding extends Noted {
  /** From 1; its question is `finding-N`. */
  readonly number: number
  /** The attempt whose critique raised it first. */
  readonly since: number
  /** The verifier's reason for confirming it. */
  readonly reason: string
}

export const FINDING_ANSWERS = ['fix', 'accept', 'wrong'] as const
export type FindingAnswer = (typeof FINDING_ANSWERS)[number]

/** A finding with what the person ticked; `reason` is theirs, '' where they gave none. */
export interface AnsweredFinding extends Finding {
  readonly answer: FindingAnswer | null
  readonly personSays: string
  /** True where boxes are ticked that do not count: two at once, or an overruling without a reason. */
  readonly unclear: boolean
}
