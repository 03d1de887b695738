import type { Nodes, Root } from 'mdast'
import { COMMENT_MARK, withoutComments } from './comments.ts'
import { closesFence } from './fence.ts'
import { bodyStart } from './frontmatter-block.ts'
import { parseMarkdown, spanOf } from './markdown.ts'
import { QUESTION_MARK, type Outline, type OutlineHeading } from './outline-record.ts'
import { quickOutline } from './quick-outline.ts'

/** The outline of a note's body. Add `offset` to get the offsets of the note. */
export function outlineOf(text: string): Outline & { readonly offset: number } {
  const offset = bodyStart(text)
  return { ...bodyOutline(text.slice(offset)), offset }
}

/** The outline of Markdown without frontmatter. What stands in a comment of Obsidian is no part of it. */
export function bodyOutline(body: string): Outline {
  const { text, isOpen } = withoutComments(body)
  const outline = quickOutline(text) ?? slowOutline(text)
  return isOpen ? { ...outline, openEnd: COMMENT_MARK } : outline
}

/** The outline as the Markdown parser sees it. The quick one gives the same or nothing. */
export function slowOutline(body: string): Outline {
  const tree = parseMarkdown(body)
  return {
    headings: headingsOf(tree, body),
    quotes: tree.children.filter((node) => node.type === 'blockquote').map(spanOf),
    items: itemsOf(tree).filter((start) => isAsking(body.slice(start, lineEnd(body, start)))),
    openEnd: openEndOf(tree, body),
  }
}

function headingsOf(tree: Root, body: string): readonly OutlineHeading[] {
  return tree.children.flatMap((node) => {
    if (node.type !== 'heading') return []
    const first = node.children[0]
    const last = node.children[node.children.length - 1]
    const source = first && last ? body.slice(spanOf(first).start, spanOf(last).end) : ''
    return [{ source, depth: node.depth, start: spanOf(node).start, end: lineEnd(body, spanOf(node).end) }]
  })
}

function isAsking(line: string): boolean {
  return /^[-*+]/.test(line) && QUESTION_MARK.test(line)
}

function lineEnd(body: string, offset: number): number {
  const rest = /[\r\n]/.exec(body.slice(offset))
  return rest ? offset + rest.index : body.length
}

function itemsOf(node: Nodes): readonly number[] {
  if (node.type === 'listItem') return [spanOf(node).start, ...node.children.flatMap(itemsOf)]
  return node.type === 'root' || node.type === 'list' ? node.children.flatMap(itemsOf) : []
}

function openEndOf(tree: Root, body: string): string | null {
  const last = tree.children[tree.children.length - 1]
  if (last === undefined) return null
  const { start, end } = spanOf(last)
  const source = body.slice(start, end)
  if (last.type === 'code') return openFence(source)
  return last.type === 'html' && source.trimStart().startsWith('<!--') && !source.includes('-->') ? '-->' : null
}

function openFence(source: string): string | null {
  const fence = /^(`{3,}|~{3,})/.exec(source)?.[1]
  if (fence === undefined) return null
  const lines = source.split(/\r\n|\r|\n/)
  return lines.length > 1 && closesFence(lines[lines.length - 1] ?? '', fence) ? null : fence
}
