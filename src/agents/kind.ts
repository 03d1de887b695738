import type { AgentConfig } from './config.ts'
import type { Access, FileChange, JsonSchema, Role, Usage } from './port.ts'
import type { Fault } from './version.ts'

/** One try of one question, as an agent CLI is asked it. */
export interface Task {
  readonly role: Role
  readonly focus: string | null
  /** The whole question; only what is wrong with the last answer where a conversation is taken up again. */
  readonly prompt: string
  /** Id of the conversation to be taken up again, null for a new one. */
  readonly resume: string | null
  readonly access: Access
  readonly schema: JsonSchema
  /** 1, or the number of the repair plus 1. */
  readonly try: number
  readonly feature: string
  readonly attempt: number
  readonly allowedCommands: readonly string[]
}

/** How a task becomes a process. Data only: nothing is started here. */
export interface Launch {
  /** After the program itself. */
  readonly args: readonly string[]
  readonly stdin: string
  /** For this task alone; put over all else, for it holds the agent to its folder. */
  readonly env: Readonly<Record<string, string>>
}

/** What one line of an agent's stdout says. */
export type Said =
  | { readonly type: 'text'; readonly text: string }
  /** '' where it is only told that it thinks. */
  | { readonly type: 'thinking'; readonly text: string }
  | { readonly type: 'tool'; readonly name: string; readonly detail: string }
  /** A file is changed, by a call of a tool that has yet to come back; null: it is done. */
  | { readonly type: 'change'; readonly path: string; readonly what: FileChange; readonly call: string | null }
  /** A call came back. `what` is better known than what was told before, null where it is not. */
  | { readonly type: 'called'; readonly call: string; readonly ok: boolean; readonly what: FileChange | null }
  | { readonly type: 'waiting'; readonly on: string; readonly forS: number | null }
  | { readonly type: 'retry'; readonly reason: string }
  /** The id by which this conversation can be taken up again. */
  | { readonly type: 'conversation'; readonly id: string }
  /** The model that answers, as the CLI calls it. */
  | { readonly type: 'model'; readonly name: string }
  /** Paid for. The same `id` again replaces what it said before; `all` replaces everything; null adds. */
  | { readonly type: 'spent'; readonly id: string | null; readonly usage: Tokens }
  | { readonly type: 'spent-in-all'; readonly usage: Tokens }
  /** As `spent-in-all`, but counted since the conversation began, which may have been in a process before. */
  | { readonly type: 'spent-since-start'; readonly usage: Tokens }
  /** The answer, should the run end well. */
  | { readonly type: 'draft'; readonly answer: unknown }
  /** A further piece of a text that is the answer, should no tool be used after it and the run end well. */
  | { readonly type: 'draft-piece'; readonly text: string }
  /** As `draft`, but given to the CLI, which may refuse it and ask its model again. */
  | { readonly type: 'offer'; readonly answer: unknown }
  /** The terminal event: it ended well, and the last draft is the answer. */
  | { readonly type: 'done' }
  /** It went wrong. `final` false: a later `done` still counts. */
  | { readonly type: 'error'; readonly message: string; readonly final: boolean }
  /** It did not take what holds it to its folder. */
  | { readonly type: 'loose'; readonly message: string }

export interface Tokens extends Pick<Usage, 'tokensIn' | 'tokensOut' | 'costUsd'> {
  /** How many of `tokensIn` were read from a cache, where the CLI says so. */
  readonly cached?: number
}

/** How an installed CLI is asked whether it is logged in, without a model call. */
export interface Probe {
  /** null: nothing is run, environment and settings say it. */
  readonly args: readonly string[] | null
  /** An older version would take the arguments for a prompt. */
  readonly since: string
  /** true, false, or null where nobody can tell. */
  loggedIn(seen: Probed): boolean | null
}

export interface Probed {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Text of the CLI's own settings, '' where there are none. */
  readonly settings: string
  /** The environment it ran in. */
  readonly env: Readonly<Record<string, string>>
  readonly config: AgentConfig
}

/** The CLI's own settings, so far as Forge must know them. */
export interface OwnSettings {
  file(env: Readonly<Record<string, string>>): string
  /** Variables that they name, which therefore are handed on. */
  variables(text: string): readonly string[]
}

/** One CLI, as data and pure functions. */
export interface Kind {
  readonly name: string
  /** Vendor family; null: the agent's own name stands for it. */
  family(config: AgentConfig): string | null
  /** Name of the program that is looked for; null where the config names it (`argv`). */
  readonly program: string | null
  readonly install: string
  readonly login: string
  readonly loginProbe: Probe | null
  readonly ownSettings: OwnSettings | null
  /** Variables of this vendor that are handed on from this device: exact names, or beginnings ending in `*`. */
  readonly variables: readonly string[]
  /** The API keys among them: left out where a plan pays, so that nothing is billed by surprise. */
  readonly keys: readonly string[]
  /** True where another exit code than 0 after the terminal event turns the run into a failure. */
  readonly exitCounts: boolean
  readonly maxPromptChars: number
  /** What the CLI itself keeps an agent to: nothing, `read` access, or `read` and `edit` access. */
  readonly holds: 'nothing' | 'reading' | 'all'
  /** Folders of the task's folder whose files the CLI would run as its own code; where one is there, it is held to nothing. */
  readonly runsFrom: readonly string[]
  /** A line on stderr that says that it did not take what holds it to its folder. */
  readonly loose?: RegExp
  /** The oldest version that Forge was tried with. */
  readonly tried: string
  /** Versions that are known to go wrong. */
  readonly faults: readonly Fault[]
  /** True where a conversation can be taken up again by the id that it tells. */
  readonly resumes: boolean
  /** Switches that keep the CLI quiet; part of every environment it is started in. The person's `env` is put over them. */
  readonly quiet: Readonly<Record<string, string>>
  /** Files that it must be able to read, by name; written to a private folder before the start. */
  files(task: Task): Readonly<Record<string, string>>
  /** `scratch` is the private folder that holds `files`, '' where there are none. */
  launch(task: Task, config: AgentConfig, scratch: string): Launch
  /** `line` is a decoded JSON object; one that says nothing gives an empty list. */
  read(line: Readonly<Record<string, unknown>>): readonly Said[]
}
