import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inline } from '../../src/markdown/neutral.ts'
import {
  appendSection,
  appendToSection,
  findSection,
  insertBefore,
  replaceSummary,
  sectionBody,
  sections,
} from '../../src/markdown/sections.ts'
import { anyString, hostile, lineBreak } from './arbitrary.ts'

const NOTE = '---\ntitle: x\n---\n> [!info] Now\n> **Next:** wait\n\n## One\n\nfirst\n\n### Sub\n\nsub\n\n## Two\n\nsecond\n'

describe('sections', () => {
  test('have exact offsets, ends and depths', () => {
    expect(sections(NOTE).map((section) => [section.heading, section.depth, NOTE.slice(section.start, section.end)])).toEqual([
      ['One', 2, '## One\n\nfirst\n\n### Sub\n\nsub\n\n'],
      ['Sub', 3, '### Sub\n\nsub\n\n'],
      ['Two', 2, '## Two\n\nsecond\n'],
    ])
    expect(sectionBody(NOTE, 'Sub')).toBe('\nsub\n\n')
    expect(sectionBody(NOTE, 'Three')).toBeNull()
  })

  test('are the same with a byte order mark, CRLF, and tabs', () => {
    const text = `\ufeff${NOTE.replace('first', '\tfirst\t\u0000').replace(/\n/g, '\r\n')}`
    expect(sectionBody(text, 'Two')).toBe('\r\nsecond\r\n')
    expect(text.slice(findSection(text, 'Two')?.start).startsWith('## Two')).toBe(true)
    expect(sectionBody('\ufeff# A\nx', 'A')).toBe('x')
    expect(sectionBody('---\na: 1\n---\n\ufeff\n# A\nx', 'A')).toBe('x')
  })

  test.each([
    ['a fence', '```\n## No\n```'],
    ['a longer fence', '````\n```\n## No\n````'],
    ['a callout', '> ## No'],
    ['a list', '- ## No'],
    ['a comment', '<!--\n## No\n-->'],
    ['frontmatter', ''],
    ['indented code', '    ## No'],
    ['a tag', '##No'],
  ])('are not made by a heading in %s', (_what, markdown) => {
    expect(sections(`---\n## No\na: 1\n---\n${markdown}\n`)).toEqual([])
  })

  test('are found by the heading as it reads', () => {
    fc.assert(
      fc.property(anyString(), (heading) => {
        fc.pre(heading !== '')
        expect(sectionBody(`text\n\n### ${inline(heading)}\n\nbody`, heading)).toBe('\nbody')
      }),
      { numRuns: 400 },
    )
  })
})

describe('appendSection', () => {
  test('puts one blank line before', () => {
    expect(appendSection('a\n', '## B\n\nb')).toBe('a\n\n## B\n\nb\n')
    expect(appendSection('a', '## B\n')).toBe('a\n\n## B\n')
    expect(appendSection('a\n\n', '## B')).toBe('a\n\n## B\n\n')
    expect(appendSection('', '## B')).toBe('## B\n')
    expect(appendSection('---\na: 1\n---\n', '## B')).toBe('---\na: 1\n---\n## B\n')
  })

  test('writes in the line breaks of the note', () => {
    expect(appendSection('a\r\nb\r\n', '## B\n\nb')).toBe('a\r\nb\r\n\r\n## B\r\n\r\nb\r\n')
  })

  test.each([
    ['a fence', '```js\nconst a = 1', '```'],
    ['a long tilde fence', '~~~~\nx\n~~~', '~~~~'],
    ['a comment', '<!-- todo', '-->'],
    ['an indented comment', ' <!-- todo', '-->'],
    ['a fence in a list', '- a\n  ```\n  x', null],
  ])('is not swallowed by %s that was left open', (_what, open, closing) => {
    const text = appendSection(`text\n\n${open}\n`, '## New\n\nbody')
    expect(text.startsWith(`text\n\n${open}\n`)).toBe(true)
    expect(sectionBody(text, 'New')).toBe('\nbody\n')
    if (closing !== null) expect(text).toContain(`\n${closing}\n\n## New`)
  })

  test('is there and adds bytes only, whatever the note holds', () => {
    fc.assert(
      fc.property(hostile(), lineBreak(), (body, eol) => {
        const text = body.replace(/\r\n|\r|\n/g, eol)
        const next = appendSection(text, '## New section\n\nbody')
        const found = findSection(next, 'New section')
        if (isSwallowed(text)) return
        expect(found).not.toBeNull()
        expect(subsequence(text, next)).toBe(true)
      }),
      { numRuns: 700 },
    )
  })
})

describe('insertBefore and appendToSection', () => {
  test('put Markdown where they say', () => {
    expect(insertBefore(NOTE, 'Two', '## New\n\nnew\n')).toBe(NOTE.replace('## Two', '## New\n\nnew\n\n## Two'))
    expect(appendToSection(NOTE, 'One', 'more')).toBe(NOTE.replace('sub\n\n', 'sub\n\nmore\n\n'))
    expect(appendToSection(NOTE, 'Two', 'more')).toBe(`${NOTE}\nmore\n`)
    expect(insertBefore(NOTE, 'None', '## New')).toBe(`${NOTE}\n## New\n`)
    expect(appendToSection(NOTE, 'None', 'new')).toBe(`${NOTE}\n## None\n\nnew\n`)
    expect(sectionBody(appendToSection(NOTE, '- a #', 'new'), '- a #')).toBe('\nnew\n')
    expect(insertBefore('## A\n', 'A', 'x')).toBe('x\n\n## A\n')
    expect(appendToSection('## A\n## B', 'A', 'x')).toBe('## A\n\nx\n\n## B')
  })

  test('leave every byte of every other part', () => {
    fc.assert(
      fc.property(hostile(), hostile(), lineBreak(), (one, two, eol) => {
        const text = `## One\n\n${one}\n\n## Two\n\n${two}\n`.replace(/\r\n|\r|\n/g, eol)
        const section = findSection(text, 'Two')
        if (section === null) return
        for (const next of [insertBefore(text, 'Two', 'ADDED'), appendToSection(text, 'One', 'ADDED')]) {
          const without = next.replace(new RegExp(`(?:${eol})*ADDED(?:${eol})*`), eol)
          expect(without.replace(/[\r\n]+/g, '\n')).toBe(text.replace(/[\r\n]+/g, '\n'))
          expect(next.endsWith(text.slice(section.start))).toBe(true)
          expect(subsequence(text, next)).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })
})

test('a comment of Obsidian that was left open is closed before what is appended', () => {
  expect(appendSection('a\n\n%%\n## mine', '## New\n\ntext')).toBe('a\n\n%%\n## mine\n%%\n\n## New\n\ntext\n')
  expect(sections('%%\n## mine\n%%\n\n## New\n').map((section) => section.heading)).toEqual(['New'])
})

describe('replaceSummary', () => {
  const OLD = '> [!info] Now\n> **Next:** wait'
  const NEW = '> [!success] GO\n> **Next:** build'

  test('replaces what still reads as expected', () => {
    expect(replaceSummary(NOTE, OLD, NEW)).toBe(NOTE.replace(OLD, NEW))
    const crlf = NOTE.replace(/\n/g, '\r\n')
    expect(replaceSummary(crlf, OLD, NEW)).toBe(NOTE.replace(OLD, NEW).replace(/\n/g, '\r\n'))
  })

  test('keeps what a person changed, below', () => {
    const mine = NOTE.replace('wait', 'wait, I said')
    const next = replaceSummary(mine, OLD, NEW)
    expect(next).toBe(mine.replace('> [!info]', `${NEW}\n\n> [!info]`))
    expect(replaceSummary(next, NEW, OLD)).toBe(mine.replace('> [!info]', `${OLD}\n\n> [!info]`))
    expect(replaceSummary('text', OLD, NEW)).toBe(`${NEW}\n\ntext`)
    expect(replaceSummary('---\na: 1\n---\n', OLD, NEW)).toBe(`---\na: 1\n---\n${NEW}\n`)
  })

  test('does nothing twice', () => {
    const once = replaceSummary(NOTE, OLD, NEW)
    expect(replaceSummary(once, OLD, NEW)).toBe(once)
    expect(replaceSummary(once, NEW, NEW)).toBe(once)
  })
})

/** A block of raw HTML other than a comment that is open to the end; nothing but its own end tag could close it. */
function isSwallowed(text: string): boolean {
  return /<script|<\?|<!\[CDATA|<style|<pre|<textarea/i.test(text)
}

/** Every byte of `part` is in `whole`, in order. */
function subsequence(part: string, whole: string): boolean {
  let at = 0
  for (const char of whole) if (at < part.length && part.startsWith(char, at)) at += char.length
  return at === part.length
}
