import fc from 'fast-check'
import { expect, test } from 'vitest'
import { callout, calloutBody } from '../../src/markdown/callouts.ts'
import { card, choice, code, flag, num, optionalNum, optionalText, record, records, text, texts } from '../../src/markdown/cards.ts'
import { parseMarkdown } from '../../src/markdown/markdown.ts'
import { anyString } from './arbitrary.ts'

interface Inner {
  readonly file: string
  readonly quote: string
  readonly notes: readonly string[]
}
interface Outer {
  readonly claim: string
  readonly line: number
  readonly score: number | null
  readonly fix: string | null
  readonly isNew: boolean
  readonly level: 'MUST_FIX' | 'low'
  readonly tags: readonly string[]
  readonly output: string
  readonly inner: Inner
  readonly list: readonly Inner[]
}

const INNER = card<Inner>({ file: text('File'), quote: code('Quote'), notes: texts('Notes') })
const OUTER = card<Outer>({
  claim: text('Claim'),
  line: num('Line'),
  score: optionalNum('Score'),
  fix: optionalText('Fix'),
  isNew: flag('New'),
  level: choice('Level', ['MUST_FIX', 'low']),
  tags: texts('Tags'),
  output: code('Output'),
  inner: record('Inner', INNER),
  list: records('List', INNER),
})

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const inner: fc.Arbitrary<Inner> = fc.record({ file: anyString(), quote: anyString(), notes: fc.array(anyString(), { maxLength: 3 }) })
const outer: fc.Arbitrary<Outer> = fc.record({
  claim: anyString(),
  line: fc.integer(),
  score: fc.option(finite),
  fix: fc.option(anyString()),
  isNew: fc.boolean(),
  level: fc.constantFrom('MUST_FIX', 'low'),
  tags: fc.array(anyString(), { maxLength: 3 }),
  output: anyString(),
  inner,
  list: fc.array(inner, { maxLength: 3 }),
})

const SAMPLE: Outer = {
  claim: 'It leaks, see src/a_b.ts:10',
  line: 10,
  score: null,
  fix: null,
  isNew: true,
  level: 'MUST_FIX',
  tags: ['a', '- b'],
  output: 'x\n\n  y',
  inner: { file: 'a.ts', quote: '```', notes: [] },
  list: [{ file: 'b.ts', quote: 'q', notes: ['n'] }],
}

test('a card is a list that people read', () => {
  expect(OUTER.render(SAMPLE)).toBe(`- **Claim:** It leaks, see src/a_b.ts:10
- **Line:** 10
- **Score:** –
- **New:** yes
- **Level:** MUST_FIX
- **Tags:**
  - a
  - \\- b
- **Output:**
  \`\`\`
  x

    y
  \`\`\`
- **Inner:**
  - **File:** a.ts
  - **Quote:**
    \`\`\`\`
    \`\`\`
    \`\`\`\`
  - **Notes:** none
- **List:**
  - **1**
    - **File:** b.ts
    - **Quote:**
      \`\`\`
      q
      \`\`\`
    - **Notes:**
      - n`)
})

test('parse gives what render was given', () => {
  fc.assert(
    fc.property(outer, (value) => {
      expect(OUTER.parse(OUTER.render(value))).toEqual({ ok: true, value })
    }),
    { numRuns: 600 },
  )
})

test('parse gives it from inside a callout, after prose, and from a file that was turned to CRLF', () => {
  fc.assert(
    fc.property(outer, (value) => {
      const note = `Some prose.\n\n- [ ] a box ^q-plan-approve\n\n${OUTER.render(value)}\n\nmore prose`
      expect(OUTER.parse(note)).toEqual({ ok: true, value })
      expect(OUTER.parse(calloutBody(callout('info', 'T', OUTER.render(value)), 'T') ?? '')).toEqual({ ok: true, value })
    }),
    { numRuns: 200 },
  )
  expect(OUTER.parse(OUTER.render(SAMPLE).replace(/\n/g, '\r\n'))).toEqual({ ok: true, value: SAMPLE })
})

test('parse tolerates what editors do: other marks, tabs, trailing space, lost trailing space', () => {
  const rendered = OUTER.render({ ...SAMPLE, output: 'x', inner: { file: '', quote: 'q', notes: [''] } })
  const value = { ...SAMPLE, output: 'x', inner: { file: '', quote: 'q', notes: [''] } }
  expect(OUTER.parse(rendered.replace(/[ \t]+$/gm, ''))).toEqual({ ok: true, value })
  expect(
    OUTER.parse(
      rendered
        .replace(/$/gm, '  ')
        .replace(/``` {2}/g, '```')
        .replace(/(x|q) {2}$/gm, '$1'),
    ),
  ).toEqual({ ok: true, value })
  expect(OUTER.parse(rendered.replace(/^(?: {2})+/gm, (space) => '\t'.repeat(space.length / 2)))).toEqual({ ok: true, value })
  expect(OUTER.parse(rendered.replace(/^( *)- /gm, '$1* '))).toEqual({ ok: true, value })
})

test('a card is one list, whatever it holds', () => {
  fc.assert(
    fc.property(outer, (value) => {
      expect(parseMarkdown(OUTER.render(value)).children.map((node) => node.type)).toEqual(['list'])
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['a missing field', (rendered: string) => rendered.replace(/- \*\*Line.*\n/, ''), 'Line'],
  ['a number that is none', (rendered: string) => rendered.replace('**Line:** 10', '**Line:** ten'), 'Line'],
  ['a number that is empty', (rendered: string) => rendered.replace('**Line:** 10', '**Line:**'), 'Line'],
  ['an unknown word', (rendered: string) => rendered.replace('MUST_FIX', 'SHOULD_FIX'), 'MUST_FIX, low'],
  ['neither yes nor no', (rendered: string) => rendered.replace('yes', 'maybe'), 'New'],
  ['a fence that is gone', (rendered: string) => rendered.replace(/ {2}```\n {2}x/, '  x'), 'Output'],
  ['a fault inside', (rendered: string) => rendered.replace('    - **File:** b.ts\n', ''), 'List: 1: File'],
])('parse names %s', (_what, broken, named) => {
  const read = OUTER.parse(broken(OUTER.render(SAMPLE)))
  expect(read.ok ? '' : read.error).toContain(named)
})

test('the first of two labels counts, and labels inside quotes do not', () => {
  const simple = card<{ readonly a: string }>({ a: text('A') })
  expect(simple.parse('- **A:** one\n- **A:** two')).toEqual({ ok: true, value: { a: 'one' } })
  expect(simple.parse('```\n- **A:** one\n```\n- **A:** two')).toEqual({ ok: true, value: { a: 'two' } })
})
