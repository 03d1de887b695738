import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { contractOf } from '../../src/agents/contract.ts'
import { jsonIn } from '../../src/agents/json-in.ts'
import { strictSchema, withoutNulls } from '../../src/agents/strict-schema.ts'

const Score = v.pipe(v.number(), v.minValue(0), v.maxValue(10))
const Opinion = v.object({
  scores: v.object({ benefit: v.nullish(Score), burden: v.optional(Score) }),
  vote: v.picklist(['GO', 'KILL']),
  options: v.array(v.object({ option: v.string(), for: v.optional(v.string()) })),
  revisit: v.optional(v.string()),
})
const good = { scores: { benefit: 7 }, vote: 'GO', options: [{ option: 'a' }] } as const

describe('a contract', () => {
  const contract = contractOf(Opinion)

  it('shows a plain JSON Schema', () => {
    expect(contract.schema).toMatchObject({
      type: 'object',
      required: ['scores', 'vote', 'options'],
      properties: { vote: { enum: ['GO', 'KILL'] } },
    })
    expect(contract.schema).not.toHaveProperty('$schema')
  })

  it('ignores unknown fields, and takes null for an absent optional one', () => {
    const nulls = { ...good, scores: { benefit: null, burden: null, extra: 1 }, options: [{ option: 'a', for: null }], revisit: null }
    expect(contract.decode(nulls)).toEqual({ ok: true, value: { scores: { benefit: null }, vote: 'GO', options: [{ option: 'a' }] } })
  })

  it('names each fault with its path, one per line', () => {
    const bad = { scores: { benefit: 11 }, vote: 'MAYBE', options: [{ option: 'a' }, {}] }
    const decoded = contract.decode(bad)
    expect(decoded.ok ? [] : decoded.error.split('\n')).toEqual([
      'scores.benefit: Expected <=10 but received 11',
      'vote: Expected ("GO" | "KILL") but received "MAYBE"',
      'options.1.option: is missing',
    ])
    expect(contract.decode(undefined)).toMatchObject({ ok: false, error: 'answer: is missing' })
    expect(contract.decode({ ...good, vote: null })).toMatchObject({ ok: false })
  })

  it('tells of a value only the beginning, in one line', () => {
    const decoded = contract.decode({ ...good, vote: `MAYBE\n${'x'.repeat(5_000_000)}` })
    expect(decoded.ok ? '' : decoded.error).toMatch(/^vote: Expected \("GO" \| "KILL"\) but received "MAYBE x+…$/)
    expect(decoded.ok ? 0 : decoded.error.length).toBeLessThan(400)
  })

  it('tells of many faults only the first', () => {
    const decoded = contract.decode({ ...good, options: Array.from({ length: 40 }, () => ({})) })
    expect(decoded.ok ? '' : decoded.error).toMatch(/and 28 more$/)
  })

  it('never throws, whatever an agent answers', () => {
    fc.assert(fc.property(fc.anything(), (answer) => typeof contract.decode(answer).ok === 'boolean'))
  })
})

describe('the strict form of a schema', () => {
  const strict = strictSchema(contractOf(Opinion).schema)

  it('requires every property, and lets an optional one be null', () => {
    expect(strict).toMatchObject({
      required: ['scores', 'vote', 'options', 'revisit'],
      additionalProperties: false,
      properties: {
        revisit: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        options: { items: { required: ['option', 'for'], additionalProperties: false } },
      },
    })
  })

  it('does not take a property for a keyword', () => {
    expect(
      strictSchema({
        type: 'object',
        properties: { format: { type: 'string', minLength: 1 }, default: { type: 'string' } },
        required: ['format'],
      }),
    ).toEqual({
      type: 'object',
      properties: { format: { type: 'string' }, default: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      required: ['format', 'default'],
      additionalProperties: false,
    })
  })

  it('and back: nulls for absent properties go, nulls that mean something stay', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'number' }, c: { anyOf: [{ type: 'null' }, { type: 'number' }] } },
      required: ['a'],
    }
    expect(withoutNulls({ a: null, b: null, c: null, d: null }, schema)).toEqual({ a: null, c: null, d: null })
    expect(withoutNulls(null, schema)).toBeNull()
  })
})

describe('the JSON in a text', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['Here:\n```json\n{"a":1}\n```\nDone.', { a: 1 }],
    ['Sure! {"a":{"b":2}} as asked', { a: { b: 2 } }],
    ['no json', 'no json'],
    ['{broken', '{broken'],
  ])('%j', (text, value) => {
    expect(jsonIn(text)).toEqual(value)
  })
})
