/**
 * Whether a path of the repository (with `/`) falls under a pattern: `*` and `?` within a name, `**` across folders. A pattern without
 * a slash counts at any depth, one with a slash from the top; one that names a folder covers all that is in it.
 */
export function matchesPattern(path: string, pattern: string, caseMatters: boolean): boolean {
  const cleaned = pattern.trim().replace(/^\.\//, '').replace(/\/+$/, '')
  if (cleaned === '') return false
  const anywhere = cleaned.includes('/') ? '' : '(?:.*/)?'
  return new RegExp(`^${anywhere}${source(cleaned.replace(/^\//, ''))}(?:/.*)?$`, caseMatters ? 's' : 'is').test(path)
}

function source(pattern: string): string {
  return pattern.replace(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (part) => WILD.get(part) ?? part.replace(/[.+^${}()|[\]\\/]/g, '\\$&'))
}

const WILD: ReadonlyMap<string, string> = new Map([
  ['**/', '(?:.*/)?'],
  ['**', '.*'],
  ['*', '[^/]*'],
  ['?', '[^/]'],
])
