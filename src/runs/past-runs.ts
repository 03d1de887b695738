import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { listNames, readText } from '../node/files.ts'
import { readHeadUntil, readTail } from '../node/read-head.ts'
import { isTakerGone } from '../node/takings.ts'
import { parseLine, type LogEnd, type LogLine, type LogStart } from './log-line.ts'
import { logFile, logFolder } from './places.ts'
import { isRunId } from './run-id.ts'

/** `done` also where it waits for a person or the answer was no; `interrupted`: killed, and the same command goes on from there. */
export type RunState = 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted'

export interface PastRun {
  readonly id: string
  readonly feature: string
  readonly stage: string
  readonly state: RunState
  /** ISO time. */
  readonly began: string
  /** ISO time, null while it runs or where it was killed. */
  readonly ended: string | null
  readonly exit: number | null
  readonly verdict: string | null
  /** What went wrong, one sentence, or null. */
  readonly error: string | null
}

const ENDING = '.jsonl'
const TAIL_BYTES = 65_536
const DONE: readonly number[] = [0, 3, 4]
const CANCELLED = 130

/** The runs of a repo, newest first. Files that are no logs are left out. */
export async function listRuns(commonDir: string): Promise<Result<readonly PastRun[]>> {
  const names = await listNames(logFolder(commonDir))
  if (!names.ok) return names
  const ids = names.value.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length))
  const runs = await Promise.all(ids.reverse().map((id) => summarise(logFile(commonDir, id))))
  return ok(runs.filter((run) => run !== null))
}

/** One run by its id or an unambiguous beginning of it, with every line that could be read. Fails with `no-such-run`. */
export async function readRun(
  commonDir: string,
  id: string,
): Promise<Result<{ readonly run: PastRun; readonly lines: readonly LogLine[] }>> {
  const found = await findRun(commonDir, id)
  if (!found.ok) return found
  const text = await readText(logFile(commonDir, found.value))
  if (!text.ok) return text
  const run = await summarise(logFile(commonDir, found.value))
  if (run === null) return failed(noSuchRun(id, 'Its log cannot be read.'))
  const lines = (text.value ?? '').split('\n').map(parseLine)
  return ok({ run, lines: lines.filter((line) => line !== null) })
}

async function findRun(commonDir: string, id: string): Promise<Result<string>> {
  if (!isRunId(id)) return failed(noSuchRun(id, 'It is not the name of a run.'))
  const names = await listNames(logFolder(commonDir))
  if (!names.ok) return names
  const fitting = names.value.filter((name) => name.endsWith(ENDING) && name.startsWith(id)).map((name) => name.slice(0, -ENDING.length))
  const [only, ...more] = fitting.includes(id) ? [id] : fitting
  if (only === undefined) return failed(noSuchRun(id, 'No log of this repo begins with it.'))
  return more.length === 0 ? ok(only) : failed(noSuchRun(id, `Several begin with it: ${fitting.join(', ')}.`))
}

async function summarise(file: string): Promise<PastRun | null> {
  const [start, atFirst] = edges(file)
  if (start === null) return null
  const { id, feature, stage, at } = start
  const isGone = atFirst === null && (await isTakerGone(start))
  // It may have ended by itself between the two looks.
  const end = isGone ? edges(file)[1] : atFirst
  const state = end ? stateOf(end) : isGone ? 'interrupted' : 'running'
  const error = end?.error ? `${end.error.what} ${end.error.why}` : null
  return { id, feature, stage, state, began: at, ended: end?.at ?? null, exit: end?.exit ?? null, verdict: end?.verdict ?? null, error }
}

function stateOf({ exit }: LogEnd): RunState {
  if (DONE.includes(exit)) return 'done'
  return exit === CANCELLED ? 'cancelled' : 'failed'
}

/** The first and the last line, where they are what they should be. A log that vanishes meanwhile has none. */
function edges(file: string): readonly [LogStart | null, LogEnd | null] {
  try {
    const start = parseLine(readHeadUntil(file, (text) => text.includes('\n')).split('\n')[0] ?? '')
    const end = parseLine(readTail(file, TAIL_BYTES).trimEnd().split('\n').at(-1) ?? '')
    return [start?.type === 'run' ? start : null, end?.type === 'end' ? end : null]
  } catch {
    return [null, null]
  }
}

function noSuchRun(id: string, why: string): Failure {
  return failure('no-such-run', `There is no run ${JSON.stringify(id.slice(0, 120))}.`, why, 'Run forge runs to see them.')
}
