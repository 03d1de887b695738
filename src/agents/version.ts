/** A version with a known fault. */
export interface Fault {
  /** The first version without it. */
  readonly before: string
  /** What goes wrong, in one sentence. */
  readonly consequence: string
}

export function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) < 0
}

/** What is known, or to be feared, of an installed version and what to do about it; null where it is well. */
export function warningOf(
  program: string,
  version: string | null,
  { tried, faults }: { readonly tried: string; readonly faults: readonly Fault[] },
): string | null {
  if (version === null || !isOlder(version, tried)) return null
  const known = faults.filter((fault) => isOlder(version, fault.before)).map((fault) => fault.consequence)
  const feared = `Forge was tried with ${program} ${tried} and newer; ${version} may not know every option that keeps it to its folder.`
  return `${known.length > 0 ? known.join(' ') : feared} Update ${program}.`
}
