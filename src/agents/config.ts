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
}
