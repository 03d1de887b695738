import * as v from 'valibot'
import { AUTONOMY, CRITERIA, type Criterion } from './policy.ts'
import { readSeats } from './seats.ts'

const texts = v.array(v.pipe(v.string(), v.trim(), v.minLength(1)))
const commands = v.array(
  v.pipe(
    v.string(),
    v.check((command) => command.trim() !== ''),
  ),
)
const agent = v.pipe(v.string(), v.trim(), v.minLength(1))
const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const countOrNone = v.pipe(v.number(), v.integer(), v.minValue(0))
const amount = v.pipe(v.number(), v.gtValue(0))
const points = v.pipe(v.number(), v.minValue(0), v.maxValue(10))

const seats = v.pipe(
  texts,
  v.minLength(1),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const read = readSeats(dataset.value)
    if (read.ok) return read.value
    addIssue({ message: read.error })
    return NEVER
  }),
)

const weights = v.pipe(
  texts,
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const read: Partial<Record<Criterion, number>> = {}
    for (const text of dataset.value) {
      const [, name, number] = /^([a-z]+)\s*=\s*(\d+(?:\.\d+)?)$/.exec(text) ?? []
      const criterion = CRITERIA.find((one) => one === name)
      if (criterion === undefined || number === undefined || criterion in read) {
        addIssue({ message: `"${text}" is no weight, or is there twice.` })
        return NEVER
      }
      read[criterion] = Number(number)
    }
    return read
  }),
)

interface PolicyKey<T> {
  /** How it is told to a person that a value is of the wrong kind. */
  readonly allowed: string
  readonly schema: v.GenericSchema<unknown, T>
}

function key<T>(allowed: string, schema: v.GenericSchema<unknown, T>): PolicyKey<T> {
  return { allowed, schema }
}

const seatsAllowed = 'a list of seats such as claude:cost; the lenses are value, cost and risk'
const weightsAllowed = `a list such as benefit=2; the criteria are ${CRITERIA.join(', ')}`

/** Every key of the policy notes, what is allowed in it, and how it is read. */
export const POLICY_KEYS = {
  jurors: key(seatsAllowed, seats),
  quorum: key('a whole number from 1', count),
  go_at: key('a number from 0 to 10', points),
  kill_below: key('a number from 0 to 10', points),
  weights: key(weightsAllowed, weights),
  planner: key('the name of an agent', agent),
  builder: key('the name of an agent', agent),
  verifier: key('the name of an agent', agent),
  historian: key('the name of an agent', agent),
  reviewers: key('a list of names of agents', v.pipe(texts, v.minLength(1))),
  gates: key('a list of commands', commands),
  setup: key('a list of commands', commands),
  gate_timeout_s: key('a number of seconds above 0', amount),
  agent_timeout_s: key('a number of seconds above 0', amount),
  setup_timeout_s: key('a number of seconds above 0', amount),
  heal_attempts: key('a whole number from 0', countOrNone),
  review_attempts: key('a whole number from 1', count),
  max_changed_files: key('a whole number from 1', count),
  max_changed_lines: key('a whole number from 1', count),
  protected_paths: key('a list of paths', texts),
  budget_usd: key('a number of dollars above 0', amount),
  budget_tokens: key('a whole number from 1', count),
  budget_minutes: key('a number of minutes above 0', amount),
  stale_after_days: key('a whole number from 1', count),
  autonomy: key(`one of ${AUTONOMY.join(', ')}`, v.picklist(AUTONOMY)),
} as const

/** Keys that notes have for other reasons; they say nothing about policy. */
export const COMMON_KEYS: readonly string[] = [
  ...['title', 'alias', 'aliases', 'tag', 'tags', 'category', 'cssclass', 'cssclasses', 'date', 'created', 'modified', 'updated'],
  ...['description', 'publish', 'permalink', 'author'],
]

type Keys = typeof POLICY_KEYS
export type PolicyKeyName = keyof Keys

/** What the policy notes set; the rest has defaults. */
export type PolicySettings = { readonly [K in PolicyKeyName]?: v.InferOutput<Keys[K]['schema']> }

export function isPolicyKey(name: string): name is PolicyKeyName {
  return Object.hasOwn(POLICY_KEYS, name)
}
