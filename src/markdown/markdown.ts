import type { Nodes, Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item'
import { gfmTable } from 'micromark-extension-gfm-table'
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item'
import { bodyStart } from './frontmatter-block.ts'

const EXTENSIONS = {
  extensions: [gfmTable(), gfmTaskListItem()],
  mdastExtensions: [gfmTableFromMarkdown(), gfmTaskListItemFromMarkdown()],
}

/** Markdown as a tree, with tables and tasks. Offsets are those of `markdown`. */
export function parseMarkdown(markdown: string): Root {
  // The parser swallows a leading byte order mark, which would shift every offset by one.
  return fromMarkdown(markdown.startsWith('\ufeff') ? `\u200b${markdown.slice(1)}` : markdown, EXTENSIONS)
}

/** The body of a note as a tree; add `offset` to the tree's offsets to get those of the note. */
export function parseBody(text: string): { readonly tree: Root; readonly offset: number } {
  const offset = bodyStart(text)
  return { tree: parseMarkdown(text.slice(offset)), offset }
}

/** Where a parsed node starts and ends. */
export function spanOf(node: Nodes): { readonly start: number; readonly end: number } {
  const start = node.position?.start.offset
  const end = node.position?.end.offset
  if (start === undefined || end === undefined) throw new Error(`A parsed ${node.type} has no position`)
  return { start, end }
}
