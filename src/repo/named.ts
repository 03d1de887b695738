const MAX_NAMED = 5

/** The first few names and how many more there are, for a sentence. */
export function named(names: readonly string[]): string {
  const more = names.length > MAX_NAMED ? ` and ${String(names.length - MAX_NAMED)} more` : ''
  return `${names.slice(0, MAX_NAMED).join(', ')}${more}`
}
