import { HEAD_SHA } from './fakes.ts'

function note(stage: string, status: string, more: readonly string[] = [], body = ''): string {
  return [
    '---',
    `title: ${stage} of billing`,
    'feature: billing',
    `stage: ${stage}`,
    `status: ${status}`,
    'date: 2026-03-05',
    'repo: shop',
    ...more,
    '---',
    '',
    `# My ${stage}`,
    body,
    '',
  ].join('\n')
}

export const SPEC = 'forge/active/2026-03-05_billing_spec.md'
export const PLAN = 'forge/active/2026-03-05_billing_plan.md'
export const IMPLEMENT = 'forge/active/2026-03-05_billing_implement.md'
export const CRITIQUE_1 = 'forge/active/2026-03-05_billing_critique.md'
export const CRITIQUE_2 = 'forge/active/2026-03-06_billing_critique-2.md'
export const COURT = 'forge/decisions/2026-03-05_billing_court.md'
export const RETRO = 'forge/active/2026-03-07_billing_retro.md'
export const RULES = 'forge/core-rules/workflow.md'

/** A feature that passed its second critique, and a few notes that are none of its. */
export function passedFeature(
  implementKeys: readonly string[] = ['court_decision: "[[2026-03-05_billing_court]]"'],
): Record<string, string> {
  return {
    [SPEC]: note('spec', 'SPEC', [], 'Charge the customer.'),
    [PLAN]: note('plan', 'IMPLEMENTING', ['version: 1']),
    [IMPLEMENT]: note('implement', 'IMPLEMENTING', [`head_sha: ${HEAD_SHA}`, 'attempt: 2', ...implementKeys]),
    [CRITIQUE_1]: note('critique', 'REJECTED', ['attempt: 1', 'verdict: REJECTED'], 'A price below zero.'),
    [CRITIQUE_2]: note('critique', 'PASS', ['attempt: 2', 'verdict: PASS']),
    [COURT]: note('court', 'DECIDED', ['verdict: GO']),
    'forge/active/2026-03-05_other_spec.md': note('spec', 'SPEC').replace('feature: billing', 'feature: other'),
    'forge/active/shopping list.md': 'Milk.\n',
    'forge/active/2026-03-05_billing_spec (conflicted copy).md': note('spec', 'SPEC'),
  }
}

export const POLICY_NOTE = { 'forge/core-rules/policy.md': '---\ncategory: forge/policy\nquorum: 1\n---\n\n- never touch this\n' }

export const CLAMP = {
  file: 'workflow.md',
  section: 'Money',
  name: 'Clamp prices at zero',
  context: 'A discount is taken off a sum',
  pattern: 'Never return a price below zero.',
}
export const OPPOSED_FILE =
  '---\ntitle: Workflow rules\ncategory: forge/rules\n---\n\n# Workflow rules\n\n## Money\n\n- Always return the raw price of a discount, even below zero\n\n## Other\n\nMy words.\n'
export const OPPOSED = 'Always return the raw price of a discount, even below zero'

export function history(...rules: readonly object[]): object {
  return { rules, what_worked: ['The gate'], what_broke: ['The price'], hotfix_audit: { needed_court: true, reason: 'It touched money' } }
}
