import fc from 'fast-check'
import type { Nodes } from 'mdast'
import { describe, expect, test } from 'vitest'
import { parseMarkdown } from '../../src/markdown/markdown.ts'
import { fenced, inline, plain, unfence } from '../../src/markdown/neutral.ts'
import { anyString } from './arbitrary.ts'

const RUNS = { numRuns: 1000 }

/** The tree's types; runs of text, code and line breaks count as one text. */
function skeleton(node: Nodes): unknown {
  if (node.type === 'text' || node.type === 'inlineCode' || (node.type === 'html' && node.value === '<br>')) return 'text'
  if (!('children' in node)) return node.type
  const children: readonly Nodes[] = node.children
  const shapes = children.map(skeleton).filter((shape, at, all) => shape !== 'text' || all[at - 1] !== 'text')
  return [node.type, 'checked' in node ? node.checked : null, 'depth' in node ? node.depth : null, ...shapes]
}

const PLACES: Readonly<Record<string, (x: string) => string>> = {
  'a paragraph': (x) => x,
  'the second line of a paragraph': (x) => `before\n${x}\nafter`,
  'a paragraph after another line break': (x) => `before\r${x}`,
  'the middle of a line': (x) => `before ${x} after`,
  'bold label': (x) => `- **Label:** ${x}`,
  'a list item': (x) => `- ${x}\n- next`,
  'a numbered item': (x) => `1. ${x}\n2. next`,
  'a checkbox': (x) => `- [ ] ${x} ^q-plan-approve`,
  'a table cell': (x) => `| a | b |\n| --- | --- |\n| ${x} | c |`,
  'a table head': (x) => `| ${x} | b |\n| --- | --- |\n| a | c |`,
  'a heading': (x) => `## ${x}\n\ntext`,
  'a callout title': (x) => `> [!note] ${x}\n> body`,
  'a quoted line': (x) => `> ${x}\n> next`,
}

describe('inline', () => {
  test('is undone by plain for every string', () => {
    fc.assert(
      fc.property(anyString(), (x) => plain(inline(x)) === x),
      { numRuns: 10_000 },
    )
  })

  test('is one line without control characters', () => {
    fc.assert(
      fc.property(anyString(), (x) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(inline(x)) && inline(x) === inline(x).trim()),
      RUNS,
    )
  })

  for (const [place, put] of Object.entries(PLACES)) {
    test(`can be no structure in ${place}`, () => {
      const expected = JSON.stringify(skeleton(parseMarkdown(put('a'))))
      fc.assert(
        fc.property(anyString(), (x) => {
          fc.pre(x !== '')
          expect(JSON.stringify(skeleton(parseMarkdown(put(inline(x)))))).toBe(expected)
        }),
        RUNS,
      )
    })
  }

  test('shows the text it was given', () => {
    fc.assert(
      fc.property(anyString(), (x) => {
        fc.pre(x !== '')
        expect(printable(shown(parseMarkdown(inline(x))))).toBe(printable(x))
      }),
      RUNS,
    )
  })

  test('two in a row are no structure either', () => {
    fc.assert(
      fc.property(anyString(), anyString(), (x, y) => {
        fc.pre(x + y !== '')
        expect(bare(inline(x) + inline(y))).not.toMatch(OBSIDIAN)
        expect(JSON.stringify(skeleton(parseMarkdown(`- ${inline(x)}${inline(y)}`)))).toBe(JSON.stringify(skeleton(parseMarkdown('- a'))))
      }),
      RUNS,
    )
  })

  test('is no structure of Obsidian or of a plugin', () => {
    fc.assert(
      fc.property(anyString(), (x) => {
        const markdown = inline(x)
        expect(markdown).not.toMatch(/%%|<%|::|\^\[/)
        expect(bare(markdown)).not.toMatch(OBSIDIAN)
        expect(codes(parseMarkdown(markdown)).filter((code) => /^[\s=$]|%%|::|\\|\||<%/.test(code))).toEqual([])
      }),
      RUNS,
    )
  })

  test.each([
    'The court said GO, with 2 of 3 jurors (one objected).',
    'See src/court/run.ts:10 and a_b_c.ts; it\'s "fine" – really!',
    'Call `parse(text)` before `a_b(c[0])`, then wait 1.5 s.',
    'Use https://example.com/a?b=c for 50% of it',
    'C# and F# cost 3 < 4 and 5 > 2, x^2, a = b, R&D, ~5k tokens',
    'C:\\Users\\me',
    '「日本語」 é',
  ])('leaves ordinary prose as it is: %s', (prose) => {
    expect(inline(prose)).toBe(prose)
  })

  test.each([
    ['# a', '\\# a'],
    ['- a', '\\- a'],
    ['1. a', '1\\. a'],
    ['a\nb', 'a<br>b'],
    ['[[a]]', '\\[\\[a\\]\\]'],
    ['a | b', 'a \\| b'],
    ['text ^q-plan-approve', 'text \\^q-plan-approve'],
    ['<div>', '&lt;div>'],
    ['&lt;', '\\&lt;'],
    ['__init__', '\\_\\_init\\_\\_'],
    ['%% x %%', '\\%\\% x \\%\\%'],
    ['`= this.file`', '\\`= this.file\\`'],
    ['open obsidian://x', 'open obsidian\\://x'],
    [' a ', '&#32;a&#32;'],
    ['\ud800', '&#55296;'],
  ])('turns %j into %j', (from, to) => {
    expect(inline(from)).toBe(to)
  })
})

describe('plain', () => {
  test('leaves what a person wrote in Markdown', () => {
    expect(plain('I *mean* it: 5 < 6, &copy; `a\\b` **so**')).toBe('I *mean* it: 5 < 6, &copy; `a\\b` **so**')
    expect(plain('&#99999999; &#9999999;')).toBe('&#99999999; &#9999999;')
  })
})

describe('fenced', () => {
  test('is undone by unfence for every string', () => {
    fc.assert(
      fc.property(anyString(), (x) => unfence(fenced(x)) === x),
      { numRuns: 10_000 },
    )
  })

  test('is one code block whatever it holds', () => {
    fc.assert(
      fc.property(
        anyString(),
        fc.string(),
        (x, info) => JSON.stringify(skeleton(parseMarkdown(fenced(x, info)))) === '["root",null,null,"code"]',
      ),
      RUNS,
    )
  })

  test('has a fence longer than any inside', () => {
    expect(fenced('a\n```\nb\n````', 'ts')).toBe('`````ts\na\n```\nb\n````\n`````')
    expect(fenced('a', '```js\nx')).toBe('```\na\n```')
  })

  test('is read from a file that was turned to CRLF', () => {
    expect(unfence(fenced('a\n\nb', 'ts').replace(/\n/g, '\r\n'))).toBe('a\n\nb')
    expect(unfence('no fence')).toBeNull()
    expect(unfence('```\nopen')).toBeNull()
  })
})

const OBSIDIAN = /%%|\[\[|==|~~|::|<%|(^|\s)\^|(^|[^\w])#|\$|<(?!br>)[A-Za-z/!?%]/

/** Markdown without what is escaped, is code, or is a number reference. */
function bare(markdown: string): string {
  return markdown.replace(/\\[!-/:-@[-`{-~]|`[^`]*`|&#\d+;/g, ';')
}

function codes(node: Nodes): readonly string[] {
  if (node.type === 'inlineCode') return [node.value]
  return 'children' in node ? node.children.flatMap(codes) : []
}

/** What cannot be shown reads as a replacement character. */
function printable(text: string): string {
  return text.replace(/[^\P{C}\n\t\r]|\ufffe|\uffff/gu, '\ufffd')
}

function shown(node: Nodes): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.type === 'inlineCode' ? `\`${node.value}\`` : node.value
  if (node.type === 'html') return '\n'
  return 'children' in node ? node.children.map(shown).join('') : ''
}
