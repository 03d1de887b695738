import { expect, it } from 'vitest'
import { reportLine } from '../../src/obsidian/report-line.ts'
import { groupFeatures } from '../../src/feature/feature.ts'
import type { StageReport } from '../../src/runs/run.ts'

const [FEATURE = null] = groupFeatures([
  {
    path: 'forge/active/2026-03-05_discount-codes_spec.md',
    keys: { title: 'Discount codes', feature: 'discount-codes', stage: 'spec', status: 'SPEC' },
    broken: null,
  },
  {
    path: 'forge/decisions/2026-03-05_discount-codes_court.md',
    keys: { feature: 'discount-codes', stage: 'court', status: 'DECIDED', verdict: 'GO', score: 7 },
    broken: null,
  },
]).features
const REPORT: StageReport = {
  feature: 'discount-codes',
  stage: 'court',
  state: 'DECIDED',
  verdict: 'GO',
  note: null,
  awaiting: [],
  exit: 0,
  error: null,
  next: 'Run implement.',
}

it.each<[Partial<StageReport>, string]>([
  [{}, 'Discount codes: GO 7.0. Next: Implement.'],
  [{ stage: 'implement', state: 'IMPLEMENTING', next: 'Built. Run critique.' }, 'Discount codes: built. Next: Critique.'],
  [
    { stage: 'implement', awaiting: ['plan'], next: 'Read the plan in forge/active/a_plan.md, tick one box, then run implement.' },
    'Discount codes: the plan waits for you.',
  ],
  [
    { stage: 'critique', state: 'REJECTED', verdict: 'REJECTED', next: 'Run implement: it starts from the findings that stand.' },
    'Discount codes: REJECTED. Choose Implement: it starts from the findings that stand.',
  ],
])('says of %j: %s', (report, line) => {
  expect(reportLine({ ...REPORT, ...report }, FEATURE)).toBe(line)
})

it('goes by the name of a feature without notes', () => {
  expect(reportLine({ ...REPORT, stage: 'implement', next: 'Built.' }, null)).toBe('discount-codes: built.')
})
