import { describe, expect, it } from 'vitest'
import { parseEnv } from '../../src/device/env-file.ts'

describe('an env_file', () => {
  it.each([
    ['KEY=abc', 'abc'],
    ['export KEY = abc ', 'abc'],
    ['KEY="a b"', 'a b'],
    ["KEY='a # b'", 'a # b'],
    ['KEY=a#b=c', 'a#b=c'],
    ['KEY=#abc', '#abc'],
    ['KEY="it\'s" # of the shop', "it's"],
    ['KEY=abc # of the shop', 'abc'],
    ['# KEY=abc', undefined],
    ['KEY=abc\r\nKEY=last\r\n', 'last'],
  ])('%j sets %j', (text, value) => {
    expect(parseEnv(text)['KEY']).toBe(value)
  })
})
