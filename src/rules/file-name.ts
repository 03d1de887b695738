const FALLBACK = 'workflow.md'
const NAME_MAX = 60
/** Names that Windows keeps for devices: a note of that name could not sync there. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

/**
 * The file of core-rules that an agent's answer means: one that is there already (case does not count), else a safe slug. Folders are
 * dropped; what belongs to the policy or says nothing becomes `workflow.md`.
 */
export function ruleFileName(wanted: string, existing: readonly string[]): string {
  const last = wanted.trim().split(/[\\/]/).at(-1) ?? ''
  const known = existing.find((name) => name.toLowerCase() === last.toLowerCase() || name.toLowerCase() === `${last.toLowerCase()}.md`)
  if (known !== undefined) return known
  const slug = slugOf(last.replace(/\.(?:md|markdown)$/i, ''))
  return slug === '' || slug.startsWith('policy') || RESERVED.test(slug) ? FALLBACK : `${slug}.md`
}

/** `react.md` -> `React rules`. */
export function ruleFileTitle(fileName: string): string {
  const words = fileName.replace(/\.md$/, '').replace(/-+/g, ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} rules`
}

function slugOf(name: string): string {
  const ascii = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return ascii
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, NAME_MAX)
    .replace(/^-+|-+$/g, '')
}
