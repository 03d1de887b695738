import { toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { jsonSchema } from '../../src/agents/json-schema.ts'

const score = v.pipe(v.number(), v.minValue(0), v.maxValue(10))
const SHAPES: Readonly<Record<string, v.GenericSchema>> = {
  text: v.string(),
  flag: v.boolean(),
  bounded: score,
  line: v.pipe(v.number(), v.integer(), v.minValue(0)),
  checked: v.pipe(
    v.string(),
    v.check((text) => text !== ''),
  ),
  choice: v.picklist(['GO', 'KILL']),
  anything: v.unknown(),
  list: v.array(v.object({ a: v.string(), b: v.optional(v.string()), c: v.optional(v.number(), 3) })),
  absent: v.object({ a: v.nullish(score, null), b: v.nullish(v.object({ c: v.boolean() })), d: v.picklist(['x']) }),
  table: v.record(v.string(), v.array(v.number())),
}

describe('the JSON Schema of a contract', () => {
  it.each(Object.entries(SHAPES))('is what the schema library itself gives: %s', (_name, schema) => {
    const { $schema: _dialect, ...theirs } = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' })
    expect(jsonSchema(schema)).toEqual(theirs)
  })

  it('is refused for a kind that it does not know, instead of being wrong', () => {
    expect(() => jsonSchema(v.object({ a: v.union([v.string(), v.number()]) }))).toThrow('union')
    expect(() => jsonSchema(v.pipe(v.string(), v.minLength(2)))).toThrow('min_length')
    expect(() => jsonSchema(null)).toThrow()
  })
})
