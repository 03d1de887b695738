import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gemini } from '../../src/agents/gemini.ts'
import { openEar } from '../../src/agents/hearing.ts'
import { plainText, shortened, splitLines } from '../../src/agents/lines.ts'
import { openMeter } from '../../src/agents/meter.ts'
import { maskOf } from '../../src/agents/secrets.ts'

function linesOf(pieces: readonly string[], maxChars?: number): readonly (readonly [string, number])[] {
  const told: (readonly [string, number])[] = []
  const lines = splitLines((line, cut) => told.push([line, cut]), maxChars)
  for (const piece of pieces) lines.add(piece)
  lines.end()
  return told
}

describe('lines', () => {
  it('are the same however the text is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n') })), (pieces) => {
        const text = pieces.join('')
        const whole = text.split('\n')
        const expected = text.endsWith('\n') || text === '' ? whole.slice(0, -1) : whole
        expect(linesOf(pieces).map(([line]) => line)).toEqual(expected)
      }),
    )
  })

  it('are cut where they are too long, and say by how much', () => {
    expect(linesOf(['abc', 'defgh\nxy\n', '123456'], 4)).toEqual([
      ['abcd', 4],
      ['xy', 0],
      ['1234', 2],
    ])
  })

  it('lose a carriage return at their end', () => {
    expect(linesOf(['a\r', '\nb\r\n'])).toEqual([
      ['a', 0],
      ['b', 0],
    ])
  })
})

describe('plain text', () => {
  it('has no colours, titles or control characters', () => {
    expect(plainText('\u001b[1;31mred\u001b[0m \u001b]0;title\u0007x\u001b]8;;http://a\u001b\\y\u0000\u0008\u001bMz\r\n\tend')).toBe(
      'red xyz\n\tend',
    )
  })

  it('is shortened with a mark', () => {
    expect(shortened('abcdef', 4)).toBe('abc…')
    expect(shortened('abcd', 4)).toBe('abcd')
  })
})

describe('the mask', () => {
  it('hides keys, also as they look inside JSON, and leaves short values and other variables alone', () => {
    const mask = maskOf({
      MY_API_KEY: 'abc"12345',
      AUTH_TOKEN: 'abc"12345-longer',
      SHORT_KEY: 'abc',
      ANTHROPIC_BASE_URL: 'http://localhost',
    })
    expect(mask('abc"12345-longer abc"12345 abc http://localhost')).toBe('••• ••• abc http://localhost')
    expect(mask(JSON.stringify({ key: 'abc"12345' }))).toBe('{"key":"•••"}')
  })

  it('hides what an address carries, what stands in a header, and each line of a key', () => {
    const mask = maskOf({
      HTTPS_PROXY: 'http://me:pw@proxy:8080',
      ANTHROPIC_CUSTOM_HEADERS: 'X-Tier: one\nAuthorization: Bearer abcdefgh-12345678',
      TLS_KEY: '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\n-----END KEY-----',
      GIT_AUTHOR_NAME: 'Ada Lovelace',
      A_TOKEN: 'a b/c+d=12',
    })
    expect(mask('via http://me:pw@proxy:8080 by Ada Lovelace, Authorization')).toBe(
      'via http://•••proxy:8080 by Ada Lovelace, Authorization',
    )
    const other = maskOf({ HTTP_PROXY: 'http://me:p@ss-word-1@proxy', ALL_PROXY: 'http://a-token-of-mine@proxy' })
    expect(other('to me:p@ss-word-1@proxy, p@ss-word-1 and a-token-of-mine')).toBe('to •••proxy, ••• and •••')
    expect(mask('sent Bearer abcdefgh-12345678')).toBe('sent Bearer •••')
    expect(mask('read MIIEvQIBADANBgkqhkiG')).toBe('read •••')
    expect(mask('GET /?t=a%20b%2Fc%2Bd%3D12')).toBe('GET /?t=•••')
  })

  it('hides a secret that an agent told in two pieces', () => {
    const ear = openEar(gemini, { mask: maskOf({ A_KEY: 'canary-0123456789' }), log: () => undefined, said: () => undefined })
    const piece = (content: string): string => `${JSON.stringify({ type: 'message', role: 'assistant', content })}\n`
    ear.stdout(piece('{"word":"canary-01') + piece('23456789"}') + '{"type":"result","status":"success"}\n')
    expect(ear.heard.answer).toEqual({ word: '•••' })
  })
})

describe('the meter', () => {
  const usage = { tokensIn: 1, tokensOut: 2, costUsd: null }

  it('adds, replaces by id, and believes a total', () => {
    const meter = openMeter()
    meter.count({ type: 'spent', id: null, usage: { ...usage, costUsd: 0.5 } })
    meter.count({ type: 'spent', id: null, usage })
    meter.count({ type: 'spent', id: 'm', usage: { ...usage, tokensIn: 100 } })
    meter.count({ type: 'spent', id: 'm', usage: { ...usage, tokensIn: 10 } })
    expect(meter.total()).toMatchObject({ tokensIn: 12, tokensOut: 6, costUsd: 0.5 })
    meter.count({ type: 'spent-in-all', usage })
    expect(meter.total()).toEqual(usage)
  })
})
