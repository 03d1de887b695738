import { dropPrefix, linesOf, prefixLines } from './lines.ts'
import { bodyOutline } from './outline.ts'

/**
 * `> [!kind] title` and the body, each line prefixed; fold `-` starts folded, `+` open. `title` and `body` are Markdown that the
 * producer answers for; the title is one line. No trailing line break.
 */
export function callout(kind: string, title: string, body: string, fold: '-' | '+' | '' = ''): string {
  const head = `> [!${kind}]${fold} ${title.replace(/[\r\n]+/g, ' ')}`.trimEnd()
  return body === '' ? head : `${head}\n${prefixLines(body, '> ', '>')}`
}

/** The inner Markdown of the first callout in `markdown` whose title is `title`; null where there is none. */
export function calloutBody(markdown: string, title: string): string | null {
  for (const { start, end } of bodyOutline(markdown).quotes) {
    const source = markdown.slice(start, end)
    const head = linesOf(source)[0]
    if (head && titleOf(head.text) === title.trimEnd()) return dropPrefix(source.slice(head.next), QUOTE_MARK)
  }
  return null
}

/** Bars as text: `bar(8)` is `████████░░ 8`. Of ten, halves rounded up. */
export function bar(value: number): string {
  const full = Math.max(0, Math.min(BAR_WIDTH, Math.round(value)))
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${String(value)}`
}

const BAR_WIDTH = 10
const QUOTE_MARK = /^ {0,3}> ?/
const HEAD = /^ {0,3}> ?\[![^\]]+\][+-]?[ \t]*(.*)$/s

function titleOf(line: string): string | null {
  return HEAD.exec(line)?.[1]?.trimEnd() ?? null
}
