import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PRESENT, scene } from './scene.ts'
import { TOKENS, type Script } from './scripted-model.ts'
import type { Cli } from './clis.ts'

const SIX = [1, 2, 3, 4, 5, 6]
const asks = (number: number): string => `Judge number ${String(number)} of the shop.`

/** Number n reads n times before it answers with a score of n. */
function scriptOf(cli: Cli, folder: string): Script {
  const asked = new Map<number, number>()
  return (body) => {
    const number = SIX.find((one) => body.includes(asks(one))) ?? 0
    const times = (asked.get(number) ?? 0) + 1
    asked.set(number, times)
    if (times <= number) return cli.read(path.join(folder, 'README.md'))
    return times === number + 1 ? cli.answer({ verdict: 'GO', score: number }) : { text: 'Done.' }
  }
}

describe.each(PRESENT)('$kind', (cli) => {
  it('six at once in one repo get their own answers and count for themselves', async () => {
    const { ask, changes } = await scene(cli, (folder) => scriptOf(cli, folder), { timeoutMs: 120_000 })
    const replies = await Promise.all(SIX.map((number) => ask({ line: `a:${String(number)}`, prompt: asks(number) })))
    expect(replies.map(({ answer }) => answer)).toEqual(SIX.map((score) => ({ ok: true, value: { verdict: 'GO', score } })))
    if (cli.counts !== 'never') expect(replies.map(({ usage }) => usage.tokensIn)).toEqual(SIX.map((number) => (number + 1) * TOKENS.in))
    expect(changes()).toEqual([])
  })
})
