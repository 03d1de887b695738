/** Time as the core sees it; tests inject their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** The local calendar day, `YYYY-MM-DD`. */
  today(): string
}

export const systemClock: Clock = { now: () => Date.now(), today: () => localDay(new Date()) }

/** `YYYY-MM-DD` in the local time zone. */
export function localDay(date: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
