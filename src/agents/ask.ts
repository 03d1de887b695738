import type { Clock } from '../basics/clock.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { makeScratch } from '../node/scratch.ts'
import type { Ready } from './check.ts'
import { badAnswer, promptTooLong } from './failures.ts'
import type { Stream } from './hearing.ts'
import type { Said, Task, Tokens } from './kind.ts'
import { plainText, shortened } from './lines.ts'
import { NO_USAGE, addUsage } from './port.ts'
import type { AgentEvent, Ask, Reply, Usage } from './port.ts'
import { repairPrompt } from './repair.ts'
import { runAgent } from './runner.ts'
import type { Ran } from './runner.ts'
import { maskOf } from './secrets.ts'

/** A first try and two repairs. */
const MAX_TRIES = 3
const SHOWN_CHARS = 2_000

/** What every question of one run shares. */
export interface Desk {
  readonly runId: string
  readonly feature: string
  readonly timeoutMs: number
  readonly clock: Clock
  readonly stop: AbortSignal
  /** A mark of its own for each process, all beginning with the run's. */
  mark(): string
  log(line: string, stream: Stream, text: string): void
  progress(line: string, event: AgentEvent): void
}

/** Asks, decodes, and sends a bad answer back with its faults. `usage` sums all tries. */
export async function askAgent<T>(ask: Ask<T>, ready: Ready, desk: Desk): Promise<Reply<T>> {
  desk.progress(ask.line, { type: 'start', agent: ask.agent })
  const reply = await tries(ask, ready, desk)
  const outcome = reply.answer.ok ? 'answered' : reply.answer.error.code === 'cancelled' ? 'cancelled' : 'failed'
  desk.progress(ask.line, { type: 'end', outcome, usage: reply.usage })
  return reply
}

async function tries<T>(ask: Ask<T>, ready: Ready, desk: Desk): Promise<Reply<T>> {
  let usage = NO_USAGE
  let prompt = ask.prompt
  let faults = ''
  for (let number = 1; number <= MAX_TRIES; number += 1) {
    if (number > 1)
      desk.progress(ask.line, { type: 'retry', reason: `The answer did not fit: ${shortened(faults.split('\n').join('; '), SHOWN_CHARS)}` })
    const ran = await oneTry(ask, { ...taskOf(ask, desk), prompt, try: number }, ready, desk, usage)
    usage = ran.usage
    if (!ran.answer.ok) return { usage, answer: ran.answer }
    const decoded = ask.contract.decode(ran.answer.value)
    if (decoded.ok) return { usage, answer: ok(decoded.value) }
    faults = ran.answer.value === undefined ? 'there is no answer in the form that was asked for' : decoded.error
    desk.log(ask.line, 'forge', `Answer ${String(number)} does not fit: ${faults}`)
    prompt = repairPrompt(ask.prompt, ran.answer.value, faults, ask.access)
  }
  return { usage, answer: failed(badAnswer(ask.agent, MAX_TRIES, faults)) }
}

/** One process. The usage that comes back includes what was used before. */
async function oneTry<T>(
  ask: Ask<T>,
  task: Task,
  ready: Ready,
  desk: Desk,
  before: Usage,
): Promise<{ readonly usage: Usage; readonly answer: Result<unknown> }> {
  const { kind, config } = ready
  if (task.prompt.length > kind.maxPromptChars)
    return { usage: before, answer: failed(promptTooLong(ask.agent, task.prompt.length, kind.maxPromptChars)) }
  const began = desk.clock.now()
  const usageOf = (spent: Tokens): Usage =>
    addUsage(before, { ...spent, costUsd: config.pays === 'plan' ? null : spent.costUsd, durationS: (desk.clock.now() - began) / 1000 })
  const scratch = await makeScratch(desk.runId, kind.files(task))
  if (!scratch.ok) return { usage: before, answer: scratch }
  try {
    const ran = await start(ask, task, ready, desk, scratch.value.folder, usageOf)
    return { usage: usageOf(ran.spent), answer: ran.ending.type === 'answered' ? ok(ran.ending.answer) : failed(ran.ending.failure) }
  } finally {
    await scratch.value.remove()
  }
}

function start<T>(ask: Ask<T>, task: Task, ready: Ready, desk: Desk, scratch: string, usageOf: (spent: Tokens) => Usage): Promise<Ran> {
  const { kind, config, path } = ready
  const launch = kind.launch(task, config, scratch)
  // The person's `env` wins over the CLI's switches.
  const env = { ...ready.env, ...launch.env, ...pick(ready.env, Object.keys(config.env)) }
  const spec = { command: path, args: launch.args, cwd: ask.folder, env, input: launch.stdin, mark: desk.mark() }
  return runAgent(
    { agent: ask.agent, kind, spec, timeoutMs: desk.timeoutMs },
    {
      mask: maskOf(env),
      log: (stream, text) => desk.log(ask.line, stream, text),
      said: (said, total) => {
        for (const event of eventsOf(said, usageOf(total))) desk.progress(ask.line, event)
      },
    },
    desk.stop,
  )
}

function taskOf<T>(ask: Ask<T>, desk: Desk): Omit<Task, 'prompt' | 'try'> {
  const { role, focus, access, attempt, allowedCommands } = ask
  return { role, focus, access, attempt, allowedCommands, schema: ask.contract.schema, feature: desk.feature }
}

function eventsOf(said: Said, usage: Usage): readonly AgentEvent[] {
  switch (said.type) {
    case 'text':
      return [{ type: 'text', text: shown(said.text) }]
    case 'tool':
      return [{ type: 'tool', name: shown(said.name), detail: shown(said.detail) }]
    case 'retry':
      return [{ type: 'retry', reason: shown(said.reason) }]
    case 'spent':
    case 'spent-in-all':
      return [{ type: 'usage', usage }]
    case 'draft':
    case 'done':
    case 'error':
      return []
  }
}

function shown(text: string): string {
  return shortened(plainText(text.slice(0, SHOWN_CHARS * 2)), SHOWN_CHARS)
}

function pick(env: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.includes(name)))
}
