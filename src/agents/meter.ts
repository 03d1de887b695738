import type { Said, Tokens } from './kind.ts'

export const NOTHING: Tokens = { tokensIn: 0, tokensOut: 0, costUsd: null }

/** Counts what one process has used, from what its lines say. */
export interface Meter {
  count(said: Said): void
  /** The total that the agent itself gave, else the sum of the parts. */
  total(): Tokens
  /** All that its conversation has used, the processes before it included. */
  sinceStart(): Tokens
}

/** `before`: what the conversation had used when this process took it up. */
export function openMeter(before: Tokens = NOTHING): Meter {
  const byId = new Map<string, Tokens>()
  // Kept as it grows: it is asked for after every event.
  let added = NOTHING
  let inAll: Tokens | null = null
  const total = (): Tokens => inAll ?? added
  return {
    count: (said) => {
      if (said.type === 'spent-in-all') inAll = said.usage
      else if (said.type === 'spent-since-start') inAll = difference(said.usage, before)
      else if (said.type === 'spent') {
        const replaced = said.id === null ? undefined : byId.get(said.id)
        added = sum(replaced === undefined ? added : less(added, replaced), said.usage)
        if (said.id !== null) byId.set(said.id, said.usage)
      }
    },
    total,
    sinceStart: () => sum(before, total()),
  }
}

function sum(a: Tokens, b: Tokens): Tokens {
  return {
    tokensIn: a.tokensIn + b.tokensIn,
    tokensOut: a.tokensOut + b.tokensOut,
    costUsd: a.costUsd === null && b.costUsd === null ? null : (a.costUsd ?? 0) + (b.costUsd ?? 0),
    cached: (a.cached ?? 0) + (b.cached ?? 0),
  }
}

function less(all: Tokens, part: Tokens): Tokens {
  return {
    tokensIn: all.tokensIn - part.tokensIn,
    tokensOut: all.tokensOut - part.tokensOut,
    costUsd: part.costUsd === null || all.costUsd === null ? all.costUsd : all.costUsd - part.costUsd,
    cached: (all.cached ?? 0) - (part.cached ?? 0),
  }
}

/** A count that does not run on after all is less than before; then it is this process's own. */
function difference(all: Tokens, before: Tokens): Tokens {
  if (all.tokensIn < before.tokensIn || all.tokensOut < before.tokensOut) return all
  return {
    tokensIn: all.tokensIn - before.tokensIn,
    tokensOut: all.tokensOut - before.tokensOut,
    costUsd: all.costUsd === null ? null : Math.max(all.costUsd - (before.costUsd ?? 0), 0),
    cached: Math.max((all.cached ?? 0) - (before.cached ?? 0), 0),
  }
}
