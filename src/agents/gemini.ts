import * as v from 'valibot'
import { RUN_MARK } from '../node/process-list.ts'
import type { AgentConfig } from './config.ts'
import type { Kind, Probed, Said, Task } from './kind.ts'
import { notACommand, withSchema } from './schema-prompt.ts'
import { shellPattern } from './trusted-command.ts'
import { changeBy, shownInput, type Changes } from './shown-input.ts'

/** Of more than 8 MiB the CLI drops the rest, and a UTF-16 unit takes up to three bytes. */
const MAX_PROMPT_CHARS = 2_600_000
const SETTINGS_FILE = 'settings.json'
const POLICY_FILE = 'policy.toml'
const READ_TOOLS = ['read_file', 'read_many_files', 'list_directory', 'glob', 'grep_search']
const EDIT_TOOLS = ['write_file', 'replace']
/** It does not tell whether what it writes was there before. */
const CHANGES: Changes = { write_file: 'changed', replace: 'edited' }
const SHELL_TOOL = 'run_shell_command'

/** Gemini CLI in headless mode, measured with 0.61. */
export const gemini: Kind = {
  name: 'gemini',
  family: (config) => (config.env['GOOGLE_GEMINI_BASE_URL'] === undefined ? 'google' : null),
  program: 'gemini',
  install: 'Install Gemini CLI (npm i -g @google/gemini-cli), or set `path` for this agent in the device config.',
  login:
    'Run `gemini` once in a terminal and log in. To pay by key instead, set GEMINI_API_KEY, and `pays: api` for this agent in the device config.',
  loginProbe: { args: null, since: '0.0.0', loggedIn },
  ownSettings: { file: (env) => `${env['HOME'] ?? env['USERPROFILE'] ?? ''}/.gemini/settings.json`, variables: () => [] },
  variables: ['GEMINI_API_KEY', 'GEMINI_MODEL', 'GOOGLE_*', 'CLOUD_ML_REGION'],
  keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  exitCounts: false,
  maxPromptChars: MAX_PROMPT_CHARS,
  holds: 'all',
  runsFrom: [],
  // It takes no settings from below a folder that others may write to.
  loose: /Skipping system settings file/,
  tried: '0.61.0',
  faults: [],
  resumes: true,
  quiet: {
    // Otherwise it starts itself a second time, and what is stopped is only the first.
    GEMINI_CLI_NO_RELAUNCH: 'true',
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
    GEMINI_TELEMETRY_ENABLED: 'false',
  },
  files: (task) => ({ [SETTINGS_FILE]: JSON.stringify(settingsOf(task)), [POLICY_FILE]: policyOf(task) }),
  launch: (task, config, scratch) => ({
    args: argsOf(task, config, scratch),
    stdin: notACommand(task.resume === null ? withSchema(task) : task.prompt),
    // After a fault of its service it writes the whole conversation there, and leaves it for everybody to read.
    env: { GEMINI_CLI_SYSTEM_SETTINGS_PATH: `${scratch}/${SETTINGS_FILE}`, TMPDIR: scratch, TEMP: scratch, TMP: scratch },
  }),
  read: readGeminiLine,
}

function argsOf(task: Task, config: AgentConfig, scratch: string): readonly string[] {
  return [
    ...['-o', 'stream-json', '--admin-policy', `${scratch}/${POLICY_FILE}`],
    // There is no extension and no server of this name, so none is used.
    ...['-e', 'none', '--allowed-mcp-server-names', 'none'],
    ...(config.model === null ? [] : ['-m', config.model]),
    ...(task.resume === null ? [] : ['--resume', task.resume]),
    ...config.argv,
  ]
}

/** These stand above the person's settings and above those in the folder, which could name commands of their own to be run. */
function settingsOf(task: Task): unknown {
  const edit = task.access === 'edit' ? [...EDIT_TOOLS, SHELL_TOOL] : []
  return {
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    general: { enableAutoUpdate: false, enableAutoUpdateNotification: false, maxAttempts: 3 },
    hooksConfig: { enabled: false },
    // An `@path` in the question brings in that file of the folder; no other is searched for.
    context: { fileFiltering: { enableRecursiveFileSearch: false } },
    tools: { core: [...READ_TOOLS, ...edit], discoveryCommand: '', callCommand: '' },
    mcp: { allowed: ['none'] },
    advanced: { ignoreLocalEnv: true },
    // What looks like a secret is not handed on to the commands that it runs.
    security: { environmentVariableRedaction: { enabled: true, allowed: [RUN_MARK] } },
    skills: { enabled: false },
    experimental: { enableAgents: false },
  }
}

/** The highest tier of its policy engine: everything is denied but what stands here. */
function policyOf(task: Task): string {
  const tools = task.access === 'edit' ? [...READ_TOOLS, ...EDIT_TOOLS] : READ_TOOLS
  const commands = task.access === 'edit' ? task.allowedCommands : []
  return [
    rule({ toolName: '*', decision: 'deny', priority: 1 }),
    rule({ toolName: tools, decision: 'allow', priority: 2 }),
    ...commands.map((command) => rule({ toolName: SHELL_TOOL, commandRegex: shellPattern(command), decision: 'allow', priority: 3 })),
  ].join('\n')
}

/** JSON's texts, lists and numbers are TOML's too. */
function rule(entries: Readonly<Record<string, unknown>>): string {
  return `[[rule]]\n${Object.entries(entries)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join('')}`
}

const amount = v.optional(v.number(), 0)
const Event = v.variant('type', [
  v.object({ type: v.literal('init'), session_id: v.string(), model: v.optional(v.string(), '') }),
  v.object({ type: v.literal('message'), role: v.string(), content: v.string() }),
  v.object({
    type: v.literal('tool_use'),
    tool_name: v.string(),
    tool_id: v.optional(v.string(), ''),
    parameters: v.optional(v.record(v.string(), v.unknown()), {}),
  }),
  v.object({ type: v.literal('tool_result'), tool_id: v.string(), status: v.string() }),
  v.object({ type: v.literal('error'), message: v.optional(v.string(), 'It does not say what.') }),
  v.object({
    type: v.literal('result'),
    status: v.string(),
    error: v.optional(v.object({ message: v.optional(v.string(), 'It does not say what.') })),
    stats: v.optional(v.object({ input_tokens: amount, output_tokens: amount, cached: amount })),
  }),
])

export function readGeminiLine(line: Readonly<Record<string, unknown>>): readonly Said[] {
  const decoded = v.safeParse(Event, line)
  if (!decoded.success) return []
  const event = decoded.output
  switch (event.type) {
    case 'init':
      return [
        { type: 'conversation', id: event.session_id },
        { type: 'model', name: event.model },
      ]
    case 'message':
      if (event.role !== 'assistant') return []
      return [
        { type: 'text', text: event.content },
        { type: 'draft-piece', text: event.content },
      ]
    case 'tool_use':
      return [
        { type: 'tool', name: event.tool_name, detail: shownInput(event.parameters) },
        ...changeBy(CHANGES, event.tool_name, event.parameters, event.tool_id),
      ]
    case 'tool_result':
      return [{ type: 'called', call: event.tool_id, ok: event.status === 'success', what: null }]
    case 'error':
      return [{ type: 'retry', reason: event.message }]
    case 'result':
      return readResult(event)
  }
}

function readResult(event: Extract<v.InferOutput<typeof Event>, { readonly type: 'result' }>): readonly Said[] {
  const { stats } = event
  const usage = stats && { tokensIn: stats.input_tokens, tokensOut: stats.output_tokens, costUsd: null, cached: stats.cached }
  return [
    ...(usage ? [{ type: 'spent-in-all', usage } as const] : []),
    event.status === 'success' ? { type: 'done' } : { type: 'error', message: event.error?.message ?? event.status, final: true },
  ]
}

/** Only that nothing at all is set up can be told without a model call; the CLI then refuses to start. */
function loggedIn(seen: Probed): boolean | null {
  const named = ['GEMINI_API_KEY', 'GOOGLE_GENAI_USE_VERTEXAI', 'GOOGLE_GENAI_USE_GCA'].some((name) => name in seen.env)
  return named || /"selectedType"/.test(seen.settings) ? null : false
}
