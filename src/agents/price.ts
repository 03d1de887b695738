import table from '../../templates/prices.json'
import type { Price } from './config.ts'
import type { Tokens } from './kind.ts'

const LISTED: Readonly<Record<string, readonly number[]>> = table.usd_per_million

/** What tokens cost in dollars: by the agent's own `price`, else by the table for its model; null where nobody knows. */
export function costOf(tokens: Tokens, model: string | null, own: Price | null): number | null {
  const price = own ?? listed(model)
  if (price === null) return null
  const cached = Math.min(tokens.cached ?? 0, tokens.tokensIn)
  return ((tokens.tokensIn - cached) * price.in + cached * (price.cached ?? price.in) + tokens.tokensOut * price.out) / 1_000_000
}

/** Exact names only: a model of a similar name may cost something else. */
function listed(model: string | null): Price | null {
  const [input, output, cached] = (model === null ? undefined : LISTED[model]) ?? []
  return input === undefined || output === undefined ? null : { in: input, out: output, cached: cached ?? null }
}
