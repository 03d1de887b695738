import type { Result } from '../basics/result.ts'

export const ROLES = ['juror', 'planner', 'builder', 'reviewer', 'verifier', 'historian', 'arbiter'] as const
export type Role = (typeof ROLES)[number]

/** `read` changes nothing; `edit` changes files of the task's folder and nothing else. */
export type Access = 'read' | 'edit'

export type JsonSchema = Readonly<Record<string, unknown>>

/** What an answer must look like: the JSON Schema that agents are shown, and the decoder that is believed. */
export interface Contract<T> {
  readonly schema: JsonSchema
  /** The answer, or one line per fault, each with the path of the field. */
  decode(answer: unknown): Result<T, string>
}

/** Tokens and money of one or more agent runs. `costUsd` is null where nobody knows it. */
export interface Usage {
  readonly tokensIn: number
  readonly tokensOut: number
  readonly costUsd: number | null
  /** Wall time in seconds. */
  readonly durationS: number
}

/** What became of a file; `changed` where the CLI does not tell whether it was there before. */
export const FILE_CHANGES = ['added', 'edited', 'deleted', 'changed'] as const
export type FileChange = (typeof FILE_CHANGES)[number]

/** What an agent is doing, as the faces show it. Every run ends in exactly one `end`. */
export type AgentEvent =
  | { readonly type: 'start'; readonly agent: string }
  | { readonly type: 'text'; readonly text: string }
  /** `text` is '' where it is only told that it thinks. */
  | { readonly type: 'thinking'; readonly text: string }
  /** `detail`: the file, command or pattern that it is used on, on one line; '' where there is none. */
  | { readonly type: 'tool'; readonly name: string; readonly detail: string }
  /** `path`: with `/`, from the task's folder where it is inside, else as the CLI tells it. */
  | { readonly type: 'change'; readonly path: string; readonly what: FileChange }
  /** Nothing goes on until `on` is there again. `forS`: for so many seconds, null where nobody knows. */
  | { readonly type: 'waiting'; readonly on: string; readonly forS: number | null }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'retry'; readonly reason: string }
  | { readonly type: 'end'; readonly outcome: 'answered' | 'failed' | 'cancelled'; readonly usage: Usage }

/** One question to one agent. */
export interface Ask<T> {
  /** The agent's name in the device config. */
  readonly agent: string
  readonly role: Role
  /** The lens or focus, null where the role has none. */
  readonly focus: string | null
  /** The line it is shown under, for example `claude:cost` or `builder`. */
  readonly line: string
  readonly prompt: string
  /** Absolute path of the folder it works in. */
  readonly folder: string
  readonly access: Access
  readonly contract: Contract<T>
  /** The attempt of the feature it works for, from 1. */
  readonly attempt: number
  /** Shell commands it may run by itself (the trusted gates), exact texts. */
  readonly allowedCommands: readonly string[]
}

/** `usage` counts what was paid, whether or not an answer came. */
export interface Reply<T> {
  readonly usage: Usage
  readonly answer: Result<T>
  /** The agent that was asked in the end, where its own could not answer and names a fallback. */
  readonly by?: { readonly agent: string; readonly family: string }
  /** True where nothing held whoever answered to its folder, which this device allows. */
  readonly unconfined?: boolean
}

/** An agent as it was found on this device. */
export interface AgentReport {
  readonly name: string
  readonly kind: string
  /** Absolute path of the program, null where it has none or was not found. */
  readonly path: string | null
  readonly version: string | null
  /** null: cannot be told without a model call. */
  readonly loggedIn: boolean | null
  /** Where it was looked for, when it was not found. */
  readonly searched: readonly string[]
  /** What to do about it, null where it is ready. */
  readonly problem: string | null
  /** It cannot be held to its folder, and this device allows it; the notes say so. */
  readonly unconfined: boolean
  /** What is known to go wrong with its version, where something is. */
  readonly warning?: string
  /** It is scripted (the rehearsal), and everything it writes says so. */
  readonly rehearsal: boolean
  /** Vendor family, for counting independent models: `anthropic`, `openai`, the agent's own name where unknown. */
  readonly family: string
}

/** The agents of this device, bound to one run: its feature, limits, log, progress and stop signal. */
export interface Agents {
  /** Names in the device config, in its order. */
  readonly names: readonly string[]
  /**
   * Looks each up without spending a model call. Fails on the first that cannot work and whose fallback cannot either, before anything
   * is asked or paid. `editors`: those of them that are to edit, which not every CLI can be held to.
   */
  check(names: readonly string[], editors?: readonly string[]): Promise<Result<readonly AgentReport[]>>
  /** Asks, decodes, sends a bad answer back at most twice. Never throws for what an agent does. */
  ask<T>(ask: Ask<T>): Promise<Reply<T>>
}

export const NO_USAGE: Usage = { tokensIn: 0, tokensOut: 0, costUsd: null, durationS: 0 }

/** The sum; a cost that is unknown on both sides stays unknown. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    tokensIn: a.tokensIn + b.tokensIn,
    tokensOut: a.tokensOut + b.tokensOut,
    costUsd: a.costUsd === null && b.costUsd === null ? null : (a.costUsd ?? 0) + (b.costUsd ?? 0),
    durationS: a.durationS + b.durationS,
  }
}
