/** Timers for code that runs in Node and in a renderer alike: what is started here can always be taken back. */

/** A timer that is set for longer fires at once. */
const LONGEST_MS = 2 ** 31 - 1

/** Calls `then` after `ms` milliseconds, after 24 days at the latest, unless the returned function is called first. */
export function after(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, Math.min(ms, LONGEST_MS))
  return () => {
    clearTimeout(timer)
  }
}

/** Resolves after `ms` milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
