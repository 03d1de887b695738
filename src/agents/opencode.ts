import * as v from 'valibot'
import type { AgentConfig } from './config.ts'
import { jsonIn } from './json-in.ts'
import type { Kind, Probed, Said, Task } from './kind.ts'
import { withSchema } from './schema-prompt.ts'
import { isExact } from './trusted-command.ts'
import { changeBy, shownInput, type Changes } from './shown-input.ts'

const MAX_PROMPT_CHARS = 4_000_000
const AGENT = 'forge-task'

/** opencode's `run`, measured with 1.18. */
export const opencode: Kind = {
  name: 'opencode',
  family: familyOf,
  program: 'opencode',
  install: 'Install opencode (npm i -g opencode-ai), or set `path` for this agent in the device config.',
  login: 'Run `opencode auth login` in a terminal, or name a `model` (provider/model) for this agent in the device config.',
  loginProbe: { args: ['auth', 'list'], since: '1.0.0', loggedIn },
  ownSettings: {
    file: (env) => `${env['XDG_CONFIG_HOME'] ?? `${env['HOME'] ?? env['USERPROFILE'] ?? ''}/.config`}/opencode/opencode.json`,
    variables: keyVariables,
  },
  variables: ['OPENCODE_API_KEY', 'OPENCODE_CONFIG', 'OPENCODE_CONFIG_DIR'],
  keys: ['OPENCODE_API_KEY'],
  exitCounts: false,
  maxPromptChars: MAX_PROMPT_CHARS,
  holds: 'all',
  // No switch keeps it from loading these.
  runsFrom: ['.opencode/plugin', '.opencode/plugins', '.opencode/tool', '.opencode/tools'],
  tried: '1.18.0',
  faults: [],
  resumes: true,
  quiet: {
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
    OPENCODE_DISABLE_SHARE: '1',
    OPENCODE_DISABLE_PROJECT_CONFIG: '1',
    OPENCODE_DISABLE_EXTERNAL_SKILLS: '1',
    OPENCODE_PURE: '1',
    NO_COLOR: '1',
  },
  files: () => ({}),
  launch: (task, config) => ({
    args: argsOf(task, config),
    stdin: task.resume === null ? withSchema(task) : task.prompt,
    env: { OPENCODE_CONFIG_CONTENT: JSON.stringify(configOf(task)) },
  }),
  read: readOpencodeLine,
}

function argsOf(task: Task, config: AgentConfig): readonly string[] {
  return [
    ...['run', '--format', 'json', '--agent', AGENT, '--thinking', '--print-logs', '--log-level', 'ERROR'],
    // Without a title it asks a model for one.
    ...(task.resume === null ? ['--title', 'Forge'] : ['-s', task.resume]),
    ...(config.model === null ? [] : ['-m', config.model]),
    ...config.argv,
  ]
}

/** An agent of its own, whose permissions no setting of the person or the folder touches. */
function configOf(task: Task): unknown {
  const permission = permissionsOf(task)
  return { autoupdate: false, share: 'disabled', snapshot: false, permission, agent: { [AGENT]: { mode: 'primary', permission } } }
}

/** Everything is denied but what stands here; a tool that is denied altogether is not even shown to the model. */
function permissionsOf(task: Task): Readonly<Record<string, unknown>> {
  const read = { '*': 'deny', read: 'allow', grep: 'allow', glob: 'allow', list: 'allow' }
  if (task.access === 'read') return { ...read, external_directory: 'deny' }
  const commands = task.allowedCommands.filter(isExact).map((command) => [command, 'allow'] as const)
  return { ...read, edit: 'allow', bash: { '*': 'deny', ...Object.fromEntries(commands) }, external_directory: 'deny' }
}

const amount = v.optional(v.number(), 0)
const State = v.object({
  status: v.optional(v.string(), ''),
  input: v.optional(v.record(v.string(), v.unknown()), {}),
  metadata: v.optional(v.unknown()),
})
const Event = v.variant('type', [
  v.object({ type: v.literal('step_start'), sessionID: v.string() }),
  v.object({ type: v.literal('text'), part: v.object({ text: v.string() }) }),
  v.object({ type: v.literal('reasoning'), part: v.object({ text: v.string() }) }),
  v.object({
    type: v.literal('tool_use'),
    part: v.object({ tool: v.string(), state: v.optional(State) }),
  }),
  v.object({
    type: v.literal('step_finish'),
    part: v.object({
      reason: v.optional(v.string(), ''),
      cost: amount,
      tokens: v.optional(
        v.object({
          input: amount,
          output: amount,
          reasoning: amount,
          cache: v.optional(v.object({ read: amount, write: amount }), { read: 0, write: 0 }),
        }),
      ),
    }),
  }),
  v.object({
    type: v.literal('error'),
    error: v.object({
      name: v.optional(v.string(), ''),
      data: v.optional(v.object({ message: v.optional(v.string(), ''), statusCode: v.optional(v.number()) })),
    }),
  }),
])

export function readOpencodeLine(line: Readonly<Record<string, unknown>>): readonly Said[] {
  const decoded = v.safeParse(Event, line)
  if (!decoded.success) return []
  const event = decoded.output
  switch (event.type) {
    case 'step_start':
      return [{ type: 'conversation', id: event.sessionID }]
    case 'text':
      return [
        { type: 'text', text: event.part.text },
        { type: 'draft', answer: jsonIn(event.part.text) },
      ]
    case 'reasoning':
      return [{ type: 'thinking', text: event.part.text }]
    case 'tool_use':
      return readTool(event.part)
    case 'step_finish':
      return readFinish(event.part)
    case 'error':
      return [{ type: 'error', message: faultOf(event.error), final: true }]
  }
}

const Existed = v.object({ exists: v.boolean() })
const Patched = v.object({ files: v.array(v.object({ filePath: v.string(), relativePath: v.string(), type: v.string() })) })
const PATCHES: Changes = { add: 'added', update: 'edited', delete: 'deleted', move: 'changed' }

/** A tool is told of when it has come back. */
function readTool({ tool, state }: Extract<v.InferOutput<typeof Event>, { readonly type: 'tool_use' }>['part']): readonly Said[] {
  const { status = '', input = {}, metadata = null } = state ?? {}
  const used: Said = { type: 'tool', name: tool, detail: shownInput(input) }
  if (status !== 'completed') return [used]
  const patched = v.safeParse(Patched, metadata)
  if (!patched.success) return [used, ...changeBy(changesBy(metadata), tool, input, null)]
  const { files } = patched.output
  const detail = used.detail || files.map(({ relativePath }) => relativePath).join(', ')
  return [
    { ...used, detail },
    ...files.map(({ filePath, type }) => ({ type: 'change', path: filePath, what: PATCHES[type] ?? 'changed', call: null }) as const),
  ]
}

function changesBy(metadata: unknown): Changes {
  const existed = v.safeParse(Existed, metadata)
  return { edit: 'edited', write: !existed.success ? 'changed' : existed.output.exists ? 'edited' : 'added' }
}

/** The status of the service stands apart from its words, which may say nothing of it. */
function faultOf({ name, data }: Extract<v.InferOutput<typeof Event>, { readonly type: 'error' }>['error']): string {
  const words = data?.message || name || 'It does not say what.'
  return data?.statusCode === undefined ? words : `${words} (${String(data.statusCode)})`
}

type Finish = Extract<v.InferOutput<typeof Event>, { readonly type: 'step_finish' }>['part']

/** There is no result event: the step that ends with `stop` is the last. */
function readFinish({ reason, cost, tokens }: Finish): readonly Said[] {
  // It reckons nothing for a model whose price it does not know.
  const costUsd = cost > 0 ? cost : null
  const cached = tokens?.cache.read ?? 0
  const tokensIn = (tokens?.input ?? 0) + cached + (tokens?.cache.write ?? 0)
  const tokensOut = (tokens?.output ?? 0) + (tokens?.reasoning ?? 0)
  const spent: Said = { type: 'spent', id: null, usage: { tokensIn, tokensOut, costUsd, cached } }
  if (reason === 'stop') return [spent, { type: 'done' }]
  if (reason === 'tool-calls') return [spent]
  // It begins another step, and where the service answers nonsense it never stops.
  const message = `Its step ended with "${reason}".`
  return [spent, { type: 'retry', reason: message }, { type: 'error', message, final: false }]
}

/** The vendor stands before the slash of the model's name; some only hand on other vendors' models. */
function familyOf(config: AgentConfig): string | null {
  const vendor = config.model?.split('/')[0] ?? ''
  return ['anthropic', 'openai', 'google', 'moonshot', 'alibaba'].includes(vendor) ? vendor : null
}

/** Where nothing is set up it would send the code to a free model of its own choice. */
function loggedIn(seen: Probed): boolean | null {
  const counts = [...seen.stdout.matchAll(/(\d+) (?:credential|environment variable)/g)].map((match) => Number(match[1]))
  if (seen.code !== 0 || counts.length === 0) return null
  if (counts.some((count) => count > 0)) return true
  const chosen = seen.config.model !== null || /"(?:model|provider)"/.test(seen.settings) || 'OPENCODE_CONFIG' in seen.env
  return chosen ? null : false
}

/** `{env:NAME}` in its settings. */
function keyVariables(text: string): readonly string[] {
  return [...text.matchAll(/\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g)].map((match) => match[1] ?? '')
}
