import { describe, expect, it } from 'vitest'
import { readFeature } from '../../src/feature/feature.ts'
import { holdRetro } from '../../src/retro/run.ts'
import { fakeRun, Fuse, Killed, MemoryVault, ScriptedAgents } from './fakes.ts'
import { CLAMP, history, OPPOSED_FILE, passedFeature, RULES } from './samples.ts'
import { answer, byRole } from './scene.ts'

/** Writes of the journey below, moves counted in halves. */
const MAX_WRITES = 30

describe('a retro that is killed at any point', () => {
  const answers = byRole(history(CLAMP, { ...CLAMP, name: 'Log in UTC', context: 'A time is logged', pattern: 'Write UTC.' }))
  const start = () => ({ ...passedFeature(['court_decision: HOTFIX']), [RULES]: OPPOSED_FILE })

  let undisturbed: ReturnType<typeof journey> | null = null

  /** The whole journey, answers included, started again as often as it is killed. */
  async function journey(fuse: Fuse) {
    const vault = new MemoryVault(start())
    const agents = new ScriptedAgents(answers)
    vault.fuse = fuse
    for (let tries = 0; tries < 6; tries++) {
      try {
        const report = await holdRetro(fakeRun({ vault, agents }))
        if (report.exit === 0) break
        expect(report.exit, JSON.stringify(report.error)).toBe(3)
        for (const [name, option] of [
          ['conflict-1', 'replace'],
          ['hotfix', 'justified'],
        ] as const)
          if (report.awaiting.includes(name)) answer(vault, name, option)
      } catch (thrown) {
        if (!(thrown instanceof Killed)) throw thrown
      }
    }
    return { vault, agents }
  }

  it('comes to its end when it is left alone', async () => {
    const { vault, agents } = await journey(new Fuse())
    expect(vault.fuse.calls).toBeGreaterThan(15)
    expect(vault.fuse.calls).toBeLessThanOrEqual(MAX_WRITES)
    expect(agents.asked.map((ask) => ask.role)).toEqual(['historian', 'arbiter'])
    const feature = await readFeature(vault, 'billing')
    expect(feature.ok && feature.value.state).toBe('ARCHIVED')
  })

  it.each(Array.from({ length: MAX_WRITES }, (_, at) => at + 1))(
    'comes to the same end after write %i, and asks no paid answer twice',
    async (at) => {
      const [whole, killed] = [await (undisturbed ??= journey(new Fuse())), await journey(new Fuse(at))]
      expect(killed.agents.asked).toHaveLength(2)
      expect(Object.fromEntries(withoutUsage(killed.vault))).toEqual(Object.fromEntries(withoutUsage(whole.vault)))
    },
  )

  function withoutUsage(vault: MemoryVault): readonly (readonly [string, string])[] {
    return [...vault.notes].map(([path, text]) => [path, text.replace(/^(duration_s|tokens_in|tokens_out|cost_usd): .*\n/gm, '')] as const)
  }
})
