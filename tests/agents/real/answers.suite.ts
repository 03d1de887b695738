import { describe, expect, it } from 'vitest'
import { failureOf, GO, PRESENT, scene } from './scene.ts'
import { TOKENS, type Turn } from './scripted-model.ts'

const MEGABYTE = 1_048_576

describe.each(PRESENT)('$kind', (cli) => {
  it('gets a bad answer back in the same conversation, which is counted and paid once', async () => {
    const { ask, model } = await scene(cli, () => [...cli.misfit, cli.answer(GO), { text: 'Done.' }])
    const { answer, usage } = await ask({ prompt: 'Judge the shop.' })
    const calls = Math.max(cli.misfit.length + 1, model.questions.length)
    expect(answer).toEqual({ ok: true, value: GO })
    expect(model.questions.at(-1)?.split('Judge the shop.')).toHaveLength(2)
    if (cli.counts !== 'never') expect(usage).toMatchObject({ tokensIn: TOKENS.in * calls, tokensOut: TOKENS.out * calls })
    if (cli.usdEach === null) expect(usage.costUsd).toBeNull()
    else expect(usage.costUsd).toBeCloseTo(cli.usdEach * calls, 8)
  })

  it('that answers in words alone, again and again, gives no usable answer', async () => {
    const { ask } = await scene(cli, () => [{ text: 'GO, I say.' }])
    expect(failureOf(await ask())).toMatchObject({
      code: 'agent-bad-answer',
      what: 'The agent a gave no usable answer in 3 tries.',
      why: expect.stringMatching(/no answer in the form that was asked for|received "GO, I say\."/) as unknown,
    })
  })

  it('that gives an answer of the wrong form, again and again, is told which field is wrong', async () => {
    // Another one each time, for what only repeats itself is stopped as a loop by some.
    let score = 0
    const { ask } = await scene(cli, () => () => cli.answer({ verdict: 'MAYBE', score: (score += 1) }))
    expect(failureOf(await ask())).toMatchObject({
      code: 'agent-bad-answer',
      what: 'The agent a gave no usable answer in 3 tries.',
      why: expect.stringContaining('verdict') as unknown,
    })
  })

  it('is given what a prompt holds, as it stands', async () => {
    const { ask, model } = await scene(cli, () => [cli.answer(GO), { text: 'Done.' }])
    const prompt = 'Look at ${cwd}, {file:a}, {env:HOME}, $HOME and \\n.'
    expect((await ask({ prompt })).answer.ok).toBe(true)
    expect(model.questions[0]).toContain(JSON.stringify(prompt).slice(1, -1))
  })

  it('is given a prompt of a megabyte to its last character, or is not started at all', async () => {
    const isRead = (): boolean => !cli.echoes || on.shown.some((line) => line.includes('"role":"user"'))
    const answer = async (): Promise<Turn> => {
      await expect.poll(isRead, { timeout: 180_000 }).toBe(true)
      return model.questions.length === 1 ? cli.answer(GO) : { text: 'Done.' }
    }
    const on = await scene(cli, () => answer, { model: cli.roomyModel })
    const { ask, model, shown } = on
    const prompt = `${'Über alles wird geurteilt: 0123456789.\n'.repeat(MEGABYTE)}`.slice(0, MEGABYTE - 5) + 'Ende.'
    const reply = await ask({ prompt })
    if (cli.kind === 'codex') {
      expect(reply.answer).toMatchObject({
        ok: false,
        error: { why: expect.stringMatching(/1048576 characters .* takes 1000000/) as unknown },
      })
      expect([model.questions.length, shown]).toEqual([0, []])
      return
    }
    expect(reply.answer).toEqual({ ok: true, value: GO })
    // Not as a whole in the report of a failure.
    expect(model.questions[0]?.includes(JSON.stringify(prompt).slice(1, -1))).toBe(true)
  })
})
