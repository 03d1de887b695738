import type { Failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { realPath } from '../node/files.ts'
import { makeScratch } from '../node/scratch.ts'
import type { Ready } from './check.ts'
import type { Desk } from './desk.ts'
import { budgetPassed } from './failures.ts'
import { openEvents } from './events.ts'
import type { Task, Tokens } from './kind.ts'
import { NOTHING } from './meter.ts'
import { addUsage } from './port.ts'
import type { Ask, Usage } from './port.ts'
import { costOf } from './price.ts'
import { runAgent } from './runner.ts'
import type { Ran } from './runner.ts'
import { maskOf } from './secrets.ts'
import type { Trouble } from './trouble.ts'

const MAX_TOOL_CALLS = 1_000

/** What one process is asked. */
export interface Question {
  /** The whole question. */
  readonly prompt: string
  /** The conversation to be taken up again, and what is said in it instead. */
  readonly resume: { readonly id: string; readonly prompt: string } | null
  /** What that conversation had used before. */
  readonly before: Tokens
}

/** What came of one process. `usage` includes what was used before it. */
export interface Tried {
  readonly usage: Usage
  readonly answer: Result<unknown>
  readonly trouble: Trouble | null
  readonly conversation: string | null
  readonly sinceStart: Tokens
  readonly spentNothing: boolean
}

/** Runs one process for one question. */
export async function runTry<T>(ask: Ask<T>, question: Question, number: number, ready: Ready, desk: Desk, before: Usage): Promise<Tried> {
  const { resume } = question
  const { role, focus, access, attempt, allowedCommands } = ask
  const shared = { role, focus, access, attempt, allowedCommands, schema: ask.contract.schema, feature: desk.feature, try: number }
  const task: Task = { ...shared, prompt: resume?.prompt ?? question.prompt, resume: resume?.id ?? null }
  const scratch = await makeScratch(desk.runId, ready.kind.files(task))
  if (!scratch.ok) return { ...NOTHING_CAME, usage: before, answer: scratch }
  const began = desk.clock.now()
  try {
    const bill: Bill = (spent, model) => {
      const { tokensIn, tokensOut, costUsd } = priced(spent, model, ready)
      return addUsage(before, { tokensIn, tokensOut, costUsd, durationS: (desk.clock.now() - began) / 1000 })
    }
    const ran = await start({ ask, task, ready, desk, scratch: scratch.value.folder, before: question.before, bill })
    const { conversation, sinceStart, spent, ending } = ran
    const answer = ending.type === 'answered' ? ok(ending.answer) : failed(ending.failure)
    const trouble = ending.type === 'failed' ? ending.trouble : null
    const spentNothing = spent.tokensIn + spent.tokensOut === 0
    return { usage: bill(spent, ran.model), answer, trouble, conversation, sinceStart, spentNothing }
  } finally {
    await scratch.value.remove()
  }
}

const NOTHING_CAME = { trouble: null, conversation: null, sinceStart: NOTHING, spentNothing: true } as const

type Bill = (spent: Tokens, model: string | null) => Usage

/** With the price where no plan pays, and where the CLI or the table knows it. */
function priced(spent: Tokens, model: string | null, { config }: Ready): Tokens {
  if (config.pays === 'plan') return { ...spent, costUsd: null }
  const isNothing = spent.tokensIn + spent.tokensOut === 0
  return { ...spent, costUsd: spent.costUsd ?? (isNothing ? null : costOf(spent, config.model ?? model, config.price ?? null)) }
}

interface Beginning<T> {
  readonly ask: Ask<T>
  readonly task: Task
  readonly ready: Ready
  readonly desk: Desk
  readonly scratch: string
  readonly before: Tokens
  readonly bill: Bill
}

async function start<T>({ ask, task, ready, desk, scratch, before, bill }: Beginning<T>): Promise<Ran> {
  const { kind, config } = ready
  const launch = kind.launch(task, config, scratch)
  const env = { ...ready.env, ...launch.env }
  const mark = desk.mark()
  const eventOf = openEvents([ask.folder, (await realPath(ask.folder)) ?? ask.folder])
  let model: string | null = null
  const refuse = (spent: Tokens): Failure | null => {
    desk.ledger.note(mark, priced(spent, model, ready))
    const passed = desk.ledger.passed()
    return passed === null ? null : budgetPassed(ask.agent, passed)
  }
  return runAgent(
    {
      agent: ask.agent,
      kind,
      spec: { command: ready.start.command, args: [...ready.start.args, ...launch.args], cwd: ask.folder, env, input: launch.stdin, mark },
      timeoutMs: desk.timeoutMs,
      maxToolCalls: config.maxToolCalls ?? MAX_TOOL_CALLS,
      mayBeLoose: config.unconfined,
      before,
      refuse,
      limitTime: (halt) => desk.ledger.work(() => halt(budgetPassed(ask.agent, 'all that was left of budget_minutes'))),
    },
    {
      mask: maskOf(env, ready.secrets),
      log: (stream, text) => desk.log(ask.line, stream, text),
      said: (said, total) => {
        if (said.type === 'model') model = said.name
        const event = eventOf(said, () => bill(total, model))
        if (event !== null) desk.progress(ask.line, event)
      },
    },
    desk.stop,
  )
}
