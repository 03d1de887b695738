import * as v from 'valibot'
import { failed, ok } from '../basics/result.ts'
import { jsonSchema } from './json-schema.ts'
import { shortened } from './lines.ts'
import type { Contract } from './port.ts'
import { withoutNulls } from './strict-schema.ts'

const MAX_FAULTS = 12
/** A fault quotes what it received, which may be a whole file. */
const FAULT_CHARS = 300

/**
 * The contract of a role's answer. Unknown fields are ignored and a null for an optional field counts as absent.
 * A bad answer gives one line per fault: `findings.0.line: Expected number but received "12"`.
 */
export function contractOf<T>(schema: v.GenericSchema<unknown, T>): Contract<T> {
  const json = jsonSchema(schema)
  return {
    schema: json,
    decode: (answer) => {
      const decoded = v.safeParse(schema, withoutNulls(answer, json))
      return decoded.success ? ok(decoded.output) : failed(faults(decoded.issues))
    },
  }
}

function faults(issues: readonly v.BaseIssue<unknown>[]): string {
  const lines = issues.slice(0, MAX_FAULTS).map((issue) => shortened(`${v.getDotPath(issue) ?? 'answer'}: ${sentence(issue)}`, FAULT_CHARS))
  const left = issues.length - lines.length
  return left > 0 ? [...lines, `and ${String(left)} more`].join('\n') : lines.join('\n')
}

/** Valibot begins with "Invalid type:" and the like; what was expected says it all. */
function sentence(issue: v.BaseIssue<unknown>): string {
  if (issue.received === 'undefined') return 'is missing'
  return issue.message.replace(/^Invalid [^:]+: /, '').replace(/\s+/g, ' ')
}
