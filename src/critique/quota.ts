import type { Category, Noted } from '../notes/finding.ts'

/** How many candidates of a kind a review has to bring before it may stop looking. It never changes a verdict. */
const QUOTA: readonly { readonly category: Category; readonly least: number; readonly thing: string; readonly focus: string }[] = [
  { category: 'risk', least: 2, thing: 'risks', focus: 'security' },
  { category: 'performance', least: 1, thing: 'performance problem', focus: 'performance' },
  { category: 'edge_case', least: 1, thing: 'edge case', focus: 'correctness' },
]

export interface Shortfall {
  readonly category: Category
  /** The focus that is the nearest to it. */
  readonly focus: string
  /** `2 risks (1 found)`. */
  readonly text: string
}

/** What is still to be searched for, given what was found and proved. */
export function shortfalls(found: readonly Noted[]): readonly Shortfall[] {
  return QUOTA.flatMap(({ category, least, thing, focus }) => {
    const has = found.filter((claim) => claim.category === category).length
    return has >= least ? [] : [{ category, focus, text: `${String(least)} ${thing} (${String(has)} found)` }]
  })
}
