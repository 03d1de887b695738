import fc from 'fast-check'
import type { KeyValue } from '../../src/markdown/frontmatter.ts'
import { anyString, hostile, lineBreak } from '../markdown/arbitrary.ts'

/** One key as a person or a tool may have written it; `KEY` stands for its name. */
const STYLES = [
  'KEY: plain words',
  'KEY:   spaced   # said why',
  'KEY: "double \\" # no comment"',
  "KEY: 'single '' quoted' # c",
  'KEY: [a, b,  c]   # list',
  'KEY: []',
  'KEY: [a,\n  b,\n  c] # end',
  'KEY:\n- a\n- b',
  'KEY:\n  - a\n  - "b: c" # why b\n  - c',
  'KEY: # those\n  - a\n  # and\n  - b',
  'KEY: |\n  several\n\n  lines # no comment',
  'KEY: >-\n  folded\n  text',
  'KEY: |+\n  kept\n\n',
  'KEY: words that\n  go on',
  'KEY: "words that\n  go on"',
  'KEY:\n  x: 1\n  y: [2]',
  'KEY:',
  'KEY: # nothing yet',
  'KEY: ~',
  'KEY: &anchor value',
  'KEY: !!str 12',
  'KEY: 1.10',
  'KEY: 2026-03-05',
  '"KEY": value',
  "'KEY' : value",
  'KEY: "[[2026-03-05_x_spec|Spec]]"',
  'KEY: true',
  'KEY: http://a.b/c#d',
  'KEY: {a: 1,  b: 2}',
  'KEY:\n  next line value',
  'KEY: "KEY: inside"',
]
const BETWEEN = ['', '# a comment\n', '\n', '# status: OLD\n\n']
const BODIES = ['', '\n', 'text', '\n# Title\n\n---\nstatus: in the body\n---\n\ntext', '---\n', '---\nk0: x\n---\n', '\ufefftext']

export interface Written {
  readonly bom: string
  readonly chunks: readonly { readonly key: string; readonly between: string; readonly source: string }[]
  readonly closing: string
  readonly body: string
  readonly lineBreak: string
}

export const written: fc.Arbitrary<Written> = fc.record({
  bom: fc.constantFrom('', '\ufeff'),
  chunks: fc
    .array(fc.record({ style: fc.constantFrom(...STYLES), between: fc.constantFrom(...BETWEEN) }), { maxLength: 6 })
    .map((list) =>
      list.map(({ style, between }, at) => ({ key: `k${String(at)}`, between, source: style.replaceAll('KEY', `k${String(at)}`) })),
    ),
  closing: fc.constantFrom('---\n', '---  \n', '---'),
  body: fc.constantFrom(...BODIES),
  lineBreak: lineBreak(),
})

export const value: fc.Arbitrary<KeyValue> = fc.oneof(
  anyString(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
  fc.boolean(),
  fc.constant(null),
  fc.array(hostile(), { maxLength: 3 }),
  fc.constantFrom('PASS', 'a: b', '[[x]]', '12', 'null', '2026-03-05', '#x', 'a #b', '- a', 'yes'),
)

export function noteOf(note: Written): string {
  const block = note.chunks.map((chunk) => `${chunk.between}${chunk.source}\n`).join('')
  const closing = note.body === '' ? note.closing : note.closing.trimEnd() + '\n'
  return note.bom + `---\n${block}${closing}${note.body}`.replace(/\n/g, note.lineBreak)
}
