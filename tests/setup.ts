import { setImmediate as soon } from 'node:timers'
import { afterEach, vi } from 'vitest'

/** A machine that is busy takes longer than the second after which Vitest gives up; a test that fails may take its time. */
const WAIT_MS = 20_000
const PATIENT = Symbol.for('forge.patient')

// Files that share a process share `vi`, too.
if (!(PATIENT in vi)) {
  const { waitFor } = vi
  vi.waitFor = (check, options) => waitFor(check, typeof options === 'number' ? options : { timeout: WAIT_MS, ...options })
  Object.assign(vi, { [PATIENT]: true })
}

// Tests that wait for nothing follow each other without a turn for anything else, and the runner takes a process that is silent for a minute for dead.
afterEach(() => new Promise<void>((done) => void soon(done)))

// Obsidian adds methods to the DOM, which only the tests with a DOM have.
if (typeof document !== 'undefined') {
  const { setup } = await import('obsidian-test-mocks/setup')
  setup()
}
