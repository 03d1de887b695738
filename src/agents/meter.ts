import type { Said, Tokens } from './kind.ts'

const NOTHING: Tokens = { tokensIn: 0, tokensOut: 0, costUsd: null }

/** Counts what one process has used, from what its lines say. */
export interface Meter {
  count(said: Said): void
  /** The total that the agent itself gave, else the sum of the parts. */
  total(): Tokens
}

export function openMeter(): Meter {
  const byId = new Map<string, Tokens>()
  let added = NOTHING
  let inAll: Tokens | null = null
  return {
    count: (said) => {
      if (said.type === 'spent-in-all') inAll = said.usage
      else if (said.type === 'spent' && said.id !== null) byId.set(said.id, said.usage)
      else if (said.type === 'spent') added = sum(added, said.usage)
    },
    total: () => inAll ?? [...byId.values()].reduce(sum, added),
  }
}

function sum(a: Tokens, b: Tokens): Tokens {
  return {
    tokensIn: a.tokensIn + b.tokensIn,
    tokensOut: a.tokensOut + b.tokensOut,
    costUsd: a.costUsd === null && b.costUsd === null ? null : (a.costUsd ?? 0) + (b.costUsd ?? 0),
  }
}
