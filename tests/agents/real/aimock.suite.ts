import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { leftBehind } from '../../journey/harness.ts'
import { startAimock } from './aimock.ts'
import { CLIS, HOME, isInstalled } from './clis.ts'
import { startProxy } from './proxy.ts'
import { BUILT, openRealShop } from './real-shop.ts'
import { TOKENS } from './scripted-model.ts'
import { READ_WORDS } from './story.ts'

const LONG_MS = 1_200_000
const isThere = existsSync(path.join(HOME, 'node_modules/@copilotkit/aimock')) || process.env['CI'] !== undefined

/** How the scripted model speaks is our own reading of each wire format; here the same story is told by somebody else's. */
describe.skipIf(!isThere)('over aimock', () => {
  it.each(CLIS.filter(isInstalled))(
    '$kind goes from the spec to the built code',
    async (cli) => {
      const proxy = await startProxy()
      const shop = openRealShop(proxy.url)
      const story = shop.story(cli)
      const model = await startAimock(story.turn)
      onTestFinished(async () => {
        await Promise.all([model.close(), proxy.close()])
        shop.remove()
      })
      shop.logIn(cli, model.url)
      shop.writeAgents({ [cli.kind]: `{ kind: ${cli.kind}${cli.isHeld ? '' : ', unconfined: true'} }` })

      const { commands, said } = await shop.untilBuilt(['value', 'cost', 'risk'].map((lens) => `${cli.kind}:${lens}`))
      expect(commands, said).toEqual(BUILT)
      expect(story.begun.map(({ role }) => role)).toEqual(['juror', 'juror', 'juror', 'planner', 'builder', 'builder'])
      const readers = story.continued.filter(({ role }) => role !== 'builder')
      expect(readers.map(({ body }) => body.includes(READ_WORDS))).toEqual([true, true, true, true])
      expect(shop.read(shop.find('_implement'))).toMatch(/^gates: passed$/m)
      expect(shop.git('show', 'forge/discount-codes:src/discount.mjs')).toContain('return sum - discount.amount')
      const counted = new RegExp(`^tokens_in: ${String(6 * TOKENS.in)}\ntokens_out: ${String(6 * TOKENS.out)}$`, 'm')
      if (cli.counts !== 'never') expect(shop.read(shop.find('_implement'))).toMatch(counted)
      expect(leftBehind(shop)).toEqual([])
      expect([...proxy.wanted]).toEqual([])
    },
    LONG_MS,
  )
})
