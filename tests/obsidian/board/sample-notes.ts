import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ACTIVE, ARCHIVE, DECISIONS, noteName } from '../../../src/notes/names.ts'
import type { NoteStage, Status } from '../../../src/notes/vocabulary.ts'

/** Notes by their path in the vault. */
export type Notes = Readonly<Record<string, string>>

const DAY = '2026-03-05'
const COURT = path.resolve(import.meta.dirname, '../../../docs/notes/2026-03-05_discount-codes_court.md')

/** One note with the keys that the board reads. */
export function sampleNote(
  folder: string,
  feature: string,
  stage: NoteStage,
  status: Status,
  keys: Readonly<Record<string, unknown>> = {},
  body = '',
): Notes {
  const all = { feature, stage, status, date: DAY, repo: 'shop', category: `forge/${stage}`, ...keys }
  const head = Object.entries(all).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
  return { [`${folder}/${noteName(DAY, feature, stage)}`]: `---\n${head.join('')}---\n\n${body}` }
}

export function sampleSpec(feature: string, title: string, folder = ACTIVE): Notes {
  return sampleNote(folder, feature, 'spec', 'SPEC', { title }, '## What\n\nSomething to sell.\n')
}

/** A decision with a sum that can be drawn: the documented one, under another name. */
export function sampleCourt(feature: string, title: string, verdict = 'GO', score = 7): Notes {
  const text = readFileSync(COURT, 'utf8')
    .replaceAll('discount-codes', feature)
    .replaceAll('Discount codes', title)
    .replace(/^verdict: GO$/m, `verdict: ${verdict}`)
    .replace(/^score: 7$/m, `score: ${String(score)}`)
    .replace(/^cost_usd: 0$/m, 'cost_usd: 0.42')
    .replace('  - **Lowest score:** 6\n', '  - **Lowest score:** 2\n')
  return { [`${DECISIONS}/${noteName(DAY, feature, 'court')}`]: text }
}

const PLAN_BOXES =
  '## Your decision\n\n- [ ] Approve this plan ^q-plan-approve\n- [ ] Revise it: say below what to change ^q-plan-revise\n- [ ] Stop ^q-plan-stop\n'

/** A plan that waits, or whose box is ticked. */
export function samplePlan(feature: string, isTicked: boolean): Notes {
  const boxes = isTicked ? PLAN_BOXES.replace('[ ] Approve', '[x] Approve') : PLAN_BOXES
  return {
    ...sampleNote(ACTIVE, feature, 'plan', 'IMPLEMENTING', { version: 1 }, boxes),
    ...sampleNote(ACTIVE, feature, 'implement', 'IMPLEMENTING', {
      step: 'planned',
      court_decision: `[[${DAY}_${feature}_court]]`,
      attempt: 1,
      awaiting: ['plan'],
    }),
  }
}

/** Work that is built. */
export function sampleBuild(feature: string, keys: Readonly<Record<string, unknown>> = {}): Notes {
  const built = {
    step: 'built',
    court_decision: `[[${DAY}_${feature}_court]]`,
    attempt: 1,
    gates: 'passed',
    cost_usd: 0.31,
    tokens_in: 41200,
    tokens_out: 9400,
    duration_s: 340,
  }
  return sampleNote(ACTIVE, feature, 'implement', 'IMPLEMENTING', { ...built, ...keys })
}

const FINDING =
  '## Finding 1 · A total below zero\n\n- [ ] Fix it ^q-finding-1-fix\n- [ ] Accept the risk, for the reason below ^q-finding-1-accept\n- [ ] The finding is wrong, for the reason below ^q-finding-1-wrong\n'

/** A feature in every state, what waits and what is answered, and files that are left out. */
export function sampleNotes(): Notes {
  return {
    ...sampleSpec('paddle-billing', 'Paddle billing'),
    ...sampleCourt('paddle-billing', 'Paddle billing', 'GO', 7.7),
    ...samplePlan('paddle-billing', false),
    ...sampleSpec('gift-cards', 'Gift cards'),
    ...sampleCourt('gift-cards', 'Gift cards'),
    ...samplePlan('gift-cards', true),
    ...sampleSpec('loyalty-points', 'Loyalty points for returning customers'),
    ...sampleSpec('dark-mode', 'Dark mode'),
    ...sampleCourt('dark-mode', 'Dark mode', 'GO', 7),
    ...sampleSpec('rewrite-in-rust', 'Rewrite the till in Rust'),
    ...sampleCourt('rewrite-in-rust', 'Rewrite the till in Rust', 'KILL', 3.1),
    ...sampleSpec('csv-export', 'CSV export of the orders'),
    ...sampleCourt('csv-export', 'CSV export of the orders'),
    ...sampleBuild('csv-export'),
    ...sampleSpec('stock-warnings', 'Stock warnings'),
    ...sampleCourt('stock-warnings', 'Stock warnings'),
    ...sampleBuild('stock-warnings', { attempt: 2 }),
    ...sampleNote(
      ACTIVE,
      'stock-warnings',
      'critique',
      'REJECTED',
      { verdict: 'REJECTED', attempt: 2, awaiting: ['finding-1'], cost_usd: 0.2 },
      FINDING,
    ),
    ...sampleBuild('negative-price', { court_decision: 'HOTFIX', title: 'Implement · Negative price' }),
    ...sampleNote(ACTIVE, 'negative-price', 'critique', 'PASS', { verdict: 'PASS', attempt: 1, cost_usd: 0.11 }),
    ...sampleSpec('discount-codes', 'Discount codes', ARCHIVE),
    ...sampleNote(ARCHIVE, 'discount-codes', 'critique', 'PASS', { verdict: 'PASS', attempt: 1 }),
    ...sampleNote(ARCHIVE, 'discount-codes', 'retro', 'ARCHIVED', { step: 'archived' }),
    'forge/active/2026-03-05_dark-mode_spec (conflict copy).md': '---\nfeature: dark-mode\nstage: spec\n---\n',
    'forge/active/2026-03-05_torn_spec.md': '---\ntitle: [broken\n---\n',
  }
}

/** As many features as `count`, named `feature-0000` and so on, spread over the states of the pipeline. */
export function manyFeatures(count: number): Notes {
  const names = Array.from({ length: count }, (_, at) => `feature-${String(at).padStart(4, '0')}`)
  return Object.fromEntries(names.flatMap((name, at) => Object.entries(oneOfMany(name, at))))
}

function oneOfMany(name: string, at: number): Notes {
  const court = { verdict: 'GO', score: 7.2, cost_usd: 0.4, tokens_in: 40_000, tokens_out: 5_000, duration_s: 90 }
  return {
    ...sampleSpec(name, `Feature number ${String(at)}`),
    ...(at % 4 > 0 && sampleNote(DECISIONS, name, 'court', 'DECIDED', court)),
    ...(at % 4 > 1 && sampleBuild(name)),
    ...(at % 4 > 2 && sampleNote(ACTIVE, name, 'critique', 'PASS', { verdict: 'PASS', attempt: 1 })),
  }
}

export function writeNotes(vault: string, notes: Notes): void {
  for (const [name, text] of Object.entries(notes)) {
    mkdirSync(path.dirname(path.join(vault, name)), { recursive: true })
    writeFileSync(path.join(vault, name), text)
  }
}
