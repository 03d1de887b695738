/** One thing that was looked at. `next` says what to do about it; of what is well it is advice, or null. */
export interface Check {
  readonly about: 'device' | 'system' | 'vault' | 'repo' | 'policy' | 'agent'
  readonly ok: boolean
  readonly what: string
  readonly next: string | null
}
