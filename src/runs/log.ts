import type { Clock } from '../basics/clock.ts'
import type { Result } from '../basics/result.ts'
import { ok } from '../basics/result.ts'
import { openLines } from '../node/line-writer.ts'
import { ownIdentity } from '../node/process-identity.ts'
import { printLine, type LogLine, type RunEnding } from './log-line.ts'
import { logFile } from './places.ts'
import type { Errand, ProgressEvent } from './run.ts'

/** What agents print is kept up to so many characters a run; a log must not fill the disk. */
const KEPT_CHARS = 20_000_000

/** The log of one run, written while it goes on. */
export interface RunLog {
  event(event: ProgressEvent): void
  /** One line that an agent printed, as it stands. */
  raw(line: string, stream: string, text: string): void
  /** Says how the run ended; nothing is kept afterwards. A log without it tells of a run that was killed. */
  end(ending: RunEnding): Promise<void>
}

export interface LogHead {
  readonly commonDir: string
  readonly id: string
  readonly feature: string
  readonly stage: Errand
}

/** Begins the log of a run, `forge/runs/ID.jsonl` in git's common folder, with who runs it. */
export async function openRunLog({ commonDir, id, feature, stage }: LogHead, clock: Clock): Promise<Result<RunLog>> {
  const lines = await openLines(logFile(commonDir, id))
  if (!lines.ok) return lines
  const at = (): string => new Date(clock.now()).toISOString()
  const add = (line: LogLine): void => lines.value.add(printLine(line))
  add({ type: 'run', id, feature, stage, at: at(), ...(await ownIdentity()) })
  const keep = keepUpTo(KEPT_CHARS, add, at)
  return ok({
    event: (event) => keep({ type: 'event', at: at(), event }),
    raw: (line, stream, text) => keep({ type: 'raw', at: at(), line, stream, text }),
    end: async ({ exit, state, verdict, error }) => {
      add({ type: 'end', at: at(), exit, state, verdict, error })
      await lines.value.close()
    },
  })
}

function keepUpTo(limit: number, add: (line: LogLine) => void, at: () => string): (line: LogLine) => void {
  let left = limit
  return (line) => {
    if (left <= 0) return
    left -= printLine(line).length
    add(left > 0 ? line : { type: 'cut', at: at() })
  }
}
