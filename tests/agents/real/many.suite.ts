import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PRESENT, scene } from './scene.ts'
import { TOKENS, type Script } from './scripted-model.ts'
import type { Cli } from './clis.ts'

const SIX = [1, 2, 3, 4, 5, 6]
const asks = (number: number): string => `Judge number ${String(number)} of the shop.`

/** Some take the same call again for a loop. */
const FILES = ['README.md', 'check.sh', 'env.sh', 'leave.sh', 'hold.sh', 'sleep.sh']

/** Number n reads n files before it answers with a score of n. */
function scriptOf(cli: Cli, folder: string): Script {
  const asked = new Map<number, number>()
  return (body) => {
    const number = SIX.find((one) => body.includes(asks(one))) ?? 0
    const times = (asked.get(number) ?? 0) + 1
    asked.set(number, times)
    if (times <= number) return cli.read(path.join(folder, FILES[times - 1] ?? ''))
    return times === number + 1 ? cli.answer({ verdict: 'GO', score: number }) : { text: 'Done.' }
  }
}

describe.each(PRESENT)('$kind', (cli) => {
  it('six at once in one repo get their own answers and count for themselves', async () => {
    const { agents, ask, changes } = await scene(cli, (folder) => scriptOf(cli, folder), { timeoutMs: 400_000 })
    // As every stage does; the first start of some sets up a store, at which six would trip over each other.
    expect((await agents.check(['a'])).ok).toBe(true)
    const replies = await Promise.all(SIX.map((number) => ask({ line: `a:${String(number)}`, prompt: asks(number) })))
    expect(replies.map(({ answer }) => answer)).toEqual(SIX.map((score) => ({ ok: true, value: { verdict: 'GO', score } })))
    if (cli.counts !== 'never') expect(replies.map(({ usage }) => usage.tokensIn)).toEqual(SIX.map((number) => (number + 1) * TOKENS.in))
    expect(changes()).toEqual([])
  })
})
