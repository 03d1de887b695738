import { randomUUID } from 'node:crypto'
import { startProcess } from './process.ts'
import type { ProcessExit, ProcessSpec } from './process.ts'
import { RUN_MARK } from './process-list.ts'
import { after } from './timer.ts'

const GRACE_MS = 1_000
/** Far more than anybody reads, and still a text that can be held. */
const MAX_CHARS = 400_000_000
const STOPPED = 'The run was stopped.'

export interface WholeRun extends ProcessExit {
  readonly stdout: string
  readonly stderr: string
  /** Why it was ended before its time, as a sentence; null where it ended by itself. What it printed is then not whole. */
  readonly cut: string | null
  /** It was ended because the stop was asked for. */
  readonly stopped: boolean
}

export interface WholeTerms {
  /** It is ended where nothing came from it for so long … */
  readonly silentMs: number
  /** … or more than this … */
  readonly maxChars?: number
  /** … or so long after the stop was asked for, or after its start where that was later. */
  readonly stop?: { readonly signal: AbortSignal; readonly afterMs: number } | null
}

/** Runs a program whose output counts to the last character, however long it takes. Where it is ended nothing of it is left alive. */
export async function runWhole(spec: Omit<ProcessSpec, 'mark'>, terms: WholeTerms): Promise<WholeRun> {
  const { silentMs, maxChars = MAX_CHARS, stop = null } = terms
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
  const unheard = stop === null ? () => undefined : onStop(stop.signal, stop.afterMs, () => end(STOPPED))
  const exit = await running.exited
  cancel()
  unheard()
  await stopped
  return { ...exit, ...said, cut, stopped: cut === STOPPED }
}

/** Calls `then` so long after the stop was asked for, unless what is given back is called first. */
function onStop(signal: AbortSignal, afterMs: number, then: () => void): () => void {
  let cancel: () => void = () => undefined
  const begin = (): void => {
    cancel = after(afterMs, then)
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return () => {
    signal.removeEventListener('abort', begin)
    cancel()
  }
}

/** What runs inside a marked run stays findable as a part of it. */
function markWithin(env: Readonly<Record<string, string>>): string {
  const outer = env[RUN_MARK]
  return outer === undefined ? randomUUID() : `${outer}/${randomUUID()}`
}
