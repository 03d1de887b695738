import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Price } from '../../../src/agents/config.ts'
import type { Turn } from './scripted-model.ts'

/** The folder whose `node_modules` the CLIs are in. */
export const HOME = process.env['FORGE_REAL_CLIS'] || path.join(import.meta.dirname, 'installed')
export const BIN = path.join(HOME, 'node_modules', '.bin')

type Call = (argument: string) => Turn
const call = (name: string, input: Readonly<Record<string, unknown>>): Turn => ({ call: { name, input } })

/** One CLI as the suite needs it: how it is logged in to the scripted model, and what its tools are called. */
export interface Cli {
  readonly kind: string
  readonly model: string | null
  /** One that it knows to take a megabyte. */
  readonly roomyModel: string | null
  /** Writes its settings into a home folder; gives the `env` of the agent. `${CANARY_KEY}` is the key. */
  readonly setUp: (home: string, url: string) => Readonly<Record<string, string>>
  readonly read: Call
  readonly write: (at: string, text?: string) => Turn
  readonly shell: Call
  /** The answer, in the way this CLI takes it. */
  readonly answer: (value: Readonly<Record<string, unknown>>) => Turn
  /** A first answer that does not fit, for which the CLI itself does not ask again. */
  readonly misfit: readonly Turn[]
  /** When it tells what it has used. */
  readonly counts: 'while it works' | 'at its end' | 'never'
  /** Dollars for one question, where the CLI or `price` knows them. */
  readonly usdEach: number | null
  readonly price: Price | null
  /** What the builder may run: the trusted command alone, that only where nothing holds it, anything in a sandbox, or nothing. */
  readonly runs: 'trusted' | 'unconfined' | 'sandboxed' | 'nothing'
  /** True where a command that it runs is handed the agent's key. */
  readonly handsOnKey: boolean
  /** True where its writing is held to the folder. */
  readonly isHeld: boolean
  /** True where a command has not come back before all that it left behind has closed its output. */
  readonly waitsForOutput: boolean
  /** It has asked its model by then, also on a slow machine. */
  readonly patienceMs: number
  /** True where it prints the question first. It ends without waiting for its reader, so an instant answer may be lost behind a long one. */
  readonly echoes: boolean
  /** What it says of a fault that its own words tell nothing of. */
  readonly blames: Readonly<Record<string, string>>
}

const file = (at: string, text: string): void => {
  mkdirSync(path.dirname(at), { recursive: true })
  writeFileSync(at, text)
}
const json = (value: Readonly<Record<string, unknown>>): Turn => ({ text: JSON.stringify(value) })
const MISFIT: readonly Turn[] = [json({ verdict: 'MAYBE' })]
/** A question of 100 tokens and an answer of 20. */
const PRICED = { price: { in: 1, out: 2, cached: null }, usdEach: 0.00014 } as const
const usual = {
  ...PRICED,
  counts: 'while it works',
  runs: 'trusted',
  handsOnKey: false,
  isHeld: true,
  waitsForOutput: false,
  patienceMs: 35_000,
  echoes: false,
  blames: {},
} as const

export const CLIS: readonly Cli[] = [
  {
    ...usual,
    kind: 'claude',
    model: 'claude-sonnet-4-5',
    roomyModel: 'claude-sonnet-4-5',
    setUp: (_home, url) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: '${CANARY_KEY}', CLAUDE_CODE_MAX_RETRIES: '1' }),
    read: (at) => call('Read', { file_path: at }),
    write: (at, text = 'x') => call('Write', { file_path: at, content: text }),
    shell: (command) => call('Bash', { command, description: 'd' }),
    answer: (value) => call('StructuredOutput', value),
    misfit: [{ text: 'GO.' }, { text: 'GO, I said.' }],
    // It knows the price itself.
    price: null,
    usdEach: 0.0006,
    handsOnKey: true,
  },
  {
    ...usual,
    kind: 'codex',
    model: 'gpt-5.5',
    roomyModel: 'gpt-5.5',
    setUp: (home, url) => {
      const provider = [
        'name = "scripted"',
        `base_url = "${url}/v1"`,
        'wire_api = "responses"',
        'env_key = "CANARY_KEY"',
        'request_max_retries = 0',
        'stream_max_retries = 0',
      ]
      file(
        path.join(home, '.codex/config.toml'),
        [
          'model = "gpt-5.5"',
          'model_provider = "scripted"',
          '[model_providers.scripted]',
          ...provider,
          '[analytics]',
          'enabled = false',
        ].join('\n'),
      )
      return {}
    },
    read: (at) => call('exec_command', { cmd: `cat ${at}` }),
    write: (at, text = 'x\n') => call('exec_command', { cmd: `cat > ${at} <<'END'\n${text}END` }),
    shell: (command) => call('exec_command', { cmd: command }),
    answer: json,
    misfit: MISFIT,
    counts: 'at its end',
    runs: 'sandboxed',
    // Of a status of 500 it says that demand is high, and of a page that the stream ended.
    blames: { '500': 'is overloaded', 'a page': 'broke off' },
  },
  {
    ...usual,
    kind: 'gemini',
    echoes: true,
    model: 'gemini-2.5-flash',
    roomyModel: 'gemini-2.5-flash',
    setUp: (home, url) => {
      file(path.join(home, '.gemini/settings.json'), JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } }))
      return { GEMINI_API_KEY: '${CANARY_KEY}', GOOGLE_GEMINI_BASE_URL: url }
    },
    read: (at) => call('read_file', { file_path: at }),
    write: (at, text = 'x') => call('write_file', { file_path: at, content: text }),
    shell: (command) => call('run_shell_command', { command, description: 'd' }),
    answer: json,
    misfit: MISFIT,
    waitsForOutput: true,
    counts: 'at its end',
  },
  {
    ...usual,
    kind: 'qwen',
    model: 'scripted',
    roomyModel: 'qwen3-coder-plus',
    setUp: (_home, url) => ({ OPENAI_API_KEY: '${CANARY_KEY}', OPENAI_BASE_URL: `${url}/v1`, OPENAI_MODEL: 'scripted' }),
    read: (at) => call('read_file', { file_path: at }),
    write: (at, text = 'x') => call('write_file', { file_path: at, content: text }),
    shell: (command) => call('run_shell_command', { command, description: 'd', is_background: false }),
    answer: (value) => call('structured_output', value),
    misfit: [{ text: 'GO.' }],
    runs: 'unconfined',
    handsOnKey: true,
  },
  {
    ...usual,
    kind: 'kimi',
    model: null,
    roomyModel: null,
    setUp: (home, url) => {
      const provider = ['[providers.scripted]', 'type = "openai"', `base_url = "${url}/v1"`, 'api_key = "none"']
      const model = [
        '[models.scripted]',
        'provider = "scripted"',
        'model = "scripted"',
        'max_context_size = 1000000',
        'capabilities = ["tool_use"]',
      ]
      file(path.join(home, '.kimi-code/config.toml'), ['default_model = "scripted"', ...provider, ...model].join('\n'))
      return { KIMI_API_KEY: '${CANARY_KEY}' }
    },
    read: (at) => call('Read', { path: at }),
    write: (at, text = 'x') => call('Write', { path: at, content: text }),
    shell: (command) => call('Bash', { command, description: 'd' }),
    answer: json,
    misfit: MISFIT,
    counts: 'never',
    price: null,
    usdEach: null,
    runs: 'nothing',
    isHeld: false,
  },
  {
    ...usual,
    kind: 'opencode',
    model: 'scripted/scripted',
    roomyModel: 'scripted/scripted',
    setUp: (home, url) => {
      const models = { scripted: { limit: { context: 1_000_000, output: 8000 }, cost: { input: 1, output: 2 } } }
      const scripted = { npm: '@ai-sdk/openai-compatible', options: { baseURL: `${url}/v1`, apiKey: '{env:CANARY_KEY}' }, models }
      file(path.join(home, '.config/opencode/opencode.json'), JSON.stringify({ model: 'scripted/scripted', provider: { scripted } }))
      // As on a device where it ran before: else it looks for this package, and goes on without.
      const packages = { '': { dependencies: { '@opencode-ai/plugin': '*' } } }
      file(path.join(home, '.config/opencode/package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }))
      mkdirSync(path.join(home, '.config/opencode/node_modules'), { recursive: true })
      return {}
    },
    read: (at) => call('read', { filePath: at }),
    write: (at, text = 'x') => call('write', { filePath: at, content: text }),
    shell: (command) => call('bash', { command, description: 'd' }),
    answer: json,
    misfit: MISFIT,
    price: null,
    handsOnKey: true,
    waitsForOutput: true,
    patienceMs: 90_000,
  },
]

/** Its program, null where it is not installed. */
export function programOf(cli: Cli): string | null {
  const program = path.join(BIN, cli.kind)
  return existsSync(program) ? program : null
}

/** In CI a CLI that is not installed counts as one that is, so that its tests fail. */
export function isInstalled(cli: Cli): boolean {
  return programOf(cli) !== null || process.env['CI'] !== undefined
}
