import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseSpec, renderSpec, specFromText, titleOf, type Spec } from '../../src/notes/spec-note.ts'
import { anyString } from '../markdown/arbitrary.ts'

const SPEC: Spec = {
  feature: 'paddle-billing',
  date: '2026-03-05',
  repo: 'shop',
  title: 'Paddle Billing',
  sections: {
    what: 'Bill with **Paddle**.',
    why: 'Tax.',
    constraints: '',
    files: '- `src/bill.ts`',
    acceptance: '- [ ] An invoice arrives',
  },
  rest: '## Links\n\n[[Other note]]',
}

test('a spec is a form with a hint where nothing is written yet', () => {
  expect(renderSpec(SPEC)).toBe(`---
title: Paddle Billing
aliases: [Paddle Billing (spec)]
feature: paddle-billing
stage: spec
status: SPEC
date: 2026-03-05
repo: shop
category: forge/spec
---
> [!abstract] Spec · Paddle Billing
> What is to be made, in your words. Edit it as you like.
> **Next:** Court

## What

Bill with **Paddle**.

## Why

Tax.

## Constraints

%% What must stay as it is, and what may not be used? %%

## Files

- \`src/bill.ts\`

## Acceptance

- [ ] An invoice arrives

## Links

[[Other note]]
`)
})

describe('parseSpec', () => {
  test('gives what was rendered', () => {
    const line = fc.constantFrom(
      'text',
      '',
      '- item',
      '- [ ] box',
      '> quote',
      '```\n## Not a heading\n```',
      '### Sub',
      '**bold** [[link]]',
      '%% mine %%',
      '| a |\n| - |',
      '1. one',
    )
    const prose = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n\n').trim())
    const spec: fc.Arbitrary<Spec> = fc.record({
      feature: fc.constantFrom('x', 'paddle-billing'),
      date: fc.option(fc.constant('2026-03-05')),
      repo: fc.option(fc.constantFrom('shop', '12', 'a b')),
      title: anyString().map((title) => title.trim() || 'Title'),
      sections: fc.record({ what: prose, why: prose, constraints: prose, files: prose, acceptance: prose }),
      rest: prose.map((text) => (text === '' ? '' : `## Other\n\n${text}`)),
    })
    fc.assert(
      fc.property(spec, (value) => {
        expect(parseSpec(renderSpec(value))).toEqual({ ok: true, value })
      }),
      { numRuns: 500 },
    )
  })

  test('tolerates missing keys and sections, other levels and CRLF', () => {
    expect(parseSpec('# Title\r\n\r\n# what\r\n\r\nIt.\r\n')).toEqual({
      ok: true,
      value: {
        feature: '',
        date: null,
        repo: null,
        title: '',
        sections: { what: 'It.', why: '', constraints: '', files: '', acceptance: '' },
        rest: '',
      },
    })
    expect(parseSpec('')).toMatchObject({ ok: true, value: { title: '' } })
    expect(parseSpec('---\na: [\n---\n').ok).toBe(false)
  })
})

describe('specFromText', () => {
  const KNOWN = { feature: 'paddle-billing', date: '2026-03-05', repo: 'shop' }

  test('takes a plain text as the What', () => {
    expect(specFromText('Bill with Paddle.\n', KNOWN)).toEqual({
      ...KNOWN,
      title: 'Paddle billing',
      sections: { what: 'Bill with Paddle.', why: '', constraints: '', files: '', acceptance: '' },
      rest: '',
    })
  })

  test('takes title and sections where the text has them', () => {
    const spec = specFromText('# Paddle & Co\n\nSome words first.\n\n## Why\n\nTax.\n\n## Risks\n\nNone.\n', KNOWN)
    expect(spec).toMatchObject({ title: 'Paddle & Co', rest: '## Risks\n\nNone.' })
    expect(spec.sections).toMatchObject({ what: 'Some words first.', why: 'Tax.' })
  })

  test('takes a spec note as it is', () => {
    expect(specFromText(renderSpec(SPEC), KNOWN)).toEqual(SPEC)
  })

  test('keeps every word of a text with other headings', () => {
    expect(specFromText('# T\n\na\n\n## B\n\nb\n', KNOWN).sections.what).toBe('a\n\n## B\n\nb')
  })
})

test('a title is made from the slug', () => {
  expect(titleOf('paddle-billing')).toBe('Paddle billing')
})

test.each([
  ['no heading', 'Take cards.\n', 'Take cards.'],
  ['text above the What', '# Cards\n\nTake cards.\n\n%% a note to myself %%\n\n## What\n\nAll of them.\n', 'Take cards.\n\nAll of them.'],
  ['its callout alone', '> [!abstract] Spec · x\n> Edit it.\n\n## What\n\nAll of them.\n', 'All of them.'],
])('a spec with %s is read whole', (_, body, what) => {
  expect(parseSpec(`---\nfeature: cards\n---\n${body}`)).toMatchObject({ ok: true, value: { sections: { what } } })
})
