import type { Tokens } from './kind.ts'

/** What the agents of one run may yet use; null: as much as they like. */
export interface Left {
  readonly tokens: number | null
  readonly usd: number | null
  /** Sum of the agents' own time, in milliseconds. */
  readonly ms: number | null
}

export const UNLIMITED: Left = { tokens: null, usd: null, ms: null }

/** Adds up what all agents of a run use while they use it. */
export interface Ledger {
  /** What one process has used so far; what it had said before is replaced. */
  note(mark: string, spent: Tokens): void
  addTime(ms: number): void
  /** The limit that is passed, in words, or null. */
  passed(): string | null
  /** Milliseconds that are left, or null. */
  msLeft(): number | null
}

export function openLedger(left: Left): Ledger {
  const byMark = new Map<string, Tokens>()
  let usedMs = 0
  const sum = (of: (tokens: Tokens) => number): number => [...byMark.values()].reduce((total, tokens) => total + of(tokens), 0)
  return {
    note: (mark, spent) => void byMark.set(mark, spent),
    addTime: (ms) => {
      usedMs += ms
    },
    passed: () => {
      const tokens = sum((one) => one.tokensIn + one.tokensOut)
      const usd = sum((one) => one.costUsd ?? 0)
      if (left.tokens !== null && tokens > left.tokens)
        return `${String(tokens)} tokens, and ${String(left.tokens)} were left of budget_tokens`
      if (left.usd !== null && usd > left.usd) return `$${usd.toFixed(2)}, and $${left.usd.toFixed(2)} were left of budget_usd`
      return null
    },
    msLeft: () => (left.ms === null ? null : Math.max(left.ms - usedMs, 0)),
  }
}
