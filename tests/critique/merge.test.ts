import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkEvidence } from '../../src/critique/evidence.ts'
import { fingerprintOf, isSameFinding, mergeDuplicates } from '../../src/critique/merge.ts'
import { parseDiff } from '../../src/diff/parse-diff.ts'
import type { Noted } from '../../src/notes/finding.ts'
import { claim } from '../notes/critique-samples.ts'

const noted = (change: Partial<Noted>): Noted => ({ ...claim, fingerprint: 'x', seats: ['a:correctness'], ...change })

describe('a fingerprint', () => {
  it('survives when lines above it come and go, and when it is indented anew', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', 'x', '  y'), { maxLength: 30 }), fc.constantFrom('', '  ', '\t\t'), (above, indent) => {
        const lines = [...above, `${indent}const price = sum - amount`]
        const diff = parseDiff(
          `diff --git a/a.ts b/a.ts\nnew file mode 100644\n--- /dev/null\n+++ b/a.ts\n@@ -0,0 +1,${String(lines.length)} @@\n${lines.map((line) => `+${line}\n`).join('')}`,
        )
        const said = { ...claim, file: 'a.ts', line: 1, quote: `${indent}const price = sum - amount` }
        const found = checkEvidence(said, { diff, textAtHead: new Map([['a.ts', lines.join('\n')]]) })
        expect(found).toMatchObject({ proved: true, line: lines.length })
        expect(fingerprintOf(said)).toBe(fingerprintOf({ ...claim, file: 'a.ts', quote: 'const price = sum - amount' }))
      }),
    )
  })

  it.each([
    ['another file', { file: 'src/other.mjs' }],
    ['another quote', { quote: 'return sum' }],
    ['another claim', { claim: 'The currency is lost.' }],
  ])('is another for %s', (_, change) => {
    expect(fingerprintOf({ ...claim, ...change })).not.toBe(fingerprintOf(claim))
  })
})

describe('two findings', () => {
  it.each([
    ['the same words in another order', { claim: 'A negative price is given by a fixed amount that exceeds the sum' }, true],
    ['a longer quote', { quote: 'else {\n  return sum - discount.amount' }, true],
    ['other words about the same', { claim: 'A fixed amount larger than the sum makes the price negative.' }, true],
    ['another fault of the same line', { claim: 'Cents are lost by floating point arithmetic.' }, false],
    ['a word in common', { claim: 'The price is shown in the wrong currency everywhere.' }, false],
    ['another file', { file: 'src/other.mjs' }, false],
    ['another place', { quote: 'return sum * discount.percent' }, false],
  ])('with %s: one? %s', (_, change, same) => {
    expect(isSameFinding(claim, { ...claim, ...change })).toBe(same)
    expect(isSameFinding({ ...claim, ...change }, claim)).toBe(same)
  })

  it('become one that names everybody and weighs what the heavier weighs', () => {
    const merged = mergeDuplicates([
      noted({ severity: 'NICE_TO_HAVE' }),
      noted({ severity: 'MUST_FIX', seats: ['b:security'], fix: 'Refuse the code.' }),
      noted({ quote: 'other text' }),
    ])
    expect(merged).toHaveLength(2)
    expect(merged[0]).toMatchObject({ severity: 'MUST_FIX', fix: 'Refuse the code.', seats: ['a:correctness', 'b:security'] })
  })
})
