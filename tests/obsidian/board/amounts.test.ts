import { expect, it } from 'vitest'
import { dollars, short, tokens } from '../../../src/obsidian/board/amounts.ts'

it('writes dollars as short as they are known', () => {
  expect([null, 0, 0.004, 0.12, 12.5, 140.4].map(dollars)).toEqual([null, '$0.00', '<$0.01', '$0.12', '$12.50', '$140'])
})

it('writes large counts short and never longer by rounding', () => {
  expect([0, 840, 999, 1_000, 12_440, 99_960, 140_000, 999_499, 999_500, 3_100_000].map(short)).toEqual([
    '0',
    '840',
    '999',
    '1k',
    '12.4k',
    '100k',
    '140k',
    '999k',
    '1M',
    '3.1M',
  ])
})

it('says nothing where nothing was counted', () => {
  expect(tokens({ tokensIn: 0, tokensOut: 0 })).toBe('')
  expect(tokens({ tokensIn: 12_400, tokensOut: 900 })).toBe('12.4k in, 900 out')
})
