import * as v from 'valibot'
import { isAbsolute } from '../node/paths.ts'

/** Those that log in by themselves come first, then `command`, then those that are no CLI of a vendor. */
export const AGENT_KINDS = ['claude', 'codex', 'gemini', 'kimi', 'qwen', 'opencode', 'command', 'person', 'rehearsal'] as const
export type AgentKind = (typeof AGENT_KINDS)[number]

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/

/** What the name of a vault, a repo or an agent may be. */
export const NAME_RULE = 'A name is 1 to 60 letters, digits, dots, underscores and hyphens, and starts with a letter or a digit.'

export function isDeviceName(text: string): boolean {
  return NAME.test(text)
}

const nameSchema = v.pipe(v.string('A name must be a text.'), v.regex(NAME, NAME_RULE))
const text = v.pipe(v.string('It must be a text.'), v.minLength(1, 'It must not be empty.'))
const path = v.pipe(text, v.check(isPath, 'It must be an absolute path, or begin with ~/.'))
const yesNo = v.boolean('It must be true or false.')

function isPath(value: string): boolean {
  return value === '~' || /^~[/\\]/.test(value) || isAbsolute(value)
}

/** An array is an object too, as JavaScript sees it; here it is not. */
export function mapping(message: string) {
  return v.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), message)
}

/** A mapping with known keys only; `keys` says in a fault which ones. */
function closed<E extends v.ObjectEntries>(what: string, entries: E) {
  const message = `Allowed in ${what}: ${Object.keys(entries).join(', ')}.`
  return v.pipe(mapping(message), v.strictObject(entries, message))
}

const repoSchema = closed('a repo', { path, vault: nameSchema })

const amount = v.pipe(v.number('It must be a number.'), v.minValue(0, 'It must not be negative.'))
const priceSchema = closed('a price', { in: amount, out: amount, cached: v.nullish(amount) })
const count = v.pipe(v.number('It must be a number.'), v.integer('It must be a whole number.'), v.minValue(1, 'It must be 1 or more.'))

const agentSchema = v.pipe(
  closed('an agent', {
    kind: v.picklist(AGENT_KINDS, `It must be one of ${AGENT_KINDS.join(', ')}.`),
    model: v.nullish(text),
    pays: v.nullish(v.picklist(['plan', 'api'], 'It must be plan or api.')),
    env: v.nullish(
      v.record(v.string(), v.string('It must be a text; put numbers in quotes.'), 'It must be a mapping from a name to a text.'),
    ),
    argv: v.nullish(
      v.array(v.string('Each part must be a text; put numbers in quotes.'), 'It must be a list: the program and its arguments.'),
    ),
    path: v.nullish(path),
    unconfined: v.nullish(yesNo),
    fallback: v.nullish(nameSchema),
    price: v.nullish(priceSchema),
    max_tool_calls: v.nullish(count),
  }),
  v.check(
    (agent) => agent.kind !== 'command' || (agent.argv ?? []).length > 0,
    'An agent of kind command needs argv: the program and its arguments.',
  ),
)

const entriesSchema = closed('the device config', {
  vaults: v.nullish(v.pipe(mapping('It must be a mapping from a name to a folder.'), v.record(nameSchema, path)), {}),
  repos: v.nullish(v.pipe(mapping('It must be a mapping from a name to path and vault.'), v.record(nameSchema, repoSchema)), {}),
  agents: v.nullish(v.pipe(mapping('It must be a mapping from a name to an agent.'), v.record(nameSchema, agentSchema)), {}),
  worktrees_at: v.nullish(path),
  env_file: v.nullish(path),
  agents_may_answer: v.nullish(yesNo),
  go_on: v.nullish(yesNo),
})

/** `config.yaml` as it is written. */
export const ConfigSchema = v.pipe(
  entriesSchema,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const { vaults, repos, agents } = dataset.value
    for (const [name, repo] of Object.entries(repos)) {
      if (!Object.hasOwn(vaults, repo.vault))
        addIssue({ message: `repos.${name}.vault is ${repo.vault}, which is not one of vaults: ${listed(vaults)}.` })
    }
    for (const [name, { fallback }] of Object.entries(agents)) {
      const unknown = fallback !== null && fallback !== undefined && !Object.hasOwn(agents, fallback)
      if (unknown) addIssue({ message: `agents.${name}.fallback is ${fallback}, which is not one of agents: ${listed(agents)}.` })
    }
  }),
)

function listed(record: object): string {
  return Object.keys(record).join(', ') || 'none'
}

export type ConfigEntries = v.InferOutput<typeof ConfigSchema>
export type AgentEntry = v.InferOutput<typeof agentSchema>
