import * as v from 'valibot'
import type { AgentConfig } from './config.ts'
import type { Kind, Probed, Said, Task, Tokens } from './kind.ts'
import { notACommand } from './schema-prompt.ts'
import { isExact } from './trusted-command.ts'
import { changeBy, shownInput, type Changes } from './shown-input.ts'

/** The CLI refuses more than 10 MB on stdin, and a UTF-16 unit takes up to three bytes. */
const MAX_PROMPT_CHARS = 3_000_000
const READ_TOOLS = ['Read', 'Grep', 'Glob']
/** The tool through which `--json-schema` takes the answer; it does nothing that a person would want to see. */
const ANSWER_TOOL = 'StructuredOutput'
/** What a tool makes of the file it is given, as far as its call tells. */
const CHANGES: Changes = { Edit: 'edited', Write: 'changed', NotebookEdit: 'edited' }
const EDIT_TOOLS = [...READ_TOOLS, 'Edit', 'Write', 'NotebookEdit', 'TodoWrite', 'Bash']

/** Claude Code in print mode, measured with 2.1. */
export const claude: Kind = {
  name: 'claude',
  family: (config) => (config.env['ANTHROPIC_BASE_URL'] === undefined ? 'anthropic' : null),
  program: 'claude',
  install: 'Install Claude Code (npm i -g @anthropic-ai/claude-code), or set `path` for this agent in the device config.',
  login:
    'Run `claude` once in a terminal and log in. To pay by key instead, set ANTHROPIC_API_KEY, and `pays: api` for this agent in the device config.',
  loginProbe: { args: ['auth', 'status', '--json'], since: '2.1.197', loggedIn },
  ownSettings: null,
  variables: [
    'ANTHROPIC_*',
    'CLAUDE_CONFIG_DIR',
    'CLAUDE_CODE_OAUTH_TOKEN',
    'CLAUDE_CODE_USE_*',
    'AWS_*',
    'GOOGLE_*',
    'CLOUD_ML_REGION',
    'VERTEX_*',
  ],
  keys: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
  // A result event is the truth: some failures exit with 0, and an interrupted cleanup after a good result does not.
  exitCounts: false,
  maxPromptChars: MAX_PROMPT_CHARS,
  holds: 'all',
  runsFrom: [],
  tried: '2.1.197',
  faults: [],
  resumes: true,
  quiet: {
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    // Without these the prompt grows by what nobody put there: the file behind every `@path` in it, inside the folder or not, the newest
    // commit messages (a reviewer must not see them), and what the CLI remembers of other sessions.
    CLAUDE_CODE_DISABLE_ATTACHMENTS: '1',
    CLAUDE_CODE_DISABLE_FILE_MENTIONS: '1',
    CLAUDE_CODE_DISABLE_GIT_INSTRUCTIONS: '1',
    CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
    // The default of ten retries with back-off takes minutes over a wrong key.
    CLAUDE_CODE_MAX_RETRIES: '4',
    // An answer that does not fit goes back by Forge's count.
    MAX_STRUCTURED_OUTPUT_RETRIES: '2',
  },
  files: () => ({}),
  launch: (task, config) => ({ args: argsOf(task, config), stdin: notACommand(task.prompt), env: {} }),
  read: readClaudeLine,
}

function argsOf(task: Task, config: AgentConfig): readonly string[] {
  return [
    ...['-p', '--output-format', 'stream-json', '--verbose'],
    ...(task.resume === null ? [] : ['--resume', task.resume]),
    ...['--json-schema', JSON.stringify(task.schema), '--setting-sources', '', '--strict-mcp-config', '--disable-slash-commands'],
    ...accessArgs(task),
    ...(config.model === null ? [] : ['--model', config.model]),
    ...config.argv,
  ]
}

/** What is not in the list of tools cannot be used at all; what would ask a person is denied in print mode. */
function accessArgs(task: Task): readonly string[] {
  if (task.access === 'read') return ['--tools', READ_TOOLS.join(','), '--permission-mode', 'dontAsk']
  const allow = task.allowedCommands.filter(isExact).map((text) => `Bash(${text})`)
  return ['--tools', EDIT_TOOLS.join(','), '--permission-mode', 'acceptEdits', '--settings', JSON.stringify({ permissions: { allow } })]
}

const amount = v.optional(v.number(), 0)
const Counts = v.object({
  input_tokens: amount,
  output_tokens: amount,
  cache_read_input_tokens: amount,
  cache_creation_input_tokens: amount,
})
const PerModel = v.record(
  v.string(),
  v.object({
    inputTokens: amount,
    outputTokens: amount,
    cacheReadInputTokens: amount,
    cacheCreationInputTokens: amount,
    costUSD: amount,
    costBasis: v.optional(v.string(), 'list'),
  }),
)
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
const Assistant = v.object({
  type: v.literal('assistant'),
  message: v.object({ id: v.optional(v.string(), ''), content: v.array(v.unknown()), usage: v.optional(Counts) }),
})
const Init = v.object({ type: v.literal('system'), subtype: v.literal('init'), session_id: v.string(), model: v.optional(v.string(), '') })
const Retry = v.object({
  type: v.literal('system'),
  subtype: v.picklist(['api_retry', 'model_fallback']),
  attempt: v.optional(v.number(), 1),
  error: v.optional(v.string(), 'no reason given'),
  error_status: v.nullish(v.number(), null),
  retry_delay_ms: v.nullish(v.number(), null),
})
const Thinking = v.object({ type: v.literal('system'), subtype: v.literal('thinking_tokens') })
const Results = v.object({
  type: v.literal('user'),
  message: v.object({ content: v.array(v.unknown()) }),
  tool_use_result: v.optional(v.unknown()),
})
const Came = v.object({ type: v.literal('tool_result'), tool_use_id: v.string(), is_error: v.optional(v.boolean(), false) })
/** What Write tells of a file; Edit tells no type, for it needs the file. */
const Written = v.object({ type: v.picklist(['create', 'update']) })
const Outcome = v.object({
  type: v.literal('result'),
  is_error: v.optional(v.boolean(), false),
  subtype: v.optional(v.string(), ''),
  result: v.optional(v.string(), ''),
  structured_output: v.optional(v.unknown()),
  errors: v.optional(v.array(v.string()), []),
  usage: v.optional(Counts),
  total_cost_usd: v.optional(v.number()),
  modelUsage: v.optional(PerModel, {}),
  model_usage_since_last_result: v.optional(PerModel, {}),
})

export function readClaudeLine(line: Readonly<Record<string, unknown>>): readonly Said[] {
  const outcome = v.safeParse(Outcome, line)
  if (outcome.success) return readOutcome(outcome.output)
  const assistant = v.safeParse(Assistant, line)
  if (assistant.success) return readAssistant(assistant.output)
  const init = v.safeParse(Init, line)
  if (init.success)
    return [
      { type: 'conversation', id: init.output.session_id },
      { type: 'model', name: init.output.model },
    ]
  const results = v.safeParse(Results, line)
  if (results.success) return readResults(results.output)
  if (v.is(Thinking, line)) return [{ type: 'thinking', text: '' }]
  const retry = v.safeParse(Retry, line)
  return retry.success ? readRetry(retry.output) : []
}

function readRetry(retry: v.InferOutput<typeof Retry>): readonly Said[] {
  const told: Said = { type: 'retry', reason: reasonOf(retry) }
  const { retry_delay_ms: delayMs, error } = retry
  return delayMs === null ? [told] : [told, { type: 'waiting', on: `the service (${error})`, forS: delayMs / 1000 }]
}

/** Whether a tool did its work, which says whether a file was changed. */
function readResults({ message, tool_use_result }: v.InferOutput<typeof Results>): readonly Said[] {
  const written = v.safeParse(Written, tool_use_result)
  const what = written.success ? ({ create: 'added', update: 'edited' } as const)[written.output.type] : null
  return message.content.flatMap((block): readonly Said[] => {
    const came = v.safeParse(Came, block)
    return came.success ? [{ type: 'called', call: came.output.tool_use_id, ok: !came.output.is_error, what }] : []
  })
}

function reasonOf({ subtype, attempt, error, error_status }: v.InferOutput<typeof Retry>): string {
  if (subtype === 'model_fallback') return 'Another model takes over.'
  return `The service failed (${error_status === null ? error : `${error}, ${String(error_status)}`}); retry ${String(attempt)}.`
}

function readAssistant({ message }: v.InferOutput<typeof Assistant>): readonly Said[] {
  const blocks = message.content.flatMap((block): readonly Said[] => {
    const decoded = v.safeParse(Block, block)
    if (!decoded.success) return []
    const said = decoded.output
    if (said.type === 'text') return [{ type: 'text', text: said.text }]
    if (said.type === 'thinking') return [{ type: 'thinking', text: said.thinking }]
    if (said.name === ANSWER_TOOL) return [{ type: 'offer', answer: said.input }]
    return [{ type: 'tool', name: said.name, detail: shownInput(said.input) }, ...changeBy(CHANGES, said.name, said.input, said.id)]
  })
  // Counted while it runs, so that a run that is stopped is not free of charge in the notes.
  return message.usage ? [...blocks, { type: 'spent', id: message.id, usage: { ...tokensOf(message.usage), costUsd: null } }] : blocks
}

/** `is_error` decides; the subtype says "success" for failed calls too. */
function readOutcome(outcome: v.InferOutput<typeof Outcome>): readonly Said[] {
  const spent = spentOn(outcome)
  // The last answer stands, for Forge to say what is wrong with it.
  if (outcome.subtype === 'error_max_structured_output_retries') return [spent, { type: 'done' }]
  if (outcome.is_error) {
    const message = outcome.result || outcome.errors.join('; ') || outcome.subtype
    return [spent, { type: 'error', message, final: true }]
  }
  return [spent, { type: 'draft', answer: outcome.structured_output }, { type: 'done' }]
}

/** `usage` leaves out sub-agents, and the totals by model run on when a conversation is taken up again. */
function spentOn(outcome: v.InferOutput<typeof Outcome>): Said {
  const recent = Object.values(outcome.model_usage_since_last_result)
  if (recent.length > 0) return { type: 'spent-in-all', usage: sumOf(recent) }
  const all = Object.values(outcome.modelUsage)
  if (all.length > 0) return { type: 'spent-since-start', usage: sumOf(all) }
  const tokens = outcome.usage ? tokensOf(outcome.usage) : { tokensIn: 0, tokensOut: 0 }
  return { type: 'spent-in-all', usage: { ...tokens, costUsd: outcome.total_cost_usd ?? null } }
}

function sumOf(models: readonly v.InferOutput<typeof PerModel>[string][]): Tokens {
  const sum = (of: (model: (typeof models)[number]) => number): number => models.reduce((total, model) => total + of(model), 0)
  return {
    tokensIn: sum((model) => model.inputTokens + model.cacheReadInputTokens + model.cacheCreationInputTokens),
    tokensOut: sum((model) => model.outputTokens),
    // For a model that it does not know the CLI makes a price up.
    costUsd: models.some((model) => model.costBasis === 'unknown') ? null : sum((model) => model.costUSD),
    cached: sum((model) => model.cacheReadInputTokens),
  }
}

function tokensOf(counts: v.InferOutput<typeof Counts>): Omit<Tokens, 'costUsd'> {
  return {
    tokensIn: counts.input_tokens + counts.cache_read_input_tokens + counts.cache_creation_input_tokens,
    tokensOut: counts.output_tokens,
    cached: counts.cache_read_input_tokens,
  }
}

const AuthStatus = v.object({ loggedIn: v.boolean() })

/** `claude auth status` answers from this device alone. Anything else than its JSON says nothing. */
function loggedIn(seen: Probed): boolean | null {
  const decoded = v.safeParse(v.pipe(v.string(), v.parseJson(), AuthStatus), seen.stdout)
  return decoded.success ? decoded.output.loggedIn : null
}
