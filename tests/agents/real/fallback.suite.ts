import { describe, expect, it, onTestFinished } from 'vitest'
import { leftBehind } from '../../journey/harness.ts'
import { CLIS, programOf } from './clis.ts'
import { startProxy } from './proxy.ts'
import { BUILT, openRealShop } from './real-shop.ts'
import { startModel } from './scripted-model.ts'

/** Two waits of Forge's own, of 10 and of 45 seconds, are part of it. */
const LONG_MS = 900_000
const [claude, codex] = ['claude', 'codex'].map((kind) => CLIS.find((cli) => cli.kind === kind))
const areThere = [claude, codex].every((cli) => cli !== undefined && programOf(cli) !== null) || process.env['CI'] !== undefined

describe.skipIf(!areThere)('a juror whose service is overloaded and stays so', () => {
  it(
    'is replaced by the real CLI that its agent names, and the court note says who answered',
    async () => {
      if (claude === undefined || codex === undefined) throw new Error('There is no claude or no codex')
      const proxy = await startProxy()
      const shop = openRealShop(proxy.url)
      const story = shop.story(claude)
      const [model, busy] = [await startModel(story.turn), await startModel([{ status: 529 }])]
      onTestFinished(async () => {
        await Promise.all([model.close(), busy.close(), proxy.close()])
        shop.remove()
      })
      shop.logIn(claude, model.url)
      shop.logIn(codex, busy.url)
      shop.writeAgents({ claude: '{ kind: claude }', busy: '{ kind: codex, fallback: claude }' })

      const { commands, said } = await shop.untilBuilt(['claude:value', 'busy:cost', 'claude:risk'])
      expect(commands, said).toEqual(BUILT)
      const court = shop.read(shop.find('_court'))
      expect(court).toContain('busy could not be asked; claude answered in its place.')
      expect(court).toMatch(/^verdict: GO$/m)
      expect(busy.questions.length).toBeGreaterThanOrEqual(3)
      expect(story.begun.filter(({ role }) => role === 'juror').map(({ focus }) => focus)).toContain('cost')
      expect(leftBehind(shop)).toEqual([])
      expect([...proxy.wanted]).toEqual([])
    },
    LONG_MS,
  )
})
