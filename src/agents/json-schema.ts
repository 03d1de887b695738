import type { JsonSchema } from './port.ts'

/**
 * The JSON Schema of what a schema takes in, for the kinds that contracts are made of; any other kind is a bug and throws.
 * A `check` has no words there and is left to decoding.
 */
export function jsonSchema(schema: unknown): JsonSchema {
  if (!isRecord(schema)) throw new Error('This is no schema')
  const { type } = schema
  if (type === 'object' && isRecord(schema['entries'])) return objectSchema(schema['entries'])
  if (type === 'array') return { type, items: jsonSchema(schema['item']) }
  if (type === 'picklist') return { type: 'string', enum: schema['options'] }
  if (type === 'record')
    return { type: 'object', propertyNames: jsonSchema(schema['key']), additionalProperties: jsonSchema(schema['value']) }
  if (type === 'unknown') return {}
  if (type === 'optional') return { ...jsonSchema(schema['wrapped']), ...fallback(schema['default']) }
  if (type === 'nullish') return { anyOf: [jsonSchema(schema['wrapped']), { type: 'null' }], ...fallback(schema['default']) }
  if (type === 'string' || type === 'number' || type === 'boolean') return { type, ...bounds(schema['pipe']) }
  throw new Error(`No JSON Schema for ${String(type)}`)
}

function objectSchema(entries: Readonly<Record<string, unknown>>): JsonSchema {
  const properties = Object.entries(entries).map(([name, entry]) => [name, jsonSchema(entry)] as const)
  const required = Object.keys(entries).filter((name) => !mayBeAbsent(entries[name]))
  return { type: 'object', properties: Object.fromEntries(properties), required }
}

function mayBeAbsent(schema: unknown): boolean {
  return isRecord(schema) && (schema['type'] === 'optional' || schema['type'] === 'nullish')
}

function fallback(value: unknown): JsonSchema {
  return value === undefined ? {} : { default: value }
}

/** What the steps after the first of a pipe ask of a value. */
function bounds(pipe: unknown): JsonSchema {
  if (!Array.isArray(pipe)) return {}
  const steps: readonly unknown[] = pipe.slice(1)
  return Object.assign({}, ...steps.filter(isRecord).map(bound)) as JsonSchema
}

function bound({ type, requirement }: Readonly<Record<string, unknown>>): JsonSchema {
  if (type === 'min_value') return { minimum: requirement }
  if (type === 'max_value') return { maximum: requirement }
  if (type === 'integer') return { type }
  if (type === 'check') return {}
  throw new Error(`No JSON Schema for ${String(type)}`)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
