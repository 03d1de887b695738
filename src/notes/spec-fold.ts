import { callout, calloutBody } from '../markdown/callouts.ts'
import { fenced, unfence } from '../markdown/neutral.ts'

/** A spec's text as it read under a hash, in a folded callout: what a verdict or a piece of work is held to. */
export function specFold(hash: string, spec: string): string {
  return callout('abstract', specTitle(hash), fenced(spec, 'markdown').replace(/\n+$/, ''), '-')
}

/** The spec that a note keeps under a hash, or null. Only the callout's own lines are parsed: the note may be long, and is read before every step. */
export function specAt(text: string, hash: string): string | null {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => line.startsWith('> [!abstract]') && line.trimEnd().endsWith(` ${specTitle(hash)}`))
  if (start < 0) return null
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('>'))
  const body = calloutBody(lines.slice(start, end < 0 ? lines.length : end).join('\n'), specTitle(hash))
  return body === null ? null : unfence(body)
}

function specTitle(hash: string): string {
  return `Spec ${hash.slice(0, 12)}`
}
