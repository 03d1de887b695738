import { afterEach, describe, expect, it, vi } from 'vitest'
import { after } from '../../src/node/timer.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('a timer', () => {
  it.each([9_999_999_000, Infinity])('that is set for %s ms does not fire at once', (ms) => {
    vi.useFakeTimers()
    const then = vi.fn()
    const cancel = after(ms, then)
    vi.advanceTimersByTime(60_000)
    cancel()
    expect(then).not.toHaveBeenCalled()
  })
})
