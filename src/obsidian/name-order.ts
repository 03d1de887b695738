const COLLATOR = new Intl.Collator('en', { numeric: true })

/** Sorts names as people count: 2 before 10. */
export function byName(a: string, b: string): number {
  return COLLATOR.compare(a, b)
}
