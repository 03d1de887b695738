import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openTail } from '../../src/gates/output-tail.ts'

const ESC = '\u001b'

function tailOf(chunks: readonly string[], maxChars = 8_000): string {
  const tail = openTail(maxChars)
  const add = tail.stream()
  for (const chunk of chunks) add(chunk)
  return tail.text()
}

describe('the tail of an output', () => {
  it('is what a terminal would show, without colours, titles, links and bells', () => {
    const output = `${ESC}[1;31mred${ESC}[0m ${ESC}]0;title\u0007${ESC}]8;;http://x${ESC}\\link${ESC}]8;;${ESC}\\ ${ESC}(B${ESC}7done\u0007\u0000\r\n10%\r 50%\r100%\nnext\ttab\r\n`
    expect(tailOf([output])).toBe('red link done\n100%\nnext\ttab\n')
  })

  it('is the same however the output is cut into pieces', () => {
    const piece = fc.constantFrom('a', 'é🜚', '\n', '\r', `${ESC}[31m`, `${ESC}[0m`, '\r\n', ' ', `${ESC}]0;t\u0007`)
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.array(fc.nat(120), { maxLength: 10 }), (pieces, cuts) => {
        const whole = pieces.join('')
        const at = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length]
        expect(tailOf(at.slice(1).map((end, index) => whole.slice(at[index], end)))).toBe(tailOf([whole]))
      }),
    )
  })

  it('keeps two streams apart line by line', () => {
    const tail = openTail(100)
    const [out, err] = [tail.stream(), tail.stream()]
    out('ha')
    err('oops\n')
    out('lf\n')
    expect(tail.text()).toBe('oops\nhalf\n')
  })

  it('is never longer than asked for and never begins inside a character', () => {
    expect(tailOf(['🜚'.repeat(10)], 5)).toBe('🜚🜚')
    expect(tailOf(['ab\n', 'c'.repeat(1_000_000)], 10)).toBe('c'.repeat(10))
  })
})
