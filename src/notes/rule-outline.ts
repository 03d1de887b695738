import type { Heading as HeadingNode, RootContent } from 'mdast'
import { parseBody, spanOf } from '../markdown/markdown.ts'
import { plain } from '../markdown/neutral.ts'

/** A top-level heading of a rule file; offsets are of the whole text. */
export interface Heading {
  readonly depth: number
  /** Its words, without escapes. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A top-level block that is no heading. Offsets of nodes below it need the outline's `offset` added. */
export interface Block {
  readonly node: RootContent
  readonly start: number
  readonly end: number
}

/** The top-level structure of a rule file. Headings inside fences, lists and callouts are none. */
export interface Outline {
  readonly headings: readonly Heading[]
  readonly blocks: readonly Block[]
  readonly offset: number
}

export function fileOutline(text: string): Outline {
  const { tree, offset } = parseBody(text)
  const headings: Heading[] = []
  const blocks: Block[] = []
  for (const node of tree.children) {
    const span = spanOf(node)
    const [start, end] = [offset + span.start, offset + span.end]
    if (node.type === 'heading') headings.push({ depth: node.depth, text: headingText(text, node, offset), start, end })
    else blocks.push({ node, start, end })
  }
  return { headings, blocks, offset }
}

/** The blocks between a heading and the next one; null: those above the first heading. */
export function ownBlocks(outline: Outline, heading: Heading | null): readonly Block[] {
  const from = heading?.end ?? -1
  const next = outline.headings.find((other) => other.start > from)
  return outline.blocks.filter((block) => block.start >= from && (!next || block.start < next.start))
}

function headingText(text: string, node: HeadingNode, offset: number): string {
  const [first, last] = [node.children[0], node.children.at(-1)]
  return first && last ? plain(text.slice(offset + spanOf(first).start, offset + spanOf(last).end)) : ''
}
