/** `$0.12`, `<$0.01`, `$140`; null where nobody knows the cost. */
export function dollars(costUsd: number | null): string | null {
  if (costUsd === null) return null
  if (costUsd > 0 && costUsd < 0.01) return '<$0.01'
  return `$${costUsd.toFixed(costUsd >= 100 ? 0 : 2)}`
}

/** `840`, `12.4k`, `3.1M` */
export function short(count: number): string {
  if (count < 1_000) return String(Math.round(count))
  const [amount, unit] = count < 999_500 ? [count / 1_000, 'k'] : [count / 1_000_000, 'M']
  return `${amount.toFixed(amount < 100 ? 1 : 0).replace(/\.0$/, '')}${unit}`
}

/** `12.4k in, 1.6k out`; empty where nothing was counted. */
export function tokens({ tokensIn, tokensOut }: { readonly tokensIn: number; readonly tokensOut: number }): string {
  return tokensIn + tokensOut === 0 ? '' : `${short(tokensIn)} in, ${short(tokensOut)} out`
}
