import { parseBody, spanOf } from './markdown.ts'

/**
 * What closes a fence or an HTML comment that a note leaves open at its end, so that a section appended after it is not
 * swallowed; null where nothing is open.
 */
export function openBlockEnd(text: string): string | null {
  const { tree, offset } = parseBody(text)
  const last = tree.children[tree.children.length - 1]
  if (last === undefined) return null
  const { start, end } = spanOf(last)
  const source = text.slice(offset + start, offset + end)
  if (last.type === 'code') return openFence(source)
  return last.type === 'html' && source.startsWith('<!--') && !source.includes('-->') ? '-->' : null
}

function openFence(source: string): string | null {
  const fence = /^(`{3,}|~{3,})/.exec(source)?.[1]
  if (fence === undefined) return null
  const lines = source.split(/\r\n|\r|\n/)
  const lastLine = lines.length > 1 ? (lines[lines.length - 1] ?? '').trim() : ''
  const isClosed = lastLine.length >= fence.length && [...lastLine].every((char) => char === fence.charAt(0))
  return isClosed ? null : fence
}
