import type { JsonSchema } from './port.ts'

/** Keywords that strict structured outputs refuse or that say nothing to a model. */
const DROPPED = ['$schema', 'default', 'minLength', 'maxLength', 'format', 'uniqueItems', 'minProperties', 'maxProperties']

/** A schema as strict structured outputs want it: no further properties, every property required, an optional one nullable instead. */
export function strictSchema(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(schema).filter(([key]) => !DROPPED.includes(key))
  const inner = Object.fromEntries(kept.map(([key, value]) => [key, key === 'properties' ? value : strictValue(value)]))
  if (!isRecord(schema['properties'])) return inner
  const required = requiredOf(schema)
  const properties = Object.entries(schema['properties']).map(([name, value]) => [name, strictProperty(value, required.includes(name))])
  return { ...inner, properties: Object.fromEntries(properties), required: Object.keys(schema['properties']), additionalProperties: false }
}

/** Takes out nulls that stand for a missing optional property. */
export function withoutNulls(value: unknown, schema: unknown): unknown {
  if (!isRecord(schema)) return value
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, schema['items']))
  const properties = schema['properties']
  if (!isRecord(value) || !isRecord(properties)) return value
  const required = requiredOf(schema)
  const kept = Object.entries(value).filter(([name, part]) => part !== null || required.includes(name) || takesNull(properties[name]))
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutNulls(part, properties[name])]))
}

function strictValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strictValue)
  return isRecord(value) ? strictSchema(value) : value
}

function strictProperty(value: unknown, required: boolean): unknown {
  const strict = strictValue(value)
  return required || takesNull(strict) ? strict : { anyOf: [strict, { type: 'null' }] }
}

function takesNull(schema: unknown): boolean {
  if (!isRecord(schema)) return true
  const { type, anyOf } = schema
  if (Array.isArray(anyOf)) return anyOf.some(takesNull)
  if (Array.isArray(schema['enum'])) return schema['enum'].includes(null)
  return type === undefined ? !('const' in schema) : type === 'null' || (Array.isArray(type) && type.includes('null'))
}

function requiredOf(schema: JsonSchema): readonly unknown[] {
  return Array.isArray(schema['required']) ? schema['required'] : []
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
