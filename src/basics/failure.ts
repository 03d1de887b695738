/** Exit codes of the terminal command, as scripts rely on them. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 130

const EXIT_OF = {
  'bad-usage': 2,
  'bad-feature-name': 2,
  'no-such-feature': 2,
  'ambiguous-feature': 2,
  'no-such-question': 2,
  'no-such-run': 2,
  'reason-needed': 2,
  'no-vault': 1,
  'no-repo': 1,
  'no-git': 1,
  'unborn-branch': 1,
  'git-failed': 1,
  'bad-config': 1,
  'bad-policy': 1,
  'bad-note': 1,
  'note-missing': 1,
  'note-changed': 1,
  'note-exists': 1,
  'file-failed': 1,
  'agent-unknown': 1,
  'agent-missing': 1,
  'agent-not-logged-in': 1,
  'agent-unconfined': 1,
  'agent-failed': 1,
  'agent-timed-out': 1,
  'agent-bad-answer': 1,
  breach: 1,
  'not-ready': 1,
  'no-go-verdict': 1,
  'no-pass-verdict': 1,
  'quorum-missed': 1,
  'protected-path': 1,
  'dirty-tree': 1,
  'merge-conflict': 1,
  'agent-may-not-answer': 1,
  'needs-desktop': 1,
  'untrusted-commands': 3,
  'waits-for-person': 3,
  'gates-failed': 4,
  'budget-reached': 5,
  'limit-reached': 5,
  locked: 6,
  cancelled: 130,
} as const satisfies Record<string, ExitCode>

export type FailureCode = keyof typeof EXIT_OF

/** What went wrong, why, and what to do next: each one plain sentence in sentence case. */
export interface Failure {
  readonly code: FailureCode
  readonly what: string
  readonly why: string
  readonly next: string
}

export function failure(code: FailureCode, what: string, why: string, next: string): Failure {
  return { code, what, why, next }
}

export function exitOf(code: FailureCode): ExitCode {
  return EXIT_OF[code]
}

/** The message of anything that was thrown. */
export function toMessage(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
