import * as v from 'valibot'
import { CRITERIA, seatName } from './policy.ts'
import { POLICY_KEYS, type PolicyKeyName } from './policy-keys.ts'
import { settlePolicy } from './settle-policy.ts'

/** A value as it stands in the frontmatter of a policy note. */
export type PolicyValue = string | number | readonly string[]

const LISTS: readonly PolicyKeyName[] = ['jurors', 'weights', 'reviewers', 'gates', 'setup', 'protected_paths']
const WORDS: readonly PolicyKeyName[] = ['planner', 'builder', 'verifier', 'historian', 'autonomy']
/** Their default follows from other keys or from the agents of a device, so that saying it is more than saying nothing. */
const DEPENDENT: readonly PolicyKeyName[] = [...LISTS, 'planner', 'builder', 'verifier', 'historian', 'quorum']

export function isList(name: PolicyKeyName): boolean {
  return LISTS.includes(name)
}

/** A value from the frontmatter as a person writes it into a field; a list has one item a line. */
export function textOfValue(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => textOfValue(item)).join('\n')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** What a person wrote into a field as a value; undefined where the field is empty or says what holds anyway. May not be allowed: see `faultOf`. */
export function valueOfText(name: PolicyKeyName, text: string): PolicyValue | undefined {
  const clean = text.trim()
  if (clean === '' || (!DEPENDENT.includes(name) && clean === defaultText(name, []))) return undefined
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  if (isList(name)) return lines.filter((line) => line !== '')
  const number = WORDS.includes(name) ? Number.NaN : Number(clean)
  return Number.isNaN(number) ? clean : number
}

/** Why a value is not allowed under a key, as one or two sentences; null where it is. */
export function faultOf(name: PolicyKeyName, value: PolicyValue): string | null {
  const { allowed, schema } = POLICY_KEYS[name]
  const read = v.safeParse(schema, value)
  if (read.success) return null
  const [issue] = read.issues
  return `${issue.type === 'raw_transform' ? `${issue.message} ` : ''}Allowed is ${allowed}.`
}

/** What holds where the note says nothing, as it would stand in a field; '' where it is nothing. `agents`: those of this device. */
export function defaultText(name: PolicyKeyName, agents: readonly string[]): string {
  const policy = settlePolicy({}, agents)
  if (name === 'jurors') return policy.jurors.map(seatName).join('\n')
  if (name === 'weights') return CRITERIA.map((criterion) => `${criterion}=${String(policy.weights[criterion])}`).join('\n')
  return textOfValue(policy[name])
}
