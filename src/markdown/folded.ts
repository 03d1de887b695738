import { callout } from './callouts.ts'
import { dropPrefix, linesOf } from './lines.ts'
import { parseMarkdown, spanOf } from './markdown.ts'

/** One folded callout per item, so that a long list is as many lines as it has items. */
export function foldedList(kind: string, items: readonly { readonly title: string; readonly body: string }[]): string {
  return items.map((item) => callout(kind, item.title, item.body, '-')).join('\n\n')
}

/** The inner Markdown of every callout of a kind, in order. */
export function calloutBodies(markdown: string, kind: string): readonly string[] {
  const quotes = parseMarkdown(markdown).children.filter((node) => node.type === 'blockquote')
  return quotes.flatMap((quote) => {
    const { start, end } = spanOf(quote)
    const source = markdown.slice(start, end)
    const head = linesOf(source)[0]
    return head && CALLOUT_HEAD.exec(head.text)?.[1] === kind ? [dropPrefix(source.slice(head.next), QUOTE_MARK)] : []
  })
}

const CALLOUT_HEAD = /^ {0,3}> ?\[!([^\]]+)\]/
const QUOTE_MARK = /^ {0,3}> ?/
