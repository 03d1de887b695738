/** What the device config says about one agent. */
export interface AgentConfig {
  /** One of `KINDS`; another word is reported when the agent is looked up. */
  readonly kind: string
  readonly model: string | null
  /** `plan`: a subscription pays, so dollars are not counted. */
  readonly pays: 'plan' | 'api'
  /** Added to the agent's environment; `${NAME}` is filled from this device's environment or its env_file. */
  readonly env: Readonly<Record<string, string>>
  /** Kind `command`: the program and its arguments. Other kinds: arguments added at the end. */
  readonly argv: readonly string[]
  /** Absolute path of the program where it is not found by itself. */
  readonly path: string | null
  /** The person accepts that nothing holds this agent to its folder. */
  readonly unconfined: boolean
  /** The agent that takes over where this one cannot answer for reasons that are not the question's. */
  readonly fallback?: string | null
  /** What its service charges, where the table does not say. */
  readonly price?: Price | null
  /** Tools it may use for one answer. */
  readonly maxToolCalls?: number | null
}

/** Dollars for a million tokens; `cached`: for those read from a cache, null where they cost as much as others. */
export interface Price {
  readonly in: number
  readonly out: number
  readonly cached: number | null
}
