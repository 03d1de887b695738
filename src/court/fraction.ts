/** An exact number. Scores are compared with thresholds to the tenth, and binary floats are off by just enough to turn a verdict. */
export interface Fraction {
  readonly n: bigint
  /** Always positive. */
  readonly d: bigint
}

export const ZERO: Fraction = { n: 0n, d: 1n }

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/

/** The decimal that the number is written as: 0.1 is one tenth. Throws for what is not finite. */
export function fraction(value: number): Fraction {
  const match = DECIMAL.exec(String(value))
  if (!match) throw new Error(`${String(value)} is not a finite number`)
  const [, sign = '', whole = '0', part = '', exponent = '0'] = match
  const digits = BigInt(`${sign}${whole}${part}`)
  const power = Number(exponent) - part.length
  return power >= 0 ? { n: digits * 10n ** BigInt(power), d: 1n } : { n: digits, d: 10n ** BigInt(-power) }
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d }
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d - b.n * a.d, d: a.d * b.d }
}

export function times(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.n, d: a.d * b.d }
}

/** `b` must be positive. */
export function over(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d, d: a.d * b.n }
}

/** Negative, zero or positive, as `sort` wants it. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.n * b.d - b.n * a.d
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** To one decimal, half away from zero. */
export function toTenth(value: Fraction): number {
  const negative = value.n < 0n
  const size = negative ? -value.n : value.n
  const tenths = Number((size * 20n + value.d) / (value.d * 2n))
  return (negative && tenths > 0 ? -tenths : tenths) / 10
}

/** The nearest number, to at most four decimals: for showing. */
export function toNumber(value: Fraction): number {
  return Number((value.n * 10_000n) / value.d) / 10_000
}

/** The middle one, or the mean of the two in the middle; null of nothing. */
export function median(values: readonly Fraction[]): Fraction | null {
  const sorted = [...values].sort(compare)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  const next = sorted[Math.floor(sorted.length / 2)]
  return middle && next ? over(plus(middle, next), fraction(2)) : null
}
