import { describe, expect, it } from 'vitest'
import { failureOf, PRESENT, scene } from './scene.ts'

describe.each(PRESENT)('$kind', (cli) => {
  it.each([
    ['401', { status: 401 }, 'agent-not-logged-in', 'does not let it in'],
    ['429', { status: 429 }, 'agent-failed', 'is overloaded'],
    ['500', { status: 500 }, 'agent-failed', 'fails'],
    ['529', { status: 529 }, 'agent-failed', 'is overloaded'],
    ['a page', { page: true }, 'agent-failed', 'answers with something that is no answer'],
    ['half an answer', { cut: true }, 'agent-failed', 'broke off'],
  ] as const)('says what is wrong where its service answers with %s', async (fault, turn, code, blame) => {
    const { ask, model } = await scene(cli, () => [turn], { timeoutMs: 150_000 })
    const failure = failureOf(await ask())
    expect(failure.code).toBe(code)
    expect(failure.what).toContain(`The service of a ${cli.blames[fault] ?? blame}`)
    expect(model.questions.length).toBeGreaterThan(0)
  })

  it('is ended where its service says nothing', async () => {
    const { ask, model } = await scene(cli, () => [{ hang: true }], { timeoutMs: cli.patienceMs })
    expect(failureOf(await ask())).toMatchObject({
      code: 'agent-timed-out',
      why: expect.stringContaining('Nothing came from its model') as unknown,
    })
    expect(model.questions.length).toBeGreaterThan(0)
  })
})
