import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readKeys, renderKeys, slowKeys } from '../../src/markdown/frontmatter.ts'
import { quickKeys } from '../../src/markdown/yaml-quick.ts'
import { cpuMs, hostile } from './arbitrary.ts'
import { noteOf, value, written } from '../notes/written-keys.ts'

const TYPICAL = `title: Paddle Billing
aliases: ["Paddle Billing (court)"]
feature: paddle-billing
stage: court
status: DECIDED
verdict: GO
score: 7.7
decision: "Paddle Billing: not Stripe"
date: 2026-03-05
repo: shop
awaiting: [finding-1, verdict]
tags:
  - a
  - b c
category: forge/court
jurors: [claude:value, codex:cost]
spec_hash: 504a317ec10aa79603b0e6cb9c11810cc5ab02b56af20b0dd61a488f352d0fb7
base_sha: "0123456789012345678901234567890123456789"
plan: "[[2026-03-05_paddle-billing_plan]]"
contested:
dissent: 1
gates: none
cost_usd: 0.12
hotfix: false
`

test('the quick reader gives what the YAML library gives, or nothing', () => {
  fc.assert(
    fc.property(
      written,
      fc.array(fc.tuple(fc.constantFrom('a', 'b-c', 'D_1', 'null', 'y'), value)),
      hostile(),
      fc.nat(4),
      (note, own, noise, at) => {
        const rendered = renderKeys(Object.fromEntries(own)).slice(4, -4)
        const lines = rendered.split('\n')
        const sources = [
          noteOf(note).replace(/^\ufeff?---\r?\n|---[\s\S]*$/g, ''),
          rendered,
          [...lines.slice(0, at), `k: ${noise}`, ...lines.slice(at)].join('\n'),
          `k:\n  - ${noise}\n`,
          `k: "${noise}"\n`,
          `k: '${noise}'\n`,
          `k: [${noise}, a]\n`,
        ]
        for (const source of sources) {
          const quick = quickKeys(source)
          if (quick !== null) expect({ ok: true, value: quick }).toEqual(slowKeys(source))
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test('the quick reader reads what Forge and Obsidian write', () => {
  expect({ ok: true, value: quickKeys(TYPICAL) }).toEqual(slowKeys(TYPICAL))
  expect(quickKeys(TYPICAL.replace(/\n/g, '\r\n'))).toEqual(quickKeys(TYPICAL))
})

test.each([
  'a: 1\na: 2\n',
  'a:\n  - x\n - y\n',
  'a: [b, ]\n',
  'a: x: y\n',
  'a: b #c\n',
  'a: "x\\n"\n',
  'a: &b c\n',
  '- a\n',
  'null: x\n',
  'a:b\n',
])('the quick reader leaves %j to the library', (source) => {
  expect(quickKeys(source)).toBeNull()
})

test('three thousand notes take well under a second', () => {
  const notes = Array.from({ length: 3000 }, (_, at) => `---\n${TYPICAL}n: ${String(at)}\n---\nbody`)
  expect(cpuMs(() => notes.forEach((note) => readKeys(note)))).toBeLessThan(800)
})
