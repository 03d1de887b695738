import { describe, expect, it } from 'vitest'
import { Killed, NOTHING, said, type Asked, type Script, type World } from './fakes.ts'
import { finds, go, NEW_HEAD, outcomeAt, SECOND, world } from './stage.ts'

describe('a critique that is killed', () => {
  /** Every answer carries a mark of its own, so that the note tells which it holds. */
  const marked: Script = (asked) => {
    const mark = markOf(asked)
    if (asked.kind === 'check' || asked.kind === 'earlier') return { confirmed: !asked.prompt.includes('Cents'), reason: mark }
    const isSearchRepair = asked.prompt.includes('nowhere at all')
    const found: Partial<Record<Asked['kind'], readonly Record<string, unknown>[]>> = {
      review: [said({ claim: 'Cents are lost.' }), said({ quote: 'no such line', claim: 'Rates are wrong.' })],
      repair: isSearchRepair ? [] : [said({ quote: 'const rate = 1', line: 2, claim: 'Rates are wrong.' })],
      search: [said({ quote: 'nowhere at all', claim: 'Never stops.' })],
    }
    return { ...NOTHING, findings: asked.focus === 'correctness' ? (found[asked.kind] ?? []) : [], architecture_notes: [mark] }
  }
  const markOf = ({ agent, kind, focus, prompt }: Asked): string =>
    `mark ${[agent, kind, focus, /Cents|Rates|zero/.exec(prompt.split('# The claim')[1] ?? '')?.[0], prompt.includes('nowhere at all')].join(' ')} end`

  async function secondAttempt(): Promise<World> {
    const made = world(finds([said()]))
    await go(made)
    made.build(2, NEW_HEAD)
    return made
  }

  /** Only writes leave something behind: a kill anywhere else is a kill before the next one. */
  const effects = (calls: readonly string[]): readonly number[] =>
    calls.flatMap((name, call) => (['create', 'edit'].includes(name) ? [call] : []))

  it('completes to the same outcome wherever it was, and asks for no answer that it holds', { timeout: 300_000 }, async () => {
    const start = await secondAttempt()
    const fresh = (): World => {
      const made = world(marked)
      for (const [path, text] of start.notes) made.notes.set(path, text)
      made.policy = { reviewers: ['ann'] }
      return made
    }
    const options = { focus: ['correctness', 'security'] }
    const whole = fresh()
    await go(whole, options)
    const expected = outcomeAt(whole, SECOND)
    expect(expected.findings.map((one) => one.claim).sort()).toEqual(['Rates are wrong.', 'The price can fall below zero.'])
    expect(whole.kinds().filter((kind) => kind === 'repair correctness')).toHaveLength(2)
    expect(whole.kinds()).toEqual(expect.arrayContaining(['repair correctness', 'search correctness', 'check', 'earlier']))
    for (const call of effects(whole.calls)) {
      for (const when of ['before', 'after'] as const) {
        await new Promise((resolve) => setImmediate(resolve))
        const made = fresh()
        made.script = (asked) => {
          const held = [...made.notes.values()].some((text) => text.includes(markOf(asked)))
          expect(held, `${markOf(asked)} is asked again after a kill ${when} call ${String(call)}`).toBe(false)
          return marked(asked)
        }
        made.kill = { call, when }
        await expect(go(made, options)).rejects.toThrow(Killed)
        made.revive()
        expect(await go(made, options), `killed ${when} call ${String(call)}`).toMatchObject({ exit: 4, error: null })
        expect(outcomeAt(made, SECOND)).toEqual(expected)
      }
    }
  })
})
