import type { AnsweredFinding, Check, Noted, Review, SetAside } from './finding.ts'
import type { ReviewVerdict } from './vocabulary.ts'

/** A critique of an earlier commit of the same feature, told in one line. */
export interface EarlierCritique {
  readonly attempt: number
  /** PASS, REJECTED, or what its status says where it came to no verdict. */
  readonly verdict: string
  /** Its file name without `.md`. */
  readonly note: string
}

/** What the reviews and checks came to; written once, the person's answers excepted. */
export interface Outcome {
  /** Confirmed MUST_FIX, each one a question. */
  readonly findings: readonly AnsweredFinding[]
  readonly niceToHave: readonly Noted[]
  /** MUST_FIX that the verifier did not confirm; `why` is its reason. */
  readonly notConfirmed: readonly SetAside[]
  /** Claims whose file, line or quote were not found. */
  readonly unproved: readonly SetAside[]
  /** What the person accepted or refuted in an earlier critique; `why` tells. */
  readonly remembered: readonly SetAside[]
  /** MUST_FIX of the critique before that are no longer there. */
  readonly resolved: readonly SetAside[]
  /** What was searched a second time and not found, one line each. */
  readonly searched: readonly string[]
}

export interface CritiqueNote {
  readonly feature: string
  /** What the feature is called, without the words that this kind of note puts before it. */
  readonly title: string
  readonly date: string
  readonly repo: string
  /** File name of the implement note, without `.md`. */
  readonly implementsNote: string
  readonly baseSha: string
  /** The commit under review. */
  readonly headSha: string
  readonly attempt: number
  /** Seats, `agent:focus`, as routed when the critique began. */
  readonly reviewers: readonly string[]
  readonly history: readonly EarlierCritique[]
  readonly reviews: readonly Review[]
  readonly checks: readonly Check[]
  /** What went wrong beside the review, one sentence each: a reviewer that wrote into its room. */
  readonly remarks: readonly string[]
  /** null while it is under way. */
  readonly outcome: Outcome | null
}

/** What the answers make of an outcome; the frontmatter repeats it. */
export interface Standing {
  readonly verdict: ReviewVerdict | null
  readonly mustFix: number
  readonly niceToHave: number
  /** Questions without an answer that counts. */
  readonly awaiting: readonly string[]
  /** Of those, the ones with a tick that does not count. */
  readonly unclear: readonly string[]
}

/** A finding stands unless the person accepted the risk or refuted it, with a reason. An open one means fix. */
export function stands(finding: AnsweredFinding): boolean {
  return finding.unclear || finding.answer === null || finding.answer === 'fix'
}

/** One standing MUST_FIX rejects; nothing else does. */
export function standingOf(outcome: Outcome | null): Standing {
  if (outcome === null) return { verdict: null, mustFix: 0, niceToHave: 0, awaiting: [], unclear: [] }
  const mustFix = outcome.findings.filter(stands).length
  const open = outcome.findings.filter((finding) => finding.unclear || finding.answer === null)
  return {
    verdict: mustFix > 0 ? 'REJECTED' : 'PASS',
    mustFix,
    niceToHave: outcome.niceToHave.length,
    awaiting: open.map(questionOf),
    unclear: open.filter((finding) => finding.unclear).map(questionOf),
  }
}

export function questionOf(finding: { readonly number: number }): string {
  return `finding-${String(finding.number)}`
}
