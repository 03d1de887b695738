import * as v from 'valibot'
import type { AgentConfig } from './config.ts'
import { jsonIn, parse } from './json-in.ts'
import type { Kind, Probed, Said, Task } from './kind.ts'
import { withSchema } from './schema-prompt.ts'
import { changeBy, shownInput, type Changes } from './shown-input.ts'

/** The question goes in a file, which has no limit of its own. */
const MAX_PROMPT_CHARS = 4_000_000
const AGENT_FILE = 'forge-task.md'
const READ_TOOLS = ['Read', 'Grep', 'Glob']
const EDIT_TOOLS = [...READ_TOOLS, 'Write', 'Edit']
/** It does not tell whether what it writes was there before. */
const CHANGES: Changes = { Write: 'changed', Edit: 'edited' }

/** Kimi Code in print mode, measured with 2.1. */
export const kimi: Kind = {
  name: 'kimi',
  family: (config) => (config.model === null ? 'moonshot' : null),
  program: 'kimi',
  install: 'Install Kimi Code (npm i -g @moonshot-ai/kimi-code), or set `path` for this agent in the device config.',
  login: 'Run `kimi login` in a terminal.',
  loginProbe: { args: ['provider', 'list', '--json'], since: '2.0.0', loggedIn },
  ownSettings: null,
  variables: ['KIMI_*', 'MOONSHOT_API_KEY'],
  keys: ['KIMI_API_KEY', 'MOONSHOT_API_KEY', 'KIMI_MODEL_API_KEY'],
  exitCounts: false,
  maxPromptChars: MAX_PROMPT_CHARS,
  // Its writing tools write wherever the person may; print mode approves everything.
  holds: 'reading',
  runsFrom: [],
  tried: '2.1.0',
  faults: [{ before: '2.0.0', consequence: 'This is the older Kimi CLI, which takes other options: nothing can be asked.' }],
  resumes: true,
  quiet: {
    KIMI_CODE_NO_AUTO_UPDATE: '1',
    KIMI_DISABLE_TELEMETRY: '1',
    KIMI_DISABLE_CRON: '1',
    KIMI_LOOP_MAX_ATTEMPTS_PER_STEP: '3',
  },
  files: (task): Readonly<Record<string, string>> => (task.resume === null ? { [AGENT_FILE]: agentOf(task) } : {}),
  launch: (task, config, scratch) => ({ args: argsOf(task, config, scratch), stdin: '', env: {} }),
  read: readKimiLine,
}

/** The tools stay those of the conversation's beginning where it is taken up again. */
function argsOf(task: Task, config: AgentConfig, scratch: string): readonly string[] {
  return [
    ...['--output-format', 'stream-json'],
    ...(config.model === null ? [] : ['-m', config.model]),
    ...(task.resume === null ? ['--agent-file', `${scratch}/${AGENT_FILE}`] : ['-S', task.resume]),
    ...config.argv,
    // An argument, of which Linux takes 128 KiB; a repair, which names faults alone, is far from that.
    ...['-p', task.resume === null ? 'Do what your instructions say.' : task.prompt],
  ]
}

/** A definition of an agent whose instructions are the question. It is the one way to give a long prompt, and to take tools away. */
function agentOf(task: Task): string {
  const tools = task.access === 'edit' ? EDIT_TOOLS : READ_TOOLS
  const head = ['name: forge-task', 'description: One question of Forge', `tools: [${tools.join(', ')}]`, 'subagents: []']
  return `---\n${head.join('\n')}\n---\n${literal(withSchema(task))}`
}

/** The CLI fills in `${cwd}` and the like. It does so once, from left to right, and this name stands for nothing. */
function literal(text: string): string {
  return text.split('${').join('$${role_additional}{')
}

const Call = v.object({ id: v.optional(v.string(), ''), function: v.object({ name: v.string(), arguments: v.optional(v.string(), '') }) })
const Message = v.variant('role', [
  v.object({ role: v.literal('assistant'), content: v.nullish(v.string(), ''), tool_calls: v.optional(v.array(v.unknown()), []) }),
  v.object({ role: v.literal('tool'), tool_call_id: v.string(), content: v.optional(v.unknown()) }),
  v.object({
    role: v.literal('meta'),
    type: v.string(),
    session_id: v.optional(v.string(), ''),
    error_message: v.optional(v.string(), ''),
    status_code: v.nullish(v.number(), null),
    delay_ms: v.nullish(v.number(), null),
  }),
])

type Meta = Extract<v.InferOutput<typeof Message>, { readonly role: 'meta' }>

export function readKimiLine(line: Readonly<Record<string, unknown>>): readonly Said[] {
  const decoded = v.safeParse(Message, line)
  if (!decoded.success) return []
  const message = decoded.output
  if (message.role === 'assistant') return readAssistant(message.content ?? '', message.tool_calls)
  if (message.role === 'tool') return [readCame(message.tool_call_id, message.content)]
  if (message.type === 'turn.step.retrying') return readRetrying(message)
  // It comes only where the turn was completed.
  return message.type === 'session.resume_hint' ? [{ type: 'conversation', id: message.session_id }, { type: 'done' }] : []
}

function readRetrying({ status_code, error_message, delay_ms }: Meta): readonly Said[] {
  const why = [status_code, error_message].filter(Boolean).join(', ')
  const retry: Said = { type: 'retry', reason: `The service failed (${why}).` }
  return delay_ms === null ? [retry] : [retry, { type: 'waiting', on: `the service (${why})`, forS: delay_ms / 1000 }]
}

/** Of a tool that failed it tells in words alone. */
function readCame(call: string, content: unknown): Said {
  const ok = typeof content === 'string' && /^(?:Wrote|Appended|Replaced) \d/.test(content)
  return { type: 'called', call, ok, what: null }
}

function readAssistant(content: string, calls: readonly unknown[]): readonly Said[] {
  const tools = calls.flatMap((call): readonly Said[] => {
    const decoded = v.safeParse(Call, call)
    return decoded.success ? readCall(decoded.output) : []
  })
  const text: readonly Said[] = content === '' ? [] : [{ type: 'text', text: content }]
  return tools.length > 0 ? [...text, ...tools] : [...text, { type: 'draft', answer: jsonIn(content) }]
}

function readCall({ id, function: { name, arguments: text } }: v.InferOutput<typeof Call>): readonly Said[] {
  const decoded = v.safeParse(v.record(v.string(), v.unknown()), parse(text))
  const input = decoded.success ? decoded.output : {}
  return [{ type: 'tool', name, detail: shownInput(input) }, ...changeBy(CHANGES, name, input, id)]
}

const Listed = v.object({ providers: v.record(v.string(), v.unknown()) })

/** Without a provider it cannot work; whether the login of one still holds, nobody can tell without a model call. */
function loggedIn(seen: Probed): boolean | null {
  const decoded = v.safeParse(Listed, parse(seen.stdout))
  return decoded.success && Object.keys(decoded.output.providers).length === 0 && !('KIMI_MODEL_NAME' in seen.env) ? false : null
}
