import type { Result } from '../../src/basics/result.ts'
import { critique } from '../../src/critique/run.ts'
import { parseCritique } from '../../src/notes/critique-note.ts'
import type { CritiqueNote, Outcome } from '../../src/notes/critique-record.ts'
import type { StageReport } from '../../src/runs/run.ts'
import { NOTHING, review, said, World, type Script } from './fakes.ts'

export const FIRST = 'forge/active/2026-03-06_billing_critique.md'
export const SECOND = 'forge/active/2026-03-06_billing_critique-2.md'
export const NEW_HEAD = 'c'.repeat(40)

/** Enough of every kind that no second search is asked for. */
export const QUOTA = [
  said({ severity: 'NICE_TO_HAVE', claim: 'Rates are not rounded.' }),
  said({ severity: 'NICE_TO_HAVE', claim: 'Discounts stack without end.' }),
  said({ severity: 'NICE_TO_HAVE', category: 'performance', claim: 'Work is repeated.' }),
  said({ severity: 'NICE_TO_HAVE', category: 'edge_case', claim: 'An empty cart is unclear.' }),
]
export const YES = { confirmed: true, reason: '5 - 20 is -15.' }
export const NO = { confirmed: false, reason: 'It is clamped by the caller.' }

export function world(script: Script): World {
  const made = new World()
  made.script = script
  return made
}

/** One reviewer finds what is given, everybody else nothing; the verifier says one thing to everything. */
export function finds(findings: readonly Record<string, unknown>[], verdict: unknown = YES): Script {
  return ({ kind, focus }) => {
    if (kind === 'check' || kind === 'earlier') return verdict
    return kind === 'review' && focus === 'correctness' ? review(...QUOTA, ...findings) : NOTHING
  }
}

export const go = (made: World, options = {}): Promise<StageReport> => critique(made.run(), { full: false, focus: [], ...options })
export const read = (made: World, path = FIRST): CritiqueNote => value(parseCritique(made.note(path)))
export const outcomeAt = (made: World, path = FIRST): Outcome => {
  const { outcome } = read(made, path)
  if (outcome === null) throw new Error('The critique is not finished.')
  return outcome
}

export function value<T>(result: Result<T, string>): T {
  if (result.ok) return result.value
  throw new Error(result.error)
}
