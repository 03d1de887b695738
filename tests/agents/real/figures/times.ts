import { spawn } from 'node:child_process'
import path from 'node:path'
import { openAgents } from '../../../../src/agents/agents.ts'
import { prepare } from '../../../../src/agents/check.ts'
import { openFinder } from '../../../../src/agents/find.ts'
import type { Task } from '../../../../src/agents/kind.ts'
import { systemClock } from '../../../../src/basics/clock.ts'
import { makeScratch } from '../../../../src/node/scratch.ts'
import type { Cli } from '../clis.ts'
import { startProxy } from '../proxy.ts'
import { startModel } from '../scripted-model.ts'
import { CONTRACT, GO, makePlace, question, type Place } from './place.ts'

const TIMEOUT_MS = 120_000

/** In milliseconds: until the first line, and from the last line to the end (of the process, or to the answer). */
export interface Times {
  readonly toFirst: number
  readonly fromLast: number
}

/** The CLI as it is, and under Forge, with the same question, arguments and environment. `lines`: what it printed. */
export interface Round {
  readonly bare: Times
  readonly forge: Times
  readonly lines: readonly string[]
}

/** One question with one look at a file, asked once of the bare CLI and once through Forge. */
export async function timeOnce(cli: Cli, at: string, number: number): Promise<Round> {
  const [bare, forge] = [path.join(at, 'bare'), path.join(at, 'forge')]
  const { lines, ...times } = await inPlace(cli, bare, (place) => runBare(place))
  return { bare: times, forge: await inPlace(cli, forge, (place) => runForge(place, number)), lines }
}

async function inPlace<T>(cli: Cli, at: string, act: (place: Place) => Promise<T>): Promise<T> {
  const readme = path.join(at, 'repo', 'README.md')
  const [model, proxy] = await Promise.all([startModel([cli.read(readme), cli.answer(GO), { text: 'Done.' }]), startProxy()])
  try {
    return await act(makePlace(at, cli, model.url, proxy.url))
  } finally {
    await Promise.all([model.close(), proxy.close()])
  }
}

async function runBare({ repo, on, config }: Place): Promise<Times & { readonly lines: readonly string[] }> {
  const ready = await prepare('a', config, { device: on.device, home: on.home, rehearsal: null, finder: openFinder(on.device, on.home) })
  if (!ready.ok) throw new Error(ready.error.failure.what)
  const { kind, path: program, env } = ready.value
  const { contract: _, agent: _agent, line: _line, folder: _folder, ...asked } = question(repo)
  const task: Task = { ...asked, schema: CONTRACT.schema, resume: null, try: 1, feature: 'shop' }
  const scratch = await makeScratch('bare', kind.files(task))
  if (!scratch.ok) throw new Error(scratch.error.what)
  const launch = kind.launch(task, config, scratch.value.folder)
  const ran = await watch(program, launch.args, { cwd: repo, env: { ...env, ...launch.env } }, launch.stdin)
  await scratch.value.remove()
  return ran
}

function watch(
  program: string,
  args: readonly string[],
  on: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  input: string,
): Promise<Times & { readonly lines: readonly string[] }> {
  const began = performance.now()
  const child = spawn(program, args, { ...on, stdio: ['pipe', 'pipe', 'ignore'], timeout: TIMEOUT_MS })
  const stamps = openStamps()
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
    stamps.stamp()
  })
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve({ ...stamps.times(began), lines: text.split('\n').filter((line) => line !== '') }))
  })
}

async function runForge({ repo, on }: Place, number: number): Promise<Times> {
  const stamps = openStamps()
  const agents = openAgents(on, {
    runId: `figures-${String(process.pid)}-${String(number)}`,
    feature: 'shop',
    timeoutMs: TIMEOUT_MS,
    clock: systemClock,
    stop: new AbortController().signal,
    log: (_line, stream) => {
      if (stream === 'out') stamps.stamp()
    },
    progress: () => undefined,
  })
  const began = performance.now()
  const { answer } = await agents.ask(question(repo))
  if (!answer.ok) throw new Error(`${answer.error.what} ${answer.error.why}`)
  return stamps.times(began)
}

function openStamps(): { readonly stamp: () => void; readonly times: (began: number) => Times } {
  let first = NaN
  let last = NaN
  return {
    stamp: () => {
      last = performance.now()
      if (Number.isNaN(first)) first = last
    },
    times: (began) => ({ toFirst: first - began, fromLast: performance.now() - last }),
  }
}
