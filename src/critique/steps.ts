import type { CritiqueNote } from '../notes/critique-record.ts'
import type { Pass, Review } from '../notes/finding.ts'
import { assess, failingClaims, type Doubt, type Failing, type Material } from './judge.ts'
import { shortfalls } from './quota.ts'

/** One question to one agent that the note has no answer to yet. */
export type Step =
  | { readonly kind: 'review'; readonly seat: string; readonly pass: 'review' }
  | {
      readonly kind: 'repair'
      readonly seat: string
      readonly pass: 'review repair' | 'search repair'
      readonly failing: readonly Failing[]
    }
  | { readonly kind: 'search'; readonly seat: string; readonly pass: 'search'; readonly missing: readonly string[] }
  | { readonly kind: 'check'; readonly doubt: Doubt }

/** What is to be asked now, all of it at once; empty where every answer is there. A pure function of the note, so a killed run goes on where it was. */
export function nextSteps(note: CritiqueNote, material: Material): readonly Step[] {
  const phases = [missingReviews, reviewRepairs, search, searchRepairs, missingChecks]
  for (const phase of phases) {
    const steps = phase(note, material)
    if (steps.length > 0) return steps
  }
  return []
}

function missingReviews(note: CritiqueNote): readonly Step[] {
  return note.reviewers.filter((seat) => find(note, seat, 'review') === null).map((seat) => ({ kind: 'review', seat, pass: 'review' }))
}

function reviewRepairs(note: CritiqueNote, material: Material): readonly Step[] {
  return repairs(note, material, 'review', 'review repair')
}

function searchRepairs(note: CritiqueNote, material: Material): readonly Step[] {
  return repairs(note, material, 'search', 'search repair')
}

function repairs(note: CritiqueNote, material: Material, of: Pass, pass: 'review repair' | 'search repair'): readonly Step[] {
  return note.reviews.flatMap((review): readonly Step[] => {
    const failing = review.pass === of && find(note, review.seat, pass) === null ? failingClaims(review, material) : []
    return failing.length === 0 ? [] : [{ kind: 'repair', seat: review.seat, pass, failing }]
  })
}

/** One reviewer looks once more for all that is missing: the one whose focus is the nearest to it. */
function search(note: CritiqueNote, material: Material): readonly Step[] {
  if (note.reviews.some((review) => review.pass === 'search')) return []
  const missing = shortfalls(assess(note.reviews, material).found)
  const wanted = [...missing.map((shortfall) => shortfall.focus), 'correctness']
  const seat =
    wanted.map((focus) => note.reviewers.find((name) => name.endsWith(`:${focus}`))).find((name) => name !== undefined) ?? note.reviewers[0]
  return missing.length === 0 || seat === undefined
    ? []
    : [{ kind: 'search', seat, pass: 'search', missing: missing.map((one) => one.text) }]
}

function missingChecks(note: CritiqueNote, material: Material): readonly Step[] {
  const doubts = assess(note.reviews, material).doubts
  const open = doubts.filter((doubt) => !note.checks.some((check) => check.fingerprint === doubt.claim.fingerprint))
  return open.map((doubt) => ({ kind: 'check', doubt }))
}

function find(note: CritiqueNote, seat: string, pass: Pass): Review | null {
  return note.reviews.find((review) => review.seat === seat && review.pass === pass) ?? null
}
