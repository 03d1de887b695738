import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodyStart, readKeys, renderKeys, setKeys, type KeyValue } from '../../src/markdown/frontmatter.ts'
import { anyString, cpuMs } from './arbitrary.ts'
import { noteOf, value, written, type Written } from '../notes/written-keys.ts'

/** What YAML reads back for a value that Forge wrote. */
function asRead(of: KeyValue): unknown {
  return Object.is(of, -0) ? 0 : of
}

describe('setKeys', () => {
  test('changes one key and leaves every other byte', () => {
    fc.assert(
      fc.property(written, fc.nat(6), value, (note, pick, next) => {
        const text = noteOf(note)
        const at = pick < note.chunks.length ? pick : -1
        const chunk = note.chunks[at]
        const key = chunk?.key ?? 'fresh'
        const before = readKeys(text)
        expect(before.ok).toBe(true)
        const result = setKeys(text, { [key]: next })
        expect(result).toMatchObject({ ok: true })
        if (!result.ok || !before.ok) return
        const after = readKeys(result.value)
        expect(after).toEqual({ ok: true, value: { ...before.value, [key]: asRead(next) } })
        const [head, tail] = around(note, at)
        expect(result.value.startsWith(head)).toBe(true)
        expect(result.value.endsWith(tail)).toBe(true)
        if (note.lineBreak === '\r\n') expect(result.value.slice(head.length, result.value.length - tail.length)).not.toMatch(/(^|[^\r])\n/)
      }),
      { numRuns: 3000 },
    )
  })

  test('removes one key with its lines and nothing else', () => {
    fc.assert(
      fc.property(written, fc.nat(6), (note, pick) => {
        const chunk = note.chunks[pick]
        const text = noteOf(note)
        const [head, tail] = around(note, chunk ? pick : -1)
        const result = setKeys(text, { [chunk?.key ?? 'fresh']: undefined })
        const wanted = chunk ? head + tail : text
        // A block scalar that keeps the blank lines after it would take over those of the removed key.
        if (note.chunks.some((other) => other.source.includes('|+')) && !result.ok) return
        // The blank lines that end a kept block scalar belong to its value.
        expect(result.ok && result.value.replace(/(\r?\n)+/g, '\n')).toBe(wanted.replace(/(\r?\n)+/g, '\n'))
      }),
      { numRuns: 2000 },
    )
  })

  test('setting a key to what it is changes nothing', () => {
    fc.assert(
      fc.property(written, (note) => {
        const text = noteOf(note)
        const keys = readKeys(text)
        const same = keys.ok ? Object.entries(keys.value).filter(([, now]) => isKeyValue(now)) : []
        expect(setKeys(text, Object.fromEntries(same) as Record<string, KeyValue>)).toEqual({ ok: true, value: text })
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    [
      'a trailing comment',
      '---\nstatus: open    # by hand\nb: 1\n---\n',
      { status: 'PASS' },
      '---\nstatus: PASS    # by hand\nb: 1\n---\n',
    ],
    ['quotes', '---\ntitle: "Old"   # t\n---\nx', { title: 'New' }, '---\ntitle: "New"   # t\n---\nx'],
    ['block lists', '---\na:\n  - x # one\n  - y\nb: 1\n---\n', { a: ['z', 'q'] }, '---\na:\n  - z\n  - q\nb: 1\n---\n'],
    [
      'the comments of a block list',
      '---\na:\n  - plan # mine\n  # note to self\n  - spec # hm\n# end\nb: 1\n---\n',
      { a: ['plan'] },
      '---\na:\n  - plan # mine\n  # note to self\n# end\nb: 1\n---\n',
    ],
    [
      'the items of a block list that stay',
      '---\na:\n- "x" # one\n\n# two\n- y\n- z # three\n---\n',
      { a: ['k', 'x', 'm', 'z', 'o'] },
      '---\na:\n- k\n- "x" # one\n\n# two\n- m\n- z # three\n- o\n---\n',
    ],
    [
      'comments in a block list of other items, in its line breaks',
      '---\r\na:\r\n  - x\r\n  # c\r\n  - y\r\n---\r\n',
      { a: ['z'] },
      '---\r\na:\r\n  # c\r\n  - z\r\n---\r\n',
    ],
    [
      'the comments of a block list that is emptied',
      '---\na: # these\n  - x\n  # c\n  - y\n  # d\nb: 1\n---\n',
      { a: [] },
      '---\na: [] # these\n  # c\n  # d\nb: 1\n---\n',
    ],
    ['an empty list in place of a block', '---\na:\n  - x\nb: 1\n---\n', { a: [] }, '---\na: []\nb: 1\n---\n'],
    ['a comment above a block list', '---\na: # those\n  - x\nb: 1\n---\n', { a: 'z' }, '---\na: z # those\nb: 1\n---\n'],
    ['an empty key with a comment', '---\na: # later\n---\n', { a: 3 }, '---\na: 3 # later\n---\n'],
    ['an empty key', '---\na:\nb: 1\n---\n', { a: 'x' }, '---\na: x\nb: 1\n---\n'],
    ['an empty block', '---\n---\nbody', { a: 1 }, '---\na: 1\n---\nbody'],
    ['a block with nothing but a comment', '---\n# c\n---\nbody', { a: 1 }, '---\n# c\na: 1\n---\nbody'],
    ['a note without frontmatter', 'body\n---\n', { a: 1 }, '---\na: 1\n---\nbody\n---\n'],
    ['a byte order mark and no frontmatter', '\ufeffbody', { a: 1 }, '\ufeff---\na: 1\n---\nbody'],
    ['CRLF', '---\r\na: 1\r\n---\r\nbody\r\n', { b: ['x'], a: 2 }, '---\r\na: 2\r\nb: [x]\r\n---\r\nbody\r\n'],
    ['an end of file without a line break', '---\na: 1\n---', { b: 2 }, '---\na: 1\nb: 2\n---'],
    ['indented keys', '---\n  a: 1\n  b: 2\n---\n', { c: 3, a: undefined }, '---\n  b: 2\n  c: 3\n---\n'],
    ['null', '---\na: 1 # c\n---\n', { a: null }, '---\na: # c\n---\n'],
  ])('keeps %s', (_what, text, patch: Record<string, KeyValue | undefined>, wanted) => {
    expect(setKeys(text, patch)).toEqual({ ok: true, value: wanted })
  })

  test.each([
    ['broken YAML', '---\na: [1\nb: 2\n---\n'],
    ['a list', '---\n- a\n---\n'],
    ['one flow mapping', '---\n{a: 1}\n---\n'],
    ['a key twice', '---\na: 1\na: 2\n---\n'],
  ])('refuses %s', (_what, text) => {
    expect(setKeys(text, { c: 1 })).toMatchObject({ ok: false })
  })

  test('takes no longer for a long body', () => {
    const text = `---\na: 1\n---\n${'- [ ] **x** [[y]] `z`\n'.repeat(50_000)}`
    expect(cpuMs(() => expect(setKeys(text, { a: 2, b: 'x' }).ok).toBe(true))).toBeLessThan(200)
  })
})

describe('readKeys', () => {
  test.each([
    ['no frontmatter', '# Title\n---\na: 1\n---\n', {}],
    ['an open block', '---\na: 1\n', {}],
    ['a line that only starts like one', '--- a\nb: 1\n---\n', {}],
    ['a byte order mark', '\ufeff---\na: 1\n---\n', { a: 1 }],
    ['dates as strings', '---\ndate: 2026-03-05\nat: 2026-03-05T10:00:00Z\n---\n', { date: '2026-03-05', at: '2026-03-05T10:00:00Z' }],
    ['old octal numbers as Obsidian does', '---\na: 010\n---\n', { a: 10 }],
    [
      'a note of the original skills',
      '---\ntitle: "Paddle: yes"\nstatus: decided\nscore: 7.7/10\njurors:\n  - claude\n---\n',
      { title: 'Paddle: yes', status: 'decided', score: '7.7/10', jurors: ['claude'] },
    ],
    [
      'a hostile key',
      '---\n__proto__: 1\nconstructor: x\n---\n',
      Object.fromEntries([
        ['__proto__', 1],
        ['constructor', 'x'],
      ]),
    ],
  ])('reads %s', (_what, text, wanted: unknown) => {
    expect(readKeys(text)).toEqual({ ok: true, value: wanted })
  })

  test.each([
    ['broken YAML', '---\na: [1\n---\n'],
    ['a list', '---\n- a\n---\n'],
    [
      'a mass of aliases',
      `---\na: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map(
          (k, i) =>
            `${k}: &${k} [${Array(9)
              .fill(`*${'abcdefg'.charAt(i)}`)
              .join(',')}]`,
        )
        .join('\n')}\n---\n`,
    ],
  ])('says why it cannot read %s', (_what, text) => {
    const read = readKeys(text)
    expect(read.ok).toBe(false)
    expect(read.ok ? '' : read.error).toMatch(/\S/)
  })
})

describe('renderKeys', () => {
  test('is read back as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(anyString(), fc.constantFrom('title', 'n', 'null')), value), (keys) => {
        const wanted = Object.fromEntries(Object.entries(keys).map(([key, of]) => [key, asRead(of)]))
        expect(readKeys(renderKeys(keys))).toEqual({ ok: true, value: wanted })
      }),
      { numRuns: 2000 },
    )
  })

  test('quotes only what YAML would read differently', () => {
    const keys = {
      title: 'Paddle Billing, not Stripe',
      a: 'x: y',
      b: '12',
      c: 'claude:cost',
      d: '2026-03-05',
      e: '[[x]]',
      f: undefined,
      g: null,
      h: ['x, y', 'z'],
      i: '0123456789012345678901234567890123456789',
      j: 7.7,
      k: 'no',
    }
    expect(renderKeys(keys)).toBe(
      '---\ntitle: Paddle Billing, not Stripe\na: "x: y"\nb: "12"\nc: claude:cost\nd: 2026-03-05\ne: "[[x]]"\ng:\nh: ["x, y", z]\ni: "0123456789012345678901234567890123456789"\nj: 7.7\nk: "no"\n---\n',
    )
  })
})

test('bodyStart is after the frontmatter', () => {
  expect(bodyStart('---\na: 1\n---\nbody')).toBe(13)
  expect(bodyStart('body')).toBe(0)
  expect(bodyStart('\ufeffbody')).toBe(1)
})

/** The bytes before and after the key at `at`; before and after the end of the block for -1. */
function around(note: Written, at: number): [string, string] {
  const marker = '\u0001'
  const chunks = note.chunks.map((chunk, index) => (index === at ? { ...chunk, source: marker } : chunk))
  const text = noteOf({ ...note, chunks: at < 0 ? [...chunks, { key: 'fresh', between: '', source: marker }] : chunks })
  const [head = '', tail = ''] = text.split(marker + note.lineBreak)
  return [head, tail]
}

function isKeyValue(of: unknown): boolean {
  return typeof of !== 'object' || of === null || (Array.isArray(of) && of.every((item) => typeof item === 'string'))
}
