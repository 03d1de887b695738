import * as v from 'valibot'
import type { AgentConfig } from './config.ts'
import type { Kind, Probed, Said, Task, Tokens } from './kind.ts'
import { notACommand } from './schema-prompt.ts'
import { isExact } from './trusted-command.ts'
import { changeBy, shownInput, type Changes } from './shown-input.ts'

/** The CLI takes 8 MiB on stdin, and a UTF-16 unit takes up to three bytes. */
const MAX_PROMPT_CHARS = 2_600_000
const SETTINGS_FILE = 'settings.json'
const SCHEMA_FILE = 'answer.schema.json'
const READ_TOOLS = ['read_file', 'grep_search', 'glob', 'list_directory']
const EDIT_TOOLS = ['edit', 'write_file']
const CHANGES: Changes = { edit: 'edited', write_file: 'changed' }
const SHELL_TOOL = 'run_shell_command'
/** The tool through which `--json-schema` takes the answer. */
const ANSWER_TOOL = 'structured_output'
/** What its list of core tools does not keep out: other agents, tools that open other tools, timers, worktrees of its own. */
const OTHER_TOOLS = [
  ...['agent', 'list_agents', 'send_message', 'task_stop', 'skill', 'tool_call', 'tool_search', 'get_goal', 'update_goal', 'web_fetch'],
  ...['enter_worktree', 'exit_worktree', 'cron_create', 'cron_list', 'cron_delete', 'loop_wakeup', 'record_artifact', 'report_findings'],
  ...['read_mcp_resource', 'zoom_image', 'notebook_edit'],
]

/** Qwen Code in headless mode, measured with 0.24. */
export const qwen: Kind = {
  name: 'qwen',
  family: (config) => (config.env['OPENAI_BASE_URL'] === undefined ? 'alibaba' : null),
  program: 'qwen',
  install: 'Install Qwen Code (npm i -g @qwen-code/qwen-code), or set `path` for this agent in the device config.',
  login:
    'Run `qwen` once in a terminal and choose /auth. To pay by key instead, set OPENAI_API_KEY, and `pays: api` for this agent in the device config.',
  loginProbe: { args: null, since: '0.0.0', loggedIn },
  ownSettings: {
    file: (env) => `${env['QWEN_HOME'] ?? `${env['HOME'] ?? env['USERPROFILE'] ?? ''}/.qwen`}/settings.json`,
    variables: keyVariables,
  },
  variables: ['OPENAI_*', 'QWEN_HOME', 'QWEN_MODEL', 'DASHSCOPE_*', 'BAILIAN_*'],
  keys: ['OPENAI_API_KEY', 'DASHSCOPE_API_KEY'],
  exitCounts: false,
  maxPromptChars: MAX_PROMPT_CHARS,
  holds: 'all',
  runsFrom: [],
  tried: '0.24.0',
  faults: [
    { before: '0.16.0', consequence: 'This version has no safe mode and does not start; npm chooses it where Node is older than 22.' },
  ],
  resumes: true,
  quiet: { QWEN_CODE_NO_RELAUNCH: 'true', QWEN_TELEMETRY_ENABLED: 'false', QWEN_CODE_DISABLE_CRON: '1' },
  files: (task) => ({ [SETTINGS_FILE]: JSON.stringify(SETTINGS), [SCHEMA_FILE]: JSON.stringify(task.schema) }),
  launch: (task, config, scratch) => ({
    args: argsOf(task, config, scratch),
    stdin: notACommand(task.prompt),
    env: { QWEN_CODE_SYSTEM_SETTINGS_PATH: `${scratch}/${SETTINGS_FILE}` },
  }),
  read: readQwenLine,
}

const SETTINGS = {
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  general: { enableAutoUpdate: false },
  // An `@path` in the question brings in that file of the folder; no other is searched for.
  context: { fileFiltering: { enableRecursiveFileSearch: false } },
  // Otherwise it waits a minute and longer between tries; waiting is Forge's.
  model: { generationConfig: { maxRetries: 0, retryInitialDelayMs: 2000, retryMaxDelayMs: 5000 } },
}

function argsOf(task: Task, config: AgentConfig, scratch: string): readonly string[] {
  return [
    // Safe mode: no hooks, servers, extensions or settings of the folder that would run something.
    ...['-o', 'stream-json', '--safe-mode', '--approval-mode', 'default'],
    // As a file, for a command line on Windows is short.
    ...['--json-schema', `@${scratch}/${SCHEMA_FILE}`],
    ...accessArgs(task, config),
    ...(config.model === null ? [] : ['-m', config.model]),
    ...(task.resume === null ? [] : ['--resume', task.resume]),
    ...config.argv,
  ]
}

/** What would ask a person is denied; edits are allowed below the task's folder, which is what the pattern means. */
function accessArgs(task: Task, config: AgentConfig): readonly string[] {
  if (task.access === 'read')
    return ['--core-tools', READ_TOOLS.join(','), '--exclude-tools', [...OTHER_TOOLS, ...EDIT_TOOLS, SHELL_TOOL].join(',')]
  // A command that is allowed is allowed with further arguments too, which is more than was trusted.
  const commands = config.unconfined ? task.allowedCommands.filter(isExact).map((command) => `${SHELL_TOOL}(${command})`) : []
  const shell = commands.length > 0 ? [SHELL_TOOL] : []
  return [
    ...['--core-tools', [...READ_TOOLS, ...EDIT_TOOLS, ...shell].join(',')],
    ...['--exclude-tools', [...OTHER_TOOLS, ...(shell.length > 0 ? [] : [SHELL_TOOL])].join(',')],
    ...[...EDIT_TOOLS.map((tool) => `${tool}(/**)`), ...commands].flatMap((allowed) => ['--allowed-tools', allowed]),
  ]
}

const amount = v.optional(v.number(), 0)
const Counts = v.object({ input_tokens: amount, output_tokens: amount, cache_read_input_tokens: amount })
const Block = v.variant('type', [
  v.object({ type: v.literal('text'), text: v.string() }),
  v.object({ type: v.literal('thinking'), thinking: v.string() }),
  v.object({
    type: v.literal('tool_use'),
    id: v.optional(v.string(), ''),
    name: v.string(),
    input: v.optional(v.record(v.string(), v.unknown()), {}),
  }),
])
const Came = v.object({
  type: v.literal('tool_result'),
  tool_use_id: v.string(),
  is_error: v.optional(v.boolean(), false),
  content: v.optional(v.unknown()),
})
const Event = v.variant('type', [
  v.object({ type: v.literal('system'), subtype: v.string(), session_id: v.string(), model: v.optional(v.string(), '') }),
  v.object({
    type: v.literal('assistant'),
    message: v.object({ id: v.optional(v.string(), ''), content: v.array(v.unknown()), usage: v.optional(Counts) }),
  }),
  v.object({ type: v.literal('user'), message: v.object({ content: v.array(v.unknown()) }) }),
  v.object({
    type: v.literal('result'),
    is_error: v.optional(v.boolean(), false),
    subtype: v.optional(v.string(), ''),
    result: v.optional(v.string(), ''),
    error: v.optional(v.object({ message: v.optional(v.string(), '') })),
    structured_result: v.optional(v.unknown()),
    usage: v.optional(Counts),
  }),
])

export function readQwenLine(line: Readonly<Record<string, unknown>>): readonly Said[] {
  const decoded = v.safeParse(Event, line)
  if (!decoded.success) return []
  const event = decoded.output
  switch (event.type) {
    case 'system':
      if (event.subtype !== 'init') return []
      return [
        { type: 'conversation', id: event.session_id },
        { type: 'model', name: event.model },
      ]
    case 'assistant':
      return readAssistant(event.message)
    case 'user':
      return event.message.content.flatMap(readCame)
    case 'result':
      return readResult(event)
  }
}

type Told<Type extends string> = Extract<v.InferOutput<typeof Event>, { readonly type: Type }>

function readAssistant({ id, content, usage }: Told<'assistant'>['message']): readonly Said[] {
  const blocks = content.flatMap((block): readonly Said[] => {
    const decoded = v.safeParse(Block, block)
    if (!decoded.success) return []
    const said = decoded.output
    if (said.type === 'text') return [{ type: 'text', text: said.text }]
    if (said.type === 'thinking') return [{ type: 'thinking', text: said.thinking }]
    if (said.name === ANSWER_TOOL) return [{ type: 'offer', answer: said.input }]
    return [{ type: 'tool', name: said.name, detail: shownInput(said.input) }, ...changeBy(CHANGES, said.name, said.input, said.id)]
  })
  return usage ? [...blocks, { type: 'spent', id, usage: tokensOf(usage) }] : blocks
}

/** In words alone it tells whether what it wrote was there before. */
function readCame(block: unknown): readonly Said[] {
  const came = v.safeParse(Came, block)
  if (!came.success) return []
  const { tool_use_id, is_error, content } = came.output
  const first = typeof content === 'string' ? /^Successfully (created|overwrote)\b/.exec(content)?.[1] : undefined
  const what = first === 'created' ? 'added' : first === 'overwrote' ? 'edited' : null
  return [{ type: 'called', call: tool_use_id, ok: !is_error, what }]
}

function readResult(event: Told<'result'>): readonly Said[] {
  // The count runs on when a conversation is taken up again.
  const spent: readonly Said[] = event.usage ? [{ type: 'spent-since-start', usage: tokensOf(event.usage) }] : []
  if (!event.is_error) return [...spent, { type: 'draft', answer: event.structured_result }, { type: 'done' }]
  const message = event.error?.message || event.result || event.subtype
  // A text instead of the answer is an answer that does not fit, and no failure of the CLI.
  if (message.includes(`calling the ${ANSWER_TOOL} tool`)) return [...spent, { type: 'done' }]
  return [...spent, { type: 'error', message, final: true }]
}

function tokensOf(counts: v.InferOutput<typeof Counts>): Tokens {
  return { tokensIn: counts.input_tokens, tokensOut: counts.output_tokens, costUsd: null, cached: counts.cache_read_input_tokens }
}

/** Without a chosen way to log in and without a key the CLI refuses to start; more cannot be told without a model call. */
function loggedIn(seen: Probed): boolean | null {
  const named = ['OPENAI_API_KEY', 'DASHSCOPE_API_KEY'].some((name) => name in seen.env) || seen.config.argv.includes('--auth-type')
  return named || /"selectedType"/.test(seen.settings) ? null : false
}

/** A provider of one's own names the variable that holds its key. */
function keyVariables(text: string): readonly string[] {
  return [...text.matchAll(/"envKey"\s*:\s*"([A-Za-z_][A-Za-z0-9_]*)"/g)].map((match) => match[1] ?? '')
}
