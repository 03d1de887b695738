/** Timers for code that runs in Node and in a renderer alike: what is started here can always be taken back. */

/** Calls `then` after `ms` milliseconds, unless the returned function is called first. */
export function after(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms)
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
