import type { CritiqueNote, Outcome } from '../../src/notes/critique-record.ts'
import type { AnsweredFinding, Claim } from '../../src/notes/finding.ts'

/** Small records that tests change where they need to. */
export const claim: Claim = {
  severity: 'MUST_FIX',
  category: 'risk',
  file: 'src/discount.mjs',
  line: 14,
  quote: 'return sum - discount.amount',
  claim: 'A fixed amount that exceeds the sum gives a negative price.',
  consequence: 'The shop pays the customer.',
  fix: 'Clamp the price at zero.',
  rule: null,
}

export const finding: AnsweredFinding = {
  ...claim,
  number: 1,
  fingerprint: 'f1',
  seats: ['claude:correctness'],
  since: 1,
  reason: '5 - 20 is -15.',
  answer: null,
  personSays: '',
  unclear: false,
}

export const outcome: Outcome = {
  findings: [finding],
  niceToHave: [],
  notConfirmed: [],
  unproved: [],
  remembered: [],
  resolved: [],
  searched: [],
}

export const note: CritiqueNote = {
  feature: 'billing',
  title: 'Discount codes',
  date: '2026-03-05',
  repo: 'shop',
  implementsNote: '2026-03-05_billing_implement',
  baseSha: 'a'.repeat(40),
  headSha: 'b'.repeat(40),
  attempt: 1,
  reviewers: ['claude:correctness', 'codex:security'],
  history: [],
  reviews: [],
  checks: [],
  remarks: [],
  outcome,
}
