import type { Clock } from '../basics/clock.ts'
import { after } from '../node/timer.ts'
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
  /** The limit that is passed, in words, or null. */
  passed(): string | null
  /** A process works from now until the returned function is called; `over` is called once the time of all is used up. */
  work(over: () => void): () => void
}

export function openLedger(left: Left, clock: Clock): Ledger {
  const byMark = new Map<string, Tokens>()
  const sum = (of: (tokens: Tokens) => number): number => [...byMark.values()].reduce((total, tokens) => total + of(tokens), 0)
  return {
    note: (mark, spent) => void byMark.set(mark, spent),
    passed: () => {
      const tokens = sum((one) => one.tokensIn + one.tokensOut)
      const usd = sum((one) => one.costUsd ?? 0)
      if (left.tokens !== null && tokens > left.tokens)
        return `${String(tokens)} tokens, and ${String(left.tokens)} were left of budget_tokens`
      if (left.usd !== null && usd > left.usd) return `$${usd.toFixed(2)}, and $${left.usd.toFixed(2)} were left of budget_usd`
      return null
    },
    work: left.ms === null ? () => () => undefined : openHours(left.ms, clock),
  }
}

/** The time of processes that work side by side: two of them use it up twice as fast. */
function openHours(ms: number, clock: Clock): Ledger['work'] {
  const working = new Set<() => void>()
  let leftMs = ms
  let since = clock.now()
  let cancel = (): void => undefined
  const settle = (): void => {
    cancel()
    leftMs -= working.size * (clock.now() - since)
    since = clock.now()
  }
  const wait = (): void => {
    if (working.size > 0) cancel = after(Math.max(leftMs, 0) / working.size, end)
  }
  const end = (): void => {
    settle()
    if (leftMs > 0) return wait()
    for (const over of working) over()
  }
  return (over) => {
    settle()
    working.add(over)
    wait()
    return () => {
      settle()
      if (working.delete(over)) wait()
    }
  }
}
