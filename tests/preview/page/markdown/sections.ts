import { parser } from './parser.ts'

/** A top-level block of a note: its source, where it stands (lines, the last included), and its HTML. */
export interface Section {
  readonly text: string
  readonly lineStart: number
  readonly lineEnd: number
  /** Obsidian's class of the element around it: `el-p`, `el-ul`, … */
  readonly kind: string
  readonly html: string
}

/** Cuts a note's text into the blocks that Obsidian draws one by one. `firstLine`: of the text, below the frontmatter. */
export function sectionsOf(text: string, firstLine: number): readonly Section[] {
  const lines = text.split('\n')
  const env = {}
  const tokens = parser.parse(withoutComments(text), env)
  const sections: Section[] = []
  let start = 0
  let depth = 0
  tokens.forEach((token, at) => {
    depth += token.nesting
    if (depth !== 0) return
    const block = tokens.slice(start, at + 1)
    const [from = 0, to = 0] = block[0]?.map ?? []
    const end = trimmedEnd(lines, from, to)
    // A task knows its line within its section, for the section may move.
    for (const item of block) if (item.attrGet('data-line') !== null) item.attrSet('data-line', String((item.map?.[0] ?? from) - from))
    sections.push({
      text: lines.slice(from, end).join('\n'),
      lineStart: firstLine + from,
      lineEnd: firstLine + end - 1,
      kind: `el-${block[0]?.tag === 'code' ? 'pre' : (block[0]?.tag ?? 'div')}`,
      html: parser.renderer.render(block, parser.options, env),
    })
    start = at + 1
  })
  return sections
}

/** A list's lines reach to the next block; the empty ones at its end are not its own. */
function trimmedEnd(lines: readonly string[], from: number, to: number): number {
  let end = to
  while (end > from + 1 && (lines[end - 1] ?? '').trim() === '') end -= 1
  return end
}

/** What stands between `%%` does not show; the lines stay. */
function withoutComments(text: string): string {
  return text.replace(/%%[\s\S]*?%%/g, (comment) => comment.replace(/[^\n]/g, ''))
}
