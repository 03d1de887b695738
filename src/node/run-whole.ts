import { randomUUID } from 'node:crypto'
import { startProcess } from './process.ts'
import type { ProcessExit, ProcessSpec } from './process.ts'
import { RUN_MARK } from './process-list.ts'
import { after } from './timer.ts'

const GRACE_MS = 1_000
/** Far more than anybody reads, and still a text that can be held. */
const MAX_CHARS = 400_000_000

export interface WholeRun extends ProcessExit {
  readonly stdout: string
  readonly stderr: string
  /** Why it was ended before its time, as a sentence; null where it ended by itself. What it printed is then not whole. */
  readonly cut: string | null
}

/**
 * Runs a program whose output counts to the last character, however long it takes. It is ended only where nothing came from it for
 * `silentMs`, or more than `maxChars`; then nothing of it is left alive.
 */
export async function runWhole(spec: Omit<ProcessSpec, 'mark'>, silentMs: number, maxChars = MAX_CHARS): Promise<WholeRun> {
  const said = { stdout: '', stderr: '' }
  let cut: string | null = null
  let stopped = Promise.resolve()
  const end = (why: string): void => {
    if (cut !== null) return
    cut = why
    stopped = running.stop(GRACE_MS)
  }
  const wait = (): (() => void) => after(silentMs, () => end(`It showed no sign of life for ${String(Math.round(silentMs / 1000))} s.`))
  const hear =
    (stream: keyof typeof said) =>
    (text: string): void => {
      cancel()
      if (said.stdout.length + said.stderr.length + text.length > maxChars)
        return end(`It printed more than ${String(maxChars)} characters.`)
      said[stream] += text
      cancel = wait()
    }
  const running = startProcess({ ...spec, mark: markWithin(spec.env) }, { stdout: hear('stdout'), stderr: hear('stderr') })
  let cancel = wait()
  const exit = await running.exited
  cancel()
  await stopped
  return { ...exit, ...said, cut }
}

/** What runs inside a marked run stays findable as a part of it. */
function markWithin(env: Readonly<Record<string, string>>): string {
  const outer = env[RUN_MARK]
  return outer === undefined ? randomUUID() : `${outer}/${randomUUID()}`
}
