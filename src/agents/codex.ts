import * as v from 'valibot'
import type { AgentConfig } from './config.ts'
import { jsonIn } from './json-in.ts'
import type { Kind, Probed, Said, Task } from './kind.ts'
import { withSchema } from './schema-prompt.ts'
import { shownInput, type Changes } from './shown-input.ts'
import { strictSchema } from './strict-schema.ts'

/** The CLI refuses more characters on stdin. */
const MAX_PROMPT_CHARS = 1_000_000
const SCHEMA_FILE = 'answer.schema.json'

/** Codex in exec mode, measured with 0.169. */
export const codex: Kind = {
  name: 'codex',
  family: (config) => (config.env['OPENAI_BASE_URL'] === undefined ? 'openai' : null),
  program: 'codex',
  install: 'Install Codex (npm i -g @openai/codex), or set `path` for this agent in the device config.',
  login: 'Run `codex login` in a terminal. To pay by key instead, set CODEX_API_KEY, and `pays: api` for this agent in the device config.',
  loginProbe: { args: ['login', 'status'], since: '0.100.0', loggedIn },
  ownSettings: {
    file: (env) => `${env['CODEX_HOME'] ?? `${env['HOME'] ?? env['USERPROFILE'] ?? ''}/.codex`}/config.toml`,
    variables: keyVariables,
  },
  variables: ['OPENAI_*', 'CODEX_HOME', 'CODEX_API_KEY', 'CODEX_CA_CERTIFICATE', 'AZURE_OPENAI_*'],
  keys: ['OPENAI_API_KEY', 'CODEX_API_KEY'],
  exitCounts: false,
  maxPromptChars: MAX_PROMPT_CHARS,
  holds: 'all',
  runsFrom: [],
  tried: '0.169.0',
  faults: [],
  resumes: true,
  quiet: { RUST_LOG: 'error' },
  files: (task) => ({ [SCHEMA_FILE]: JSON.stringify(strictSchema(task.schema)) }),
  launch: (task, config, scratch) => ({ args: argsOf(task, config, scratch), stdin: promptOf(task), env: {} }),
  read: readCodexLine,
}

function argsOf(task: Task, config: AgentConfig, scratch: string): readonly string[] {
  return [
    ...['exec', '--json', '--skip-git-repo-check', '--color', 'never', '--disable', 'plugins'],
    // The sandbox is not remembered, and is taken only before `resume`.
    ...['-s', task.access === 'edit' ? 'workspace-write' : 'read-only'],
    ...settings(SETTINGS),
    ...['--output-schema', `${scratch}/${SCHEMA_FILE}`],
    ...(config.model === null ? [] : ['-m', config.model]),
    ...config.argv,
    ...(task.resume === null ? [] : ['resume', task.resume]),
    '-',
  ]
}

const SETTINGS = [
  'approval_policy="never"',
  'web_search="disabled"',
  'check_for_update_on_startup=false',
  // What looks like a secret is not handed on to the commands that it runs.
  'shell_environment_policy.ignore_default_excludes=false',
  'sandbox_workspace_write.exclude_slash_tmp=true',
  'sandbox_workspace_write.exclude_tmpdir_env_var=true',
  'sandbox_workspace_write.network_access=false',
  'sandbox_workspace_write.writable_roots=[]',
]

function settings(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => ['-c', value])
}

/** The service holds the answer to the schema, the CLI does not check it, and a service behind another address may ignore it: so it is also told. */
function promptOf(task: Task): string {
  return task.resume === null ? withSchema(task) : task.prompt
}

const amount = v.optional(v.number(), 0)
const Arguments = v.record(v.string(), v.unknown())
const Item = v.variant('type', [
  v.object({ type: v.literal('agent_message'), text: v.string() }),
  v.object({ type: v.literal('reasoning'), text: v.string() }),
  v.object({ type: v.literal('command_execution'), command: v.string() }),
  v.object({
    type: v.literal('file_change'),
    changes: v.array(v.object({ path: v.string(), kind: v.optional(v.string(), '') })),
    status: v.optional(v.string(), ''),
  }),
  v.object({ type: v.literal('mcp_tool_call'), tool: v.string(), arguments: v.optional(v.unknown()) }),
])
const Counts = v.object({ input_tokens: amount, cached_input_tokens: amount, output_tokens: amount })
const Event = v.variant('type', [
  v.object({ type: v.literal('thread.started'), thread_id: v.string() }),
  v.object({ type: v.literal('item.started'), item: Item }),
  v.object({ type: v.literal('item.completed'), item: Item }),
  v.object({ type: v.literal('turn.completed'), usage: v.optional(Counts) }),
  v.object({ type: v.literal('turn.failed'), error: v.object({ message: v.string() }) }),
  v.object({ type: v.literal('error'), message: v.string() }),
])

export function readCodexLine(line: Readonly<Record<string, unknown>>): readonly Said[] {
  const decoded = v.safeParse(Event, line)
  if (!decoded.success) return []
  const event = decoded.output
  switch (event.type) {
    case 'thread.started':
      return [{ type: 'conversation', id: event.thread_id }]
    case 'item.started':
      // Tools show when they begin; some that are refused never begin.
      return readItem(event.item).filter((said) => said.type === 'tool')
    case 'item.completed':
      return readItem(event.item).filter((said) => said.type !== 'tool')
    case 'turn.completed':
      return [...spent(event.usage), { type: 'done' }]
    case 'turn.failed':
      return [{ type: 'error', message: event.error.message, final: true }]
    case 'error':
      return [{ type: 'retry', reason: event.message }]
  }
}

/** The count runs on when a thread is taken up again. Codex tells no price. */
function spent(usage: v.InferOutput<typeof Counts> | undefined): readonly Said[] {
  if (usage === undefined) return []
  const tokens = { tokensIn: usage.input_tokens, tokensOut: usage.output_tokens, costUsd: null, cached: usage.cached_input_tokens }
  return [{ type: 'spent-since-start', usage: tokens }]
}

function readItem(item: v.InferOutput<typeof Item>): readonly Said[] {
  switch (item.type) {
    case 'agent_message':
      return [
        { type: 'text', text: item.text },
        { type: 'draft', answer: jsonIn(item.text) },
      ]
    case 'reasoning':
      return [{ type: 'thinking', text: item.text }]
    case 'command_execution':
      return [{ type: 'tool', name: 'shell', detail: withoutShell(item.command) }]
    case 'file_change':
      return [...item.changes.map(({ path }) => ({ type: 'tool', name: 'write', detail: path }) as const), ...changesOf(item)]
    case 'mcp_tool_call':
      return [{ type: 'tool', name: item.tool, detail: v.is(Arguments, item.arguments) ? shownInput(item.arguments) : '' }]
  }
}

const CHANGES: Changes = { add: 'added', update: 'edited', delete: 'deleted' }

function changesOf({ changes, status }: Extract<v.InferOutput<typeof Item>, { readonly type: 'file_change' }>): readonly Said[] {
  if (status !== 'completed') return []
  return changes.map(({ path, kind }) => ({ type: 'change', path, what: CHANGES[kind] ?? 'changed', call: null }))
}

/** It hands every command to a shell, which tells a person nothing. */
function withoutShell(command: string): string {
  const inside = /^(?:\S*\/)?(?:ba|z)?sh -l?c ([\s\S]+)$/.exec(command)?.[1] ?? command
  return (
    /^'([^']*)'$|^"([^"\\$`]*)"$/
      .exec(inside)
      ?.slice(1)
      .find((text) => text !== undefined) ?? inside
  )
}

/** `codex login status` knows the stored login alone: a key in the environment or a provider of one's own does without. */
function loggedIn(seen: Probed): boolean | null {
  if (seen.code === 0) return true
  const otherWay = ['CODEX_API_KEY', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'].some((name) => name in seen.env)
  const otherProvider =
    /^\s*(model_provider|profile)\s*=/m.test(seen.settings) ||
    seen.config.argv.some((argument) => /model_provider|oss|profile/.test(argument))
  return otherWay || otherProvider || !/not logged in/i.test(seen.stdout + seen.stderr) ? null : false
}

/** A provider of one's own names the variable that holds its key. */
function keyVariables(text: string): readonly string[] {
  return [...text.matchAll(/^\s*env_key\s*=\s*["']([A-Za-z_][A-Za-z0-9_]*)["']/gm)].map((match) => match[1] ?? '')
}
