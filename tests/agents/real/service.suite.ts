import { describe, expect, it } from 'vitest'
import { expectBlame, type Fault } from './blame.ts'
import { failureOf, PRESENT, scene } from './scene.ts'

const FAULTS: readonly Fault[] = [
  { fault: '401', turn: { status: 401 }, code: 'agent-not-logged-in', blame: 'does not let it in' },
  { fault: '429', turn: { status: 429 }, code: 'agent-failed', blame: 'is overloaded' },
  { fault: 'a page', turn: { page: true }, code: 'agent-failed', blame: 'answers with something that is no answer' },
]

describe.each(PRESENT)('$kind', (cli) => {
  it.each(FAULTS)('says what is wrong where its service answers with $fault', (fault) => expectBlame(cli, fault))

  it('is ended where its service says nothing', async () => {
    const { ask, model } = await scene(cli, () => [{ hang: true }], { timeoutMs: cli.patienceMs })
    expect(failureOf(await ask())).toMatchObject({
      code: 'agent-timed-out',
      why: expect.stringContaining('Nothing came from its model') as unknown,
    })
    expect(model.questions.length).toBeGreaterThan(0)
  })
})
