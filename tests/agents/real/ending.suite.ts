import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Ask } from '../../../src/agents/port.ts'
import { listProcesses } from '../../../src/node/process-list.ts'
import type { Cli } from './clis.ts'
import { commandOf, failureOf, GO, PRESENT, scene, wrapped, type Scene, type Setting, type Verdict } from './scene.ts'
import type { Turn } from './scripted-model.ts'

const BEGIN_MS = 180_000

/** Runs a command of the repo where the CLI may, and then what follows. */
function working(cli: Cli, script: Parameters<typeof commandOf>[0], then: readonly Turn[], more: Setting = {}): Promise<Scene> {
  const turns = cli.runs === 'nothing' ? then : [cli.shell(commandOf(script)), ...then]
  return scene(cli, () => turns, { unconfined: cli.runs === 'unconfined', ...more })
}

function building(cli: Cli, script: Parameters<typeof commandOf>[0]): Partial<Ask<Verdict>> {
  return cli.runs === 'nothing' ? {} : { access: 'edit', allowedCommands: [commandOf(script)] }
}

/** A command is running inside the CLI, or where it may run none, its model has been asked. */
function isAtWork(cli: Cli, { folder, model }: Scene): boolean {
  return cli.runs === 'nothing' ? model.questions.length > 0 : existsSync(path.join(folder, 'began.txt'))
}

const HANG: readonly Turn[] = [{ hang: true }]

describe.each(PRESENT)('$kind', (cli) => {
  it('is ended with its command when the person stops it', async () => {
    const on = await working(cli, 'sleep.sh', HANG)
    const asked = on.ask(building(cli, 'sleep.sh'))
    await expect.poll(() => isAtWork(cli, on), { timeout: BEGIN_MS }).toBe(true)
    on.stop.abort()
    expect(failureOf(await asked).code).toBe('cancelled')
  })

  it('is ended with its command when its time is up', async () => {
    const on = await working(cli, 'sleep.sh', HANG, { timeoutMs: cli.patienceMs })
    expect(failureOf(await on.ask(building(cli, 'sleep.sh'))).code).toBe('agent-timed-out')
    expect(isAtWork(cli, on)).toBe(true)
  })

  it('is ended, with what its command left running, when it uses too many tools', async () => {
    const readme = { readme: 'README.md' }
    const on = await scene(
      cli,
      (folder) => {
        const reads = cli.read(path.join(folder, readme.readme))
        return [cli.runs === 'nothing' ? reads : cli.shell(commandOf('leave.sh')), reads, { hang: true }]
      },
      { unconfined: cli.runs === 'unconfined', maxToolCalls: 1 },
    )
    expect(failureOf(await on.ask(building(cli, 'leave.sh'))).code).toBe('limit-reached')
  })

  it('is ended, with what its command left running, when the budget is used up', async () => {
    const tokens = { tokens: 150, usd: null, ms: null }
    const left = cli.counts === 'never' ? { tokens: null, usd: null, ms: cli.patienceMs } : tokens
    const then: readonly Turn[] = cli.counts === 'at its end' ? cli.misfit : [cli.read('README.md'), { hang: true }]
    const on = await working(cli, 'leave.sh', then, { left })
    expect(failureOf(await on.ask(building(cli, 'leave.sh'))).code).toBe('budget-reached')
  })

  it('says so where it ended without a result', async () => {
    const path = wrapped(cli, '"$REAL" "$@" | head -n 1\nexit 0')
    const { ask } = await scene(cli, () => [cli.answer(GO), { text: 'Done.' }], { path })
    expect(failureOf(await ask())).toMatchObject({
      what: 'The agent a ended without a result.',
      why: expect.stringContaining('It exited with code 0 and gave no result.') as unknown,
    })
  })

  it('says so where somebody else ended it', async () => {
    const { ask, model, runId } = await scene(cli, () => HANG)
    const asked = ask()
    await expect.poll(() => model.questions.length, { timeout: BEGIN_MS }).toBeGreaterThan(0)
    const first = (await listProcesses(runId)).find((one) => one.marked && one.pid === one.group)
    if (first === undefined) throw new Error('The process of the CLI is not there.')
    process.kill(first.pid, 'SIGTERM')
    const { code, what, why } = failureOf(await asked)
    expect(code).toBe('agent-failed')
    expect(`${what} ${why}`).toMatch(/ended without a result|crashed/)
  })

  it('gives its answer where another process holds its output open', async () => {
    const { ask } = await scene(cli, () => [cli.answer(GO), { text: 'Done.' }], { path: wrapped(cli, 'sleep 600 &\nexec "$REAL" "$@"') })
    expect((await ask()).answer).toEqual({ ok: true, value: GO })
  })

  it.runIf(cli.runs !== 'nothing')('gives its answer where what its command left behind outlives it', async () => {
    const on = await working(cli, 'leave.sh', [cli.answer(GO), { text: 'Done.' }])
    expect((await on.ask(building(cli, 'leave.sh'))).answer).toEqual({ ok: true, value: GO })
    expect(on.changes()).toContain('?? left.txt')
  })

  it.runIf(cli.runs !== 'nothing')('gives its answer, or is ended, where what its command left behind holds its output open', async () => {
    const on = await working(cli, 'hold.sh', [cli.answer(GO), { text: 'Done.' }], {
      timeoutMs: cli.waitsForOutput ? cli.patienceMs : 180_000,
    })
    const reply = await on.ask(building(cli, 'hold.sh'))
    expect(on.changes()).toContain('?? held.txt')
    if (!cli.waitsForOutput) expect(reply.answer).toEqual({ ok: true, value: GO })
    else expect(failureOf(reply).code).toBe('agent-timed-out')
  })
})
